"""Which parts of a finding hold text from outside: by the fields read, and what the org declares."""

from collections.abc import Iterable, Mapping, Sequence

from understudy.agents.actions.registry import ActionContext
from understudy.llm.finding import Citation, Outside, Told
from understudy.org.metadata import FieldType, ObjectType
from understudy.org.paths import field_at
from understudy.soql.run import ResultColumn

__all__ = ["outside_citations", "outside_columns", "outside_parts"]

_COMPUTED = frozenset({FieldType.NUMBER, FieldType.CURRENCY, FieldType.PERCENT, FieldType.BOOLEAN})


def outside_columns(
    context: ActionContext, kind: ObjectType | None, columns: Sequence[ResultColumn]
) -> dict[int, str]:
    """What each column is that may hold text from outside, by its place. What can't be traced to a field is
    from outside unless it is a number.
    """
    found = {place: _source(context, kind, column) for place, column in enumerate(columns)}
    return {place: source for place, source in found.items() if source}


def _source(context: ActionContext, kind: ObjectType | None, column: ResultColumn) -> str | None:
    at = field_at(context.org.schema, kind.name, column.path) if kind and column.path else None
    if at is None:
        computed = column.path is None and (column.type in _COMPUTED or column.type.is_time)
        return None if computed else f"the {column.label.lower()} found"
    owner, field = at
    if context.origins.trusts(owner.name, field):
        return None
    return f"the {field.label.lower()} of the {owner.label.lower()}"


def outside_parts(
    columns: Mapping[int, str], whole: Iterable[Told] = (), *, rows: bool = False
) -> tuple[Outside, ...]:
    """The `whole` parts and, with `rows`, the columns of the rows that hold what these columns hold."""
    if not columns:
        return ()
    source = " or ".join(dict.fromkeys(columns.values()))
    parts = tuple(Outside(part, source) for part in whole)
    return parts + tuple(Outside("rows", told, place) for place, told in columns.items() if rows)


def outside_citations(context: ActionContext, citations: Sequence[Citation]) -> tuple[Outside, ...]:
    """The parts that quote documents which others than colleagues can write."""
    untrusted = [each for each in citations if not context.origins.trusts_source(each.source)]
    titles = dict.fromkeys(f"the document “{each.title}”" for each in untrusted)
    parts: tuple[Told, ...] = ("headline", "items", "citations", "notes")
    return tuple(Outside(part, title) for title in titles for part in parts)
