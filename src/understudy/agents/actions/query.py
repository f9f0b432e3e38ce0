"""A model's own query in SOQL: checked, put right where that is certain, and answered as a table."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import Field

from understudy.agents.actions.outside import outside_columns, outside_parts
from understudy.agents.actions.registry import Action, ActionContext, Arguments
from understudy.agents.actions.shown import plural, shown_cell, shown_value
from understudy.kit.ids import parse_record_id
from understudy.llm.finding import Finding, Item
from understudy.org.metadata import FieldType
from understudy.soql.assisted.ask import ask
from understudy.soql.parse import parse
from understudy.soql.run import Result
from understudy.trust.provenance.effect import Effect

__all__ = ["QUERY", "QueryArguments"]

_LONGEST_CELL = 400
_SHOWN_CHILDREN = 5


class QueryArguments(Arguments):
    """A question in SOQL."""

    soql: Annotated[
        str,
        Field(
            description="One SOQL query. Aggregates, GROUP BY, parent paths and semi-joins work.",
            json_schema_extra={"format": "soql"},
        ),
    ]
    about: Annotated[str, Field(description="What is counted or listed, in words.")] = ""


async def query(context: ActionContext, arguments: QueryArguments) -> Finding:
    """The rows of a checked SOQL query; one number is worded as an answer."""
    asked = await ask(
        context.database,
        context.org,
        arguments.soql,
        context.actor,
        context.moment,
        most_rows=context.most_rows,
        distinctions=context.library.distinctions.values(),
    )
    result, zone, notes = asked.result, context.moment.timezone, asked.notes
    about = arguments.about or "rows"
    if not result.rows:
        return Finding(
            "nothing", f"I found no {about}.", query=result.soql, records=0, notes=notes, outside=()
        )
    outside = _outside(context, result)
    rows = tuple(tuple(text for _, text in _cells(row, result, zone)) for row in result.rows)
    if len(rows) == 1 and len(rows[0]) == 1:
        number = rows[0][0]
        item = Item(number or "nothing", value=number, shown=number)
        headline = f"{number or 'No value'}: {about}."
        return Finding(
            "found",
            headline,
            (item,),
            1,
            query=result.soql,
            records=1,
            notes=notes,
            outside=outside_parts(outside, ("headline", "items")),
        )
    return Finding(
        "found",
        f"{about[:1].upper()}{about[1:]}: {plural(len(rows), 'row')}.",
        tuple(_item(row, _places_of_ids(result)) for row in rows),
        len(rows),
        tuple(label for label, _ in _cells(result.rows[0], result, zone)),
        rows,
        query=result.soql,
        records=len(rows),
        notes=notes,
        outside=outside_parts(outside, ("items",), rows=True),
    )


def _outside(context: ActionContext, result: Result) -> dict[int, str]:
    """What each cell is that may hold text from outside; child records do, whatever they are."""
    (name, *_) = str(parse(result.soql).sources[0].path).split(".")
    children = result.rows[0].keys() - {column.name for column in result.columns}
    columns = outside_columns(context, context.org.schema.object(name), result.columns)
    return columns | {len(result.columns) + place: "records below" for place in range(len(children))}


def _places_of_ids(result: Result) -> list[int]:
    """The columns whose ids the system of record made: a text may have the form of an id."""
    kinds = (FieldType.ID, FieldType.REFERENCE)
    return [place for place, column in enumerate(result.columns) if column.type in kinds]


def _cells(row: Mapping[str, Any], result: Result, zone: ZoneInfo) -> list[tuple[str, str]]:
    """The row's values as text, each behind the label of its column, its child records last."""
    cells = [(column.label, shown_cell(row[column.name], column.type, zone)) for column in result.columns]
    own = {column.name for column in result.columns}
    cells += [(name, _children(rows, zone)) for name, rows in row.items() if name not in own]
    return [(label, _cut(value)) for label, value in cells]


def _children(rows: Sequence[Mapping[str, Any]], zone: ZoneInfo) -> str:
    """Child records in one cell: how many there are, and the first of them."""
    shown = ["; ".join(shown_value(value, zone) for value in row.values()) for row in rows[:_SHOWN_CHILDREN]]
    more = [f"and {len(rows) - len(shown)} more"] if len(rows) > len(shown) else []
    return f"{len(rows)}: {' / '.join([*shown, *more])}" if rows else "0"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_CELL else f"{text[:_LONGEST_CELL].rstrip()}…"


def _item(cells: Sequence[str], places_of_ids: Sequence[int]) -> Item:
    record_id = next((cells[place] for place in places_of_ids if parse_record_id(cells[place])), None)
    names = [value for value in cells if value != record_id]
    return Item(names[0] if names else str(record_id), id=record_id, shown=" | ".join(names[1:]))


QUERY = Action(
    "query",
    "Run one SOQL query: counts, sums, groups. It is checked before it runs; errors say how to mend it.",
    QueryArguments,
    query,
    Effect.READS,
)
