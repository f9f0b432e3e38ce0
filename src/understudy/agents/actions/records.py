"""Find and get records. All reading goes through the checked question language, as the actor."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import Field

from understudy.agents.actions.outside import outside_columns, outside_parts
from understudy.agents.actions.registry import Action, ActionContext, Arguments
from understudy.agents.actions.shown import plural, shown_cell
from understudy.kit.errors import InputError
from understudy.kit.ids import RecordId, parse_record_id
from understudy.llm.finding import Finding, Item
from understudy.org.metadata import Field as OrgField
from understudy.org.metadata import FieldType, ObjectType, Schema
from understudy.org.paths import field_at
from understudy.soql.literals import quote
from understudy.soql.parse import parse
from understudy.soql.run import Result, ResultColumn, run
from understudy.trust.provenance.effect import Effect

__all__ = [
    "FIND_RECORDS",
    "GET_RECORD",
    "FindArguments",
    "GetArguments",
    "label_of",
    "named_path",
    "record_kind",
    "shown_fields",
    "told_cells",
    "told_paths",
]

_SHOWN = 6
_SHOWN_OF_ONE = 12
_NEVER_SHOWN = frozenset(
    {
        "id",
        "createdbyid",
        "lastmodifiedbyid",
        "lastmodifieddate",
        "systemmodstamp",
        "emailencodingkey",
        "languagelocalekey",
    }
)
_TELLING = (
    FieldType.PICKLIST,
    FieldType.CURRENCY,
    FieldType.REFERENCE,
    FieldType.DATE,
    FieldType.DATETIME,
    FieldType.NUMBER,
)


class FindArguments(Arguments):
    """Which records to list."""

    object: Annotated[str, Field(description="API name of the object, e.g. Case.")]
    where: Annotated[
        str,
        Field(
            description="A SOQL condition, e.g. Status = 'New' AND Priority = 'High'.",
            json_schema_extra={"format": "soql"},
        ),
    ] = ""
    order_by: Annotated[str, Field(description="A SOQL ordering, e.g. CreatedDate DESC.")] = ""
    limit: Annotated[int, Field(ge=1, le=2000)] = 10
    offset: Annotated[
        int, Field(ge=0, le=2000, description="How many to leave out: 1 for the second, 10 for a next page.")
    ] = 0
    fields: Annotated[
        tuple[str, ...], Field(description="Fields or paths to tell; the telling ones when empty.")
    ] = ()
    about: Annotated[str, Field(description="What is listed, in words: 'open cases of Acme'.")] = ""


class GetArguments(Arguments):
    """Which record to show."""

    id: Annotated[str, Field(description="The record's 15- or 18-character id.")]
    fields: Annotated[
        tuple[str, ...], Field(description="Only these fields or paths; the telling ones when empty.")
    ] = ()


async def find_records(context: ActionContext, arguments: FindArguments) -> Finding:
    """The records that fit, in the order asked for, with the fields asked for or the telling ones."""
    kind = _object(context, arguments.object)
    paths = told_paths(context, kind, arguments.fields, _SHOWN)
    where = f" WHERE {arguments.where}" if arguments.where else ""
    order = f" ORDER BY {arguments.order_by}" if arguments.order_by else ""
    limit = min(arguments.limit, context.most_rows)
    start = f" OFFSET {arguments.offset}" if arguments.offset else ""
    text = f"SELECT {', '.join(['Id', *paths])} FROM {kind.name}{where}{order} LIMIT {limit + 1}{start}"
    result = await run(context.database, context.org, parse(text), context.actor, context.moment)
    about = arguments.about or kind.plural.lower()
    rows = result.rows[:limit]
    if not rows:
        told = f"I found no {'more ' if start else ''}{about}."
        return Finding("nothing", told, query=text, records=0, outside=())
    if len(rows) == 1:
        return _one_record(result, kind, context, text, chosen=bool(arguments.fields))
    total = len(rows)
    if len(result.rows) > limit or start:
        counted = f"SELECT COUNT() FROM {kind.name}{where}"
        total = (
            await run(context.database, context.org, parse(counted), context.actor, context.moment)
        ).total
    count = f"{len(rows)} of {total:,}" if total > len(rows) else plural(total, "record")
    if start:
        count = f"{arguments.offset + 1:,} to {arguments.offset + len(rows):,} of {total:,}"
    cells = [told_cells(result, row, kind, context) for row in rows]
    return Finding(
        "found",
        f"{about[:1].upper()}{about[1:]}: {count}.",
        tuple(_item(row, told, kind) for row, told in zip(rows, cells, strict=True)),
        len(rows),
        columns=tuple(cells[0]),
        rows=tuple(tuple(told.values()) for told in cells),
        query=text,
        records=total,
        outside=outside_parts(_outside_cells(result, kind, context), ("items",), rows=True),
    )


async def get_record(context: ActionContext, arguments: GetArguments) -> Finding:
    """One record's fields. A record the actor may not see is not there."""
    record_id, kind = record_kind(context, arguments.id)
    paths = told_paths(context, kind, arguments.fields, _SHOWN_OF_ONE)
    text = f"SELECT {', '.join(['Id', *paths])} FROM {kind.name} WHERE Id = {quote(record_id)}"
    result = await run(context.database, context.org, parse(text), context.actor, context.moment)
    if not result.rows:
        return Finding(
            "nothing",
            f"I can't find a {kind.label.lower()} with the id {record_id}.",
            query=text,
            records=0,
            outside=(),
        )
    return _one_record(result, kind, context, text, chosen=bool(arguments.fields))


