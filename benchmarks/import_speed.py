"""How long a million records take to import, and how much memory, beside PostgreSQL's bare COPY of the file.

    python benchmarks/import_speed.py [--records 1000000]

Writes a folder of CSV with users, accounts, contacts and so many cases, and imports it in a process of its
own as `understudy org import` does: read, identify, infer, check references, load, index, analyze. The floor
is COPY of the file with the cases into a table of the same types with its primary key and nothing else, in
the same run. Memory is that of the importing process; PostgreSQL's own is not in it.
"""

import argparse
import asyncio
import csv
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

from machine import describe_machine
from million import Row, account_rows, case_rows, contact_rows, user_rows
from psycopg import sql

from understudy.kit.config import Settings
from understudy.kit.db import Database
from understudy.org import store
from understudy.org.importer.load import import_org
from understudy.org.standard import standard_access, standard_schema

IMPORT_S, RESIDENT_MB = 90, 1000
BLOCK = 1 << 20


def write_folder(folder: Path, records: int) -> None:
    write(folder / "User.csv", user_rows())
    write(folder / "Account.csv", account_rows())
    write(folder / "Contact.csv", contact_rows())
    write(folder / "Case.csv", case_rows(records))


def write(path: Path, rows: Iterator[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


async def imported(workspace: Path, folder: Path) -> None:
    """In the process that is measured."""
    async with await Database.open(Settings(workspace)) as database:
        began = time.perf_counter()
        report = await import_org(
            database, folder, "speed", standard=standard_schema(), access=standard_access()
        )
        seconds = time.perf_counter() - began
    if report.problems:
        raise SystemExit(f"the import found {report.problem_count} problems: {report.problems[0]}")
    rows = sum(found.rows for found in report.objects)
    print(json.dumps({"seconds": seconds, "rows": rows, "mb": getrusage(RUSAGE_SELF).ru_maxrss / 1024}))


async def copied(workspace: Path, file: Path) -> float:
    """Seconds that COPY of the file takes."""
    async with await Database.open(Settings(workspace)) as database:
        org = await store.load_org(database, "speed")
        with file.open("rb") as rows:
            names = rows.readline().decode().strip().split(",")
            columns = sql.SQL(", ").join(map(sql.Identifier, names))
            async with database.transaction() as connection:
                await connection.execute("SET LOCAL statement_timeout = 0")
                like = store.table(org.pg_schema, "Case")
                made = sql.SQL('CREATE TABLE public."Case" (LIKE {} INCLUDING DEFAULTS, PRIMARY KEY ("Id"))')
                await connection.execute(made.format(like))
                query = sql.SQL('COPY public."Case" ({}) FROM STDIN (FORMAT csv)').format(columns)
                began = time.perf_counter()
                async with connection.cursor() as cursor, cursor.copy(query) as copy:
                    while block := rows.read(BLOCK):
                        await copy.write(block)
                return time.perf_counter() - began


def measure(records: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder, workspace = Path(place) / "files", Path(place) / "workspace"
        folder.mkdir()
        write_folder(folder, records)
        command = [sys.executable, __file__, "--child", str(workspace), str(folder)]
        told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        floor = asyncio.run(copied(workspace, folder / "Case.csv"))
    print(describe_machine())
    rate = told["rows"] / told["seconds"]
    print(f"{told['rows']:,} records in {told['seconds']:.1f} s ({rate:,.0f} a second); target {IMPORT_S} s")
    print(f"memory {told['mb']:.0f} MB; target {RESIDENT_MB} MB")
    times = told["seconds"] / floor
    print(f"bare COPY of the {records:,} cases {floor:.1f} s; the import takes {times:.1f} times as long")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--child", nargs=2, type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        asyncio.run(imported(*given.child))
    else:
        measure(given.records)
