"""Compiled once, run many times: a query's text is compiled again only when something it depends on is new.

What it depends on is all in the key: the org's metadata and rules (the very objects, so that a changed policy
or schema is another key), where its tables are, the text, the actor with everything that rules can ask of it,
the values bound, the day in its zone (so that TODAY is never yesterday's), the guard, and whether the bin
counts.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

from understudy.kit.clock import Moment
from understudy.org.orgs import Org
from understudy.org.permissions import Actor
from understudy.soql.ast import Dialect
from understudy.soql.scope import Binds

__all__ = ["PlanCache", "key_of"]

_MOST_BOUND = 200
"""Longer lists of values hardly ever come twice."""

Compiled = TypeVar("Compiled")


class PlanCache(Generic[Compiled]):
    """The last queries compiled. An error is never kept."""

    def __init__(self, size: int = 2048) -> None:
        self._size = size
        self._kept: OrderedDict[Hashable, tuple[Compiled, Org]] = OrderedDict()

    def recall(self, key: Hashable | None, org: Org, compiled: Callable[[], Compiled]) -> Compiled:
        """What was compiled for this key, or is now; a key of None is never kept."""
        if key is None:
            return compiled()
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
            return kept[0]
        found = compiled()
        # The org is held as long as the key names its parts by their identity.
        self._kept[key] = found, org
        if len(self._kept) > self._size:
            self._kept.popitem(last=False)
        return found


def key_of(
    org: Org,
    query: object,
    actor: Actor,
    moment: Moment,
    *,
    binds: Binds | None,
    dialect: Dialect,
    limit_guard: int | None,
    all_rows: bool = False,
) -> Hashable | None:
    """All that the plan and its statement depend on; None for a query that is not to be remembered.

    Only texts are remembered: trees that are equal may still differ in what their patterns escape.
    """
    bound = _bound(binds) if binds else ()
    if bound is None or not isinstance(query, str):
        return None
    return (
        query,
        id(org.schema),
        id(org.access),
        org.pg_schema,
        actor,
        moment.today,
        moment.timezone.key,
        moment.fiscal_year_start,
        bound,
        dialect is Dialect.SOQL,
        limit_guard,
        all_rows,
    )


def _bound(binds: Binds) -> tuple[Hashable, ...] | None:
    """The values with their types, for 1, 1.0 and true are equal in Python; None when they are too many."""
    found: list[Hashable] = []
    for name, value in binds.items():
        if isinstance(value, Sequence) and not isinstance(value, str):
            if len(value) > _MOST_BOUND:
                return None
            found.append((name, tuple((type(each), each) for each in value)))
        else:
            found.append((name, type(value), value))
    return tuple(found)