def record_kind(context: ActionContext, given: str) -> tuple[RecordId, ObjectType]:
    """The id in its long form and the object that it is an id of.

    Raises:
        InputError: it is no id of this org.
    """
    record_id = parse_record_id(given)
    kind = context.org.schema.object_of(record_id) if record_id else None
    if record_id is None or kind is None:
        raise InputError(
            f"{given!r} is no record id of this org",
            hint="an id has 15 or 18 characters and starts with the key prefix of its object",
        )
    return record_id, kind


def told_paths(context: ActionContext, kind: ObjectType, asked: Sequence[str], most: int) -> list[str]:
    """The paths to read: the record's name, then those asked for, else the telling ones that may be read."""
    if asked:
        paths = [*([kind.name_field] if kind.name_field else []), *asked]
    else:
        access = context.org.access.access(context.actor, kind.name)
        fields = [f for f in shown_fields(kind, most) if access.field_readable(f.name)]
        paths = [path for path in (named_path(f, context) for f in fields) if path]
    return [path for path in dict.fromkeys(paths) if path.lower() != "id"]


def _one_record(
    result: Result, kind: ObjectType, context: ActionContext, text: str, *, chosen: bool
) -> Finding:
    """The record's fields in a sentence; what was asked for is the answer, else the record is."""
    row = result.rows[0]
    label = label_of(row, kind)
    told = told_cells(result, row, kind, context)
    outside = _outside_cells(result, kind, context)
    own = {name: value for place, (name, value) in enumerate(told.items()) if place not in outside}
    if (
        kind.name_field
        and (name_column := next(iter(told), None))
        and told[name_column] == label
        and len(told) > 1
    ):
        del told[name_column]
    sentence = "; ".join(
        f"{name.lower()}: {value or 'not given'}" for name, value in told.items() if value or chosen
    )
    items = (
        tuple(Item(value, value=value, shown=value) for value in told.values())
        if chosen
        else (Item(label, id=row["Id"], object=kind.name),)
    )
    headline = f"{kind.label} {label} - {sentence}." if sentence else f"{kind.label} {label}."
    return Finding(
        "found",
        headline,
        items,
        len(items),
        query=text,
        records=1,
        facts={"id": row["Id"], "name": label, "values": own},
        outside=outside_parts(outside, ("headline", "items")),
    )


