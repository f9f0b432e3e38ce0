"""An org's records as Parquet files, one for each object: all of them, for the system alone.

The records come through a query as any others do, all of one instant. The folder is there when all its files
are, or not at all.
"""

import asyncio
import shutil
import uuid
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from psycopg import sql

from understudy.kit.clock import Moment
from understudy.kit.db import Connection, Database
from understudy.kit.errors import InputError, ServiceError
from understudy.org.metadata import Field, ObjectType
from understudy.org.orgs import Org
from understudy.org.permissions import System
from understudy.soql.parse import parse
from understudy.soql.run import compile_query, prepared
from understudy.soql.sql import write_sql
from understudy.soql.warehouse.columns import column_types, name, read_texts, text
from understudy.soql.warehouse.engine import new_connection
from understudy.soql.warehouse.manifest import ExportedObject, Manifest, read_manifest, write_manifest

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["Progress", "export_org"]

Progress = Callable[[str, int, int], None]
"""Called with the object being written, the objects done so far and the objects in all."""
_ALL = System("exporting the org to a warehouse")


async def export_org(
    database: Database, org: Org, folder: Path, moment: Moment, progress: Progress
) -> Manifest:
    """Write every record to the folder, in the place of an earlier export of this org if there is one.

    Raises:
        InputError: the folder holds something else; or a value that Parquet cannot hold.
        ConfigError: DuckDB is not installed.
    """
    _check_folder(org, folder)
    engine = new_connection()
    done: list[ExportedObject] = []
    with engine, _in_place_of(folder) as made:
        async with database.snapshot() as connection:
            await connection.execute("SET LOCAL statement_timeout = 0")
            # While DuckDB converts what came.
            await connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            for described in org.schema:
                progress(described.name, len(done), len(org.schema.objects))
                done.append(await _export(connection, engine, org, described, made, moment))
        manifest = Manifest(org=org.name, at=moment.now, objects=tuple(done))
        write_manifest(made, manifest)
    progress("", len(done), len(done))
    return manifest


def _check_folder(org: Org, folder: Path) -> None:
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    found = read_manifest(folder) if folder.is_dir() else None
    if found is None or found.org != org.name:
        what = f"an export of {found.org}" if found else "a file"
        raise InputError(f"{folder} is {what}", hint="name a new folder")


@contextmanager
def _in_place_of(folder: Path) -> Generator[Path]:
    """A folder beside it that takes its place at the end, or after an exception is gone."""
    made = folder.with_name(f".{folder.name}.{uuid.uuid4().hex[:8]}")
    try:
        made.mkdir(mode=0o700, parents=True)
        yield made
        old = made.with_name(f"{made.name}.old")
        if folder.exists():
            folder.rename(old)
        made.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise ServiceError(f"{folder} cannot be written: {error}") from error
    finally:
        shutil.rmtree(made, ignore_errors=True)


async def _export(
    connection: Connection,
    engine: "DuckDBPyConnection",
    org: Org,
    described: ObjectType,
    folder: Path,
    moment: Moment,
) -> ExportedObject:
    fields = described.fields
    query = parse(f"SELECT {', '.join(each.name for each in fields)} FROM {described.name}")
    statement = write_sql(compile_query(org, query, _ALL, moment), org.pg_schema)
    rows = folder / f"{described.name}.csv"
    copy = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv)").format(prepared(statement.text))
    with rows.open("wb") as file:
        async with connection.cursor() as cursor, cursor.copy(copy) as copied:
            async for block in copied:
                file.write(block)
    exported = ExportedObject(name=described.name, rows=0, fields=tuple(each.name for each in fields))
    count = await asyncio.to_thread(_convert, engine, rows, folder / exported.file, described.name, fields)
    rows.unlink()
    return exported.model_copy(update={"rows": count})


def _convert(
    engine: "DuckDBPyConnection", rows: Path, file: Path, object_name: str, fields: tuple[Field, ...]
) -> int:
    """The rows of a CSV file in Parquet; how many they are."""
    texts = read_texts(rows, fields)
    types = column_types(engine, object_name, fields, texts)
    columns = ", ".join(f"CAST({name(own)} AS {kind}) AS {name(own)}" for own, kind in types.items())
    copied = engine.execute(
        f"COPY (SELECT {columns} FROM {texts}) TO {text(str(file))} (FORMAT parquet, COMPRESSION zstd)"
    ).fetchone()
    return copied[0] if copied else 0
