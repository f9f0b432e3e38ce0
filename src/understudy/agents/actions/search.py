"""Find records by words in any of their fields: what SOSL is for, and what LIKE does badly."""

from typing import Annotated

from pydantic import Field

from understudy.agents.actions.registry import Action, ActionContext, Arguments
from understudy.agents.actions.shown import plural, shown_cell
from understudy.kit.errors import InputError
from understudy.llm.finding import Finding, Item, Outside
from understudy.org.metadata import ObjectType
from understudy.soql.assisted.names import object_called
from understudy.soql.literals import quote
from understudy.soql.sosl.run import FoundObject, SearchResult, search
from understudy.soql.view import View
from understudy.trust.provenance.effect import Effect

__all__ = ["SEARCH", "SearchArguments"]

_SOURCE = "records found by words"


class SearchArguments(Arguments):
    """What to look for, and in which objects."""

    words: Annotated[
        str,
        Field(
            description='Words that must all occur; "exact phrase", wild*card, OR and AND NOT work. '
            "A whole SOSL search (FIND {...} RETURNING ...) is taken too.",
            min_length=1,
        ),
    ]
    objects: Annotated[
        tuple[str, ...], Field(description="API names of the objects to look in; all when empty.")
    ] = ()
    limit: Annotated[int, Field(ge=1, le=200)] = 20


async def search_records(context: ActionContext, arguments: SearchArguments) -> Finding:
    """The records that hold the words, those first whose name does."""
    text = _sosl(context, arguments)
    most = min(arguments.limit, context.most_rows)
    result = await search(
        context.database, context.org, text, context.actor, context.moment, binds={}, limit_guard=most
    )
    if not result.total:
        told = f"I found no record with {arguments.words!r}."
        return Finding("nothing", told, query=text, records=0, outside=())
    rows = tuple(cells for found in result.objects for cells in _rows(context, found))
    return Finding(
        "found",
        f"Records with {arguments.words!r}: {plural(len(rows), 'record')}.",
        tuple(_items(context, result)),
        len(rows),
        ("Object", "Record", "Details"),
        rows,
        query=text,
        records=len(rows),
        notes=_notes(result, most),
        outside=(Outside("items", _SOURCE), Outside("rows", _SOURCE)),
    )


def _sosl(context: ActionContext, arguments: SearchArguments) -> str:
    """The search to run: the model's own, or its words in every object that has names."""
    if arguments.words.lstrip().upper().startswith("FIND"):
        return arguments.words
    view = View(context.org.schema, context.org.access, context.actor)
    objects = [_object(view, name) for name in arguments.objects]
    objects = objects or [each for each in view.objects() if each.name_field]
    most = min(arguments.limit, context.most_rows)
    returned = ", ".join(_returned(view, each, most) for each in objects)
    return f"FIND {quote(arguments.words)} IN ALL FIELDS RETURNING {returned}"


def _object(view: View, name: str) -> ObjectType:
    found = object_called(view, name)
    if found is None:
        near = view.nearest_object(name)
        hint = f"did you mean {near}?" if near else None
        raise InputError(f"no object {name} that you may read", hint=hint)
    return found


def _returned(view: View, each: ObjectType, most: int) -> str:
    """One record more than is shown, so that a cut is noticed."""
    name = each.name_field if each.name_field and view.field(each, each.name_field) else None
    return f"{each.name}(Id{f', {name}' if name else ''} LIMIT {most + 1})"


def _rows(context: ActionContext, found: FoundObject) -> list[tuple[str, str, str]]:
    return [(found.object, label, told) for label, told in _cells(context, found)]


def _items(context: ActionContext, result: SearchResult) -> list[Item]:
    return [
        Item(label, id=row.get("Id"), object=found.object, shown=told)
        for found in result.objects
        for row, (label, told) in zip(found.rows, _cells(context, found), strict=True)
    ]


def _cells(context: ActionContext, found: FoundObject) -> list[tuple[str, str]]:
    """What each record is called, and the other fields that were asked for."""
    kind = context.org.schema.object(found.object)
    name = (kind.name_field if kind else None) or "Id"
    told: list[tuple[str, str]] = []
    for row in found.rows:
        shown = [
            f"{column.label.lower()} {shown_cell(row[column.name], column.type, context.moment.timezone)}"
            for column in found.columns
            if column.name not in ("Id", name)
        ]
        told.append((str(row.get(name) or row.get("Id") or ""), "; ".join(shown)))
    return told


def _notes(result: SearchResult, most: int) -> tuple[str, ...]:
    cut = (f"cut at {most} records; look for rarer words or in fewer objects",) if result.truncated else ()
    newest = tuple(f"of {name} only the newest matches were put in order" for name in result.cut)
    return (*result.notes, *cut, *newest)


SEARCH = Action(
    "search",
    "Find records by words in any of their fields, the best matches first (SOSL).",
    SearchArguments,
    search_records,
    Effect.READS,
)
