"""A query with what its answer needs besides: the ids that the addresses of its records are made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from understudy.soql.ast import Call, ChildQuery, Path, Query, Selectable, SelectItem, TypeOf
from understudy.soql.parse_expression import AGGREGATES

__all__ = ["Asked", "asked"]

_ID = "id"


@dataclass(frozen=True, slots=True)
class Asked:
    """A query to be run for what was asked. `added` are the fields, in lower case, that nobody asked for;
    `typed` the parents, likewise, of which a TYPEOF chooses the fields.
    """

    query: Query
    added: frozenset[str] = frozenset()
    children: "Mapping[str, Asked]" = field(default_factory=dict[str, "Asked"])
    aggregated: bool = False
    typed: frozenset[str] = frozenset()


def asked(query: Query) -> Asked:
    """The query with the id of each record that it reads; what is aggregated has none."""
    if query.group or any(_aggregates(item) for item in query.select):
        return Asked(query, aggregated=True)
    alias = (query.sources[0].alias or "").lower()
    named = [steps for item in query.select if (steps := _steps(item, alias))]
    present = {".".join(steps).lower() for steps in named}
    typed = [(*item.path.parts, "Id") for item in query.select if isinstance(item, TypeOf)]
    ways = (steps[:i] for steps in (*named, *typed) for i in range(1, len(steps)))
    wanted = ["Id", *(".".join((*way, "Id")) for way in ways)]
    known = present | ({_ID} if any(_is_whole(item) for item in query.select) else set())
    added = {name.lower(): name for name in wanted if name.lower() not in known}
    children = {
        item.query.sources[0].path.parts[-1].lower(): asked(item.query)
        for item in query.select
        if isinstance(item, ChildQuery)
    }
    select = [_with_ids(item, children) for item in query.select]
    select += [SelectItem(Path(tuple(name.split(".")))) for name in added.values()]
    parents = frozenset(".".join(steps[:-1]).lower() for steps in typed)
    return Asked(replace(query, select=tuple(select)), frozenset(added), children, typed=parents)


def _with_ids(item: Selectable, children: Mapping[str, Asked]) -> Selectable:
    if isinstance(item, ChildQuery):
        return replace(item, query=children[item.query.sources[0].path.parts[-1].lower()].query)
    return item


def _steps(item: Selectable, alias: str) -> Sequence[str]:
    """The path that an item is, from the query's own object; nothing for what is none."""
    if not isinstance(item, SelectItem) or not isinstance(item.expression, Path):
        return ()
    parts = item.expression.parts
    return parts[1:] if len(parts) > 1 and parts[0].lower() == alias else parts


def _is_whole(item: Selectable) -> bool:
    """FIELDS(ALL) and FIELDS(STANDARD), in which the id is."""
    call = item.expression if isinstance(item, SelectItem) else None
    return (
        isinstance(call, Call)
        and call.name == "FIELDS"
        and str(next(iter(call.arguments), "")).upper() in ("ALL", "STANDARD")
    )


def _aggregates(item: Selectable) -> bool:
    if isinstance(item, ChildQuery | TypeOf):
        return False
    return isinstance(item.expression, Call) and item.expression.name in AGGREGATES
