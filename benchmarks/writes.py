"""What writing costs beside plain SQL: single inserts and changes, and many rows at once.

    python benchmarks/writes.py [--runs N] [--rows N]

On the demo company, in a workspace of its own. A single insert through `org.records` (rights, values,
references, validation rules, history) beside the same row in BEGIN, INSERT, COMMIT; they take turns, so that
a busy machine is busy for both. Many rows through `write_all` beside one COPY of the same rows, by the clock
and by processor time (ours and that of the embedded PostgreSQL), which other programs do not lengthen.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median, quantiles

from machine import describe_machine
from processor import Stopwatch
from psycopg import sql

from understudy.kit.config import Settings
from understudy.kit.db import Database
from understudy.kit.ids import new_record_id
from understudy.org.demo import DEMO_NOW, generate_demo
from understudy.org.demo.load import load_demo
from understudy.org.orgs import Org
from understudy.org.permissions import System
from understudy.org.records import Write, create, update, write_all
from understudy.org.store import table
from understudy.soql.validate import ROW_RULES

_COLUMNS = ("Id", "Subject", "Description", "Status", "Priority", "Origin", "CreatedDate", "SystemModstamp")
_FIRST_FREE = 50_000_000


def _case(number: int) -> dict[str, object]:
    return {
        "Subject": f"Broken pane {number}",
        "Description": "It came with a crack. " * 5,
        "Status": "New",
        "Priority": "High",
        "Origin": "Web",
    }


def _stored(number: int) -> list[object]:
    return [new_record_id("500", _FIRST_FREE + number), *_case(number).values(), DEMO_NOW, DEMO_NOW]


async def _plain(database: Database, org: Org, number: int) -> None:
    query = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        table(org.pg_schema, "Case"),
        sql.SQL(", ").join(map(sql.Identifier, _COLUMNS)),
        sql.SQL(", ").join([sql.Placeholder()] * len(_COLUMNS)),
    )
    async with database.transaction() as connection:
        await connection.execute(query, _stored(number))


async def _copied(database: Database, org: Org, rows: int) -> None:
    names = sql.SQL(", ").join(map(sql.Identifier, _COLUMNS))
    query = sql.SQL("COPY {} ({}) FROM STDIN").format(table(org.pg_schema, "Case"), names)
    async with (
        database.transaction() as connection,
        connection.cursor() as cursor,
        cursor.copy(query) as copy,
    ):
        for number in range(rows):
            await copy.write_row(_stored(1_000_000 + number))


async def _timed(run: Callable[[], Awaitable[object]]) -> float:
    started = time.perf_counter()
    await run()
    return (time.perf_counter() - started) * 1000


def _line(what: str, times: list[float]) -> str:
    return f"{what:<44} p50 {median(times):7.2f} ms   p95 {quantiles(times, n=20)[-1]:7.2f} ms"


async def main(runs: int, rows: int) -> None:
    """Measure and print."""
    print(describe_machine())
    with tempfile.TemporaryDirectory() as folder:
        async with await Database.open(Settings(workspace=Path(folder))) as database:
            org = await load_demo(database, generate_demo())
            write = Write(database, org, System("a benchmark"), DEMO_NOW, ROW_RULES)
            made = [await create(write, "Case", _case(-number)) for number in range(20)]
            plain: list[float] = []
            ours: list[float] = []
            changed: list[float] = []
            for number in range(runs):
                plain.append(await _timed(lambda number=number: _plain(database, org, number)))
                ours.append(await _timed(lambda number=number: create(write, "Case", _case(number))))
                values = {"Subject": f"Mended pane {number}"}
                record_id = made[number % len(made)]
                changed.append(
                    await _timed(
                        lambda values=values, record_id=record_id: update(
                            write, record_id, values, expected=None
                        )
                    )
                )
            print(_line("a row in plain SQL", plain))
            print(_line("a case created through us", ours))
            print(_line("a case changed through us, with its history", changed))
            await _many(database, write, Stopwatch(Path(folder)), rows)


async def _many(database: Database, write: Write, stopwatch: Stopwatch, rows: int) -> None:
    stopwatch.start()
    await _copied(database, write.org, rows)
    print(f"{rows:,} rows by COPY               {stopwatch}")
    stopwatch.start()
    made = await write_all(write, "Case", "create", (_case(number) for number in range(rows)))
    print(f"{rows:,} cases created through us    {stopwatch}")
    changes = [{"Id": each.id, "Subject": "Mended", "Status": "Closed"} for each in made]
    stopwatch.start()
    changed = await write_all(write, "Case", "update", changes)
    print(f"{rows:,} cases changed, with history {stopwatch}")
    stopwatch.start()
    gone = await write_all(write, "Case", "delete", ({"Id": each.id} for each in made))
    print(f"{rows:,} cases deleted into the bin  {stopwatch}")
    assert not any(outcome.error for outcome in (*made, *changed, *gone))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--runs", type=int, default=300)
    parser.add_argument("--rows", type=int, default=10_000)
    given = parser.parse_args()
    asyncio.run(main(given.runs, given.rows))