def _outside_cells(result: Result, kind: ObjectType, context: ActionContext) -> dict[int, str]:
    """What each of the told cells is that may hold text from outside, by its place among them."""
    columns = _told_columns(result)
    labels = list(dict.fromkeys(_column_label(column, kind, context.org.schema) for column in columns))
    outside = outside_columns(context, kind, columns)
    return {
        labels.index(_column_label(columns[place], kind, context.org.schema)): source
        for place, source in outside.items()
    }


def _told_columns(result: Result) -> list[ResultColumn]:
    return [column for column in result.columns if column.name.lower() != "id"]


def told_cells(
    result: Result, row: Mapping[str, Any], kind: ObjectType, context: ActionContext
) -> dict[str, str]:
    """The row's values as text, by the label of their column; the id is left out."""
    return {
        _column_label(column, kind, context.org.schema): shown_cell(
            row[column.name], column.type, context.moment.timezone
        )
        for column in _told_columns(result)
    }


def _column_label(column: ResultColumn, kind: ObjectType, schema: Schema) -> str:
    """The field's label; for the name of what a reference points to, the label of the reference."""
    way, _, last = (column.path or "").rpartition(".")
    found = field_at(schema, kind.name, column.path or "")
    if not way or not found or found[0].name_field != found[1].name:
        return column.label
    *above, relationship = way.split(".")
    owner = field_at(schema, kind.name, ".".join([*above, "Id"]))
    reference = owner[0].reference(relationship) if owner else None
    return reference.label if reference else last


def shown_fields(kind: ObjectType, most: int = _SHOWN) -> list[OrgField]:
    """The fields that tell most about a record: its name and number, kinds, amounts, owners and dates."""
    name = kind.field(kind.name_field) if kind.name_field else None
    joined = {part.lower() for f in kind.fields for part in f.joined_from}
    rest = [
        f
        for f in kind.fields
        if f is not name and f.name.lower() not in _NEVER_SHOWN and f.name.lower() not in joined
    ]
    rest.sort(key=_telling)
    return [*([name] if name else []), *rest][:most]


def _telling(field: OrgField) -> int:
    if field.numbered is not None:
        return -1
    return _TELLING.index(field.type) if field.type in _TELLING else len(_TELLING)


def named_path(field: OrgField, context: ActionContext) -> str | None:
    """The field, or for a reference the name of what it points to; None when that may not be seen."""
    if field.type is not FieldType.REFERENCE or not field.relationship or len(field.references) != 1:
        return field.name
    target = context.org.schema.object(field.references[0])
    access = context.org.access.access(context.actor, target.name) if target else None
    if target is None or access is None or not access.readable:
        return None
    if target.name_field is None or not access.field_readable(target.name_field):
        return field.name
    return f"{field.relationship}.{target.name_field}"


def _object(context: ActionContext, name: str) -> ObjectType:
    kind = context.org.schema.object(name)
    if kind is None:
        near = context.org.schema.nearest_object(name)
        raise InputError(f"there is no object {name!r}", hint=f"did you mean {near!r}?" if near else None)
    return kind


def label_of(row: Mapping[str, Any], kind: ObjectType) -> str:
    """What the record is called: its name, or its id."""
    return str(row.get(kind.name_field) or row["Id"]) if kind.name_field else str(row["Id"])


def _item(row: Mapping[str, Any], told: Mapping[str, str], kind: ObjectType) -> Item:
    label = label_of(row, kind)
    shown = "; ".join(f"{name.lower()} {value}" for name, value in told.items() if value and value != label)
    return Item(label, id=row["Id"], object=kind.name, shown=shown)


FIND_RECORDS = Action(
    "find_records",
    "List records of one object that meet a condition.",
    FindArguments,
    find_records,
    Effect.READS,
)
GET_RECORD = Action(
    "get_record",
    "Show one record by its id: all its telling fields, or only the ones named.",
    GetArguments,
    get_record,
    Effect.READS,
)
