"""The same restricted plan as a statement for another engine."""

from collections.abc import Mapping

from sqlglot import exp

from understudy.kit.errors import InputError
from understudy.soql.restrict import Restricted
from understudy.soql.sql import Statement, statement
from understudy.soql.warehouse.engines import Engine
from understudy.soql.warehouse.spelling import respelled
from understudy.soql.warehouse.writer import WarehouseWriter

__all__ = ["emit"]


def emit(
    restricted: Restricted, engine: Engine, tables: Mapping[str, str], *, limit_guard: int | None = None
) -> Statement:
    """The statement of a plan, with the rules in it, and named parameters as the engine writes them.

    Spark's session must be in UTC and in ANSI mode, where what overflows is an error and no null.

    Args:
        tables: what the table of each object is called in the warehouse.
        limit_guard: the most rows wanted; one more is let through, so that the cut can be noticed.

    Raises:
        InputError: something in the query cannot be written so that it means the same.
    """
    if restricted.plan.all_rows:
        raise InputError("ALL ROWS: the recycle bin is not in the warehouse", hint="leave ALL ROWS out")

    if restricted.redacted:
        raise InputError("what is redacted for agents can't be left out in a warehouse")

    def spelled(tree: exp.Select, _: object) -> str:
        return respelled(tree, engine).sql(dialect=engine.value, identify=True)

    return statement(
        restricted.plan.select,
        lambda: WarehouseWriter(restricted, engine, tables),
        spelled,
        guard=limit_guard,
    )
