"""Questions answered by DuckDB over an exported org, as the actor may see it.

Who may see what is the org's as it is now; the records are those of the export.
"""

import asyncio
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from understudy.kit.clock import Moment
from understudy.kit.errors import InputError, ServiceError
from understudy.org.orgs import Org
from understudy.org.permissions import Actor
from understudy.soql.ast import Dialect, Query
from understudy.soql.plan import Primitive
from understudy.soql.restrict import Restricted
from understudy.soql.run import Result, Row, compile_query, result_column
from understudy.soql.scope import Binds
from understudy.soql.shapes import named, visible, with_children
from understudy.soql.sql import PARENTS, Statement
from understudy.soql.warehouse.columns import name, text
from understudy.soql.warehouse.emit import emit
from understudy.soql.warehouse.engine import new_connection
from understudy.soql.warehouse.engines import Engine
from understudy.soql.warehouse.manifest import Manifest, read_manifest
from understudy.soql.write import write

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["Warehouse", "open_warehouse", "run_on_duckdb"]


@dataclass(frozen=True, slots=True)
class Warehouse:
    """An exported org, open in DuckDB."""

    connection: "DuckDBPyConnection"
    manifest: Manifest

    @property
    def tables(self) -> Mapping[str, str]:
        """What the table of each object is called."""
        return {each.name: each.name for each in self.manifest.objects}


@contextmanager
def open_warehouse(folder: Path) -> Generator[Warehouse]:
    """The export in a folder, each object's file a view; nothing is read yet.

    Raises:
        InputError: the folder holds no export.
        ConfigError: DuckDB is not installed.
    """
    manifest = read_manifest(folder)
    with new_connection() as connection:
        for each in manifest.objects:
            file = text(str(folder / each.file))
            connection.execute(f"CREATE VIEW {name(each.name)} AS SELECT * FROM read_parquet({file})")
        yield Warehouse(connection, manifest)


async def run_on_duckdb(
    warehouse: Warehouse,
    org: Org,
    query: str | Query,
    actor: Actor,
    moment: Moment,
    *,
    binds: Binds | None = None,
    dialect: Dialect = Dialect.SOQL,
    limit_guard: int | None = None,
) -> Result:
    """Answer a query as the actor may see it: as `soql.run.run`, from the export.

    Raises:
        InputError: as `run`; or the query cannot be answered from this export.
        NotPermittedError: it names what the actor may not read.
    """
    started = time.perf_counter()
    restricted = compile_query(org, query, actor, moment, binds=binds, dialect=dialect)
    _check_export(warehouse.manifest, org, restricted)
    statement = emit(restricted, Engine.DUCKDB, warehouse.tables, limit_guard=limit_guard)
    rows = await asyncio.to_thread(_answer, warehouse.connection, statement)
    truncated = limit_guard is not None and len(rows) > limit_guard
    rows = rows[:limit_guard] if truncated else rows
    select = restricted.plan.select
    return Result(
        columns=tuple(result_column(each) for each in visible(select.outputs)),
        rows=tuple(rows),
        total=rows[0][select.outputs[0].name] if select.counts else len(rows),
        soql=restricted.plan.text or write(cast("Query", query)),
        sql=statement.text,
        params=dict(statement.params),
        truncated=truncated,
        ms=(time.perf_counter() - started) * 1000,
        limited=restricted.limited,
    )


def _check_export(manifest: Manifest, org: Org, restricted: Restricted) -> None:
    """Rules of one org must not be held against the records of another, nor name fields that came later."""
    if manifest.org != org.name:
        raise InputError(f"the warehouse holds {manifest.org}, not {org.name}", hint="understudy org use")
    held = {each.name: set(each.fields) for each in manifest.objects}
    for scan in restricted.plan.scans:
        for described in scan.objects:
            missing = {each.name for each in described.fields} - held.get(described.name, set())
            if missing:
                message = f"the warehouse is older than {described.name}.{min(missing)}"
                raise InputError(message, hint="export the org again")


def _answer(connection: "DuckDBPyConnection", statement: Statement) -> list[Row]:
    import duckdb

    try:
        return _rows(connection, statement, statement.params)[0]
    except (duckdb.OutOfRangeException, duckdb.ConversionException) as error:
        raise InputError(f"a value is out of range: {error}") from error
    except duckdb.Error as error:
        raise ServiceError(f"DuckDB failed: {error}") from error


def _rows(
    connection: "DuckDBPyConnection", statement: Statement, params: Mapping[str, Any]
) -> tuple[list[Row], list[tuple[Any, ...]]]:
    """The rows as mappings, and as they came."""
    came = connection.execute(statement.text, dict(params)).fetchall()
    raw = [tuple(map(_value, each)) for each in came]
    rows = named(raw, statement.outputs)
    if statement.children and rows:
        ids = [str(each[len(statement.outputs)]) for each in raw]
        for child_name, child in statement.children:
            found, of_parents = _rows(connection, child, {**child.params, PARENTS: ids})
            with_children(rows, ids, child_name, found, of_parents)
    return rows, raw


def _value(value: Primitive | float) -> Primitive | int:
    """A value as PostgreSQL gives it."""
    match value:
        case float():
            return Decimal(repr(value))
        case datetime():
            return value.astimezone(UTC)
        case _:
            return value
