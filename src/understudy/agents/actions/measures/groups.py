"""The numbers of a measure: by the definition's query, of all rows or of each group."""

from calendar import month_name
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from understudy.agents.actions.measures.arguments import MeasureArguments
from understudy.agents.actions.measures.ranking import Group
from understudy.agents.actions.registry import ActionContext
from understudy.kit.errors import InputError
from understudy.org.definitions.measure import MeasureDefinition
from understudy.soql.ast import Dialect
from understudy.soql.measure import Grouping, MeasureRequest, RowFilter, compile_measure
from understudy.soql.run import run

__all__ = ["compute_groups", "find_measure"]


def find_measure(context: ActionContext, name: str) -> MeasureDefinition:
    """The measure of that name.

    Raises:
        InputError: there is none; the hint names those there are.
    """
    if name not in context.library.measures or not context.may_use(name):
        known = ", ".join(sorted(filter(context.may_use, context.library.measures)))
        raise InputError(f"there is no measure {name!r}", hint=f"measures: {known}")
    return context.library.measures[name]


async def compute_groups(
    context: ActionContext, definition: MeasureDefinition, arguments: MeasureArguments
) -> tuple[list[Group], str, tuple[str, ...]]:
    """All groups with their numbers (one without a key when nothing groups), the query that ran, and the
    objects of which the actor sees only some rows.
    """
    request = MeasureRequest(
        definition=definition,
        window=(arguments.window_start, arguments.window_end),
        group_by=arguments.group_by,
        filters=tuple(RowFilter(f.by, f.values, f.negated) for f in arguments.filters),
        volume=arguments.volume.bound() if arguments.volume else None,
        value=arguments.value.bound() if arguments.value else None,
        descending=arguments.rank != "lowest",
    )
    query = compile_measure(request, context.library, context.org.schema, context.moment.timezone)
    result = await run(
        context.database,
        context.org,
        query.text,
        context.actor,
        context.moment,
        dialect=Dialect.DEFINITION,
    )
    rows = [row for row in result.rows if row["value"] is not None]
    return [_group(row, query.grouping) for row in rows], query.text, result.limited


def _group(row: Mapping[str, Any], grouping: Grouping | None) -> Group:
    value, records = Decimal(str(row["value"])), int(row["records"])
    if grouping is None:
        return Group("", "", value, records)
    if grouping.kind == "time":
        key, label, answer = _time_key(row, grouping)
        return Group(key, label, value, records, answer=answer)
    key = str(row["key"])
    label = str(row.get("label") or key)
    return Group(key, label, value, records, object=grouping.object)


def _time_key(row: Mapping[str, Any], grouping: Grouping) -> tuple[str, str, str]:
    """A key that sorts by time, the period's name, and the bare answer (`October` for a month)."""
    if len(grouping.keys) == 1:
        value = row["key"]
        text = value.isoformat() if isinstance(value, date) else str(value)
        return text, text, text
    year, part = int(row["key0"]), int(row["key1"])
    key = f"{year:04}-{part:02}"
    match grouping.name:
        case "month":
            return key, f"{month_name[part]} {year}", month_name[part]
        case "quarter":
            return key, f"Q{part} {year}", f"Q{part}"
        case _:
            return key, f"week {part} of {year}", f"week {part}"
