"""Who is first: places, limits and ties over the rows of a measure. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from understudy.org.definitions.measure import Ties

__all__ = ["Group", "Ranking", "rank_groups"]


@dataclass(frozen=True, slots=True)
class Group:
    """One group of a measure: its key, what people call it, its number and the rows behind it."""

    key: str
    label: str
    value: Decimal
    records: int
    object: str | None = None
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """The groups in order; the first `asked` answer the question, `tied` when a tie made them more."""

    groups: tuple[Group, ...]
    asked: int
    tied: bool


def rank_groups(groups: Sequence[Group], *, highest: bool, limit: int, position: int, ties: Ties) -> Ranking:
    """The `limit` groups from place `position` (1 is first) on, and the others after them.

    A tie at the last asked-for place widens the answer (`ALL`), is cut by key (`FIRST`), or, for a single
    place, leaves no answer (`NONE`).
    """
    ordered = sorted(groups, key=lambda g: ((-g.value if highest else g.value), g.key))
    asked = ordered[position - 1 : position - 1 + limit]
    if not asked:
        return Ranking(tuple(ordered), 0, tied=False)
    edge = asked[-1].value
    start = position - 1
    if limit == 1:
        start = next(i for i, group in enumerate(ordered) if group.value == edge)
    end = max(i for i, group in enumerate(ordered) if group.value == edge) + 1
    tied = end - start > limit
    if tied and ties is Ties.NONE and limit == 1:
        return Ranking(tuple(ordered), 0, tied=True)
    if not tied or ties is Ties.FIRST:
        start, end = position - 1, position - 1 + len(asked)
    rest = ordered[:start] + ordered[end:]
    return Ranking((*ordered[start:end], *rest), end - start, tied and ties is Ties.ALL)
