"""Which groups, places, times and ways a claim names, and whether another names others."""

from collections.abc import Set as AbstractSet

from understudy.knowledge.facts.draw import Drawn
from understudy.knowledge.facts.vocabulary import REACHED_BY, vocabulary

__all__ = ["BOTH", "named_apart", "of_case", "of_way"]

BOTH = 1.0
_BETWEEN = frozenset("a an at by for from in on over per the to via with".split())
_WAYS = frozenset({"goods", "way"})


def named_apart(a: Drawn, b: Drawn, one: AbstractSet[str], other: AbstractSet[str]) -> float:
    """How far one names a group, place or way that the other doesn't: half for one side, whole for both."""
    if a.claim.value.kind in REACHED_BY:
        return 0.0
    if a.claim.value.kind == "clock" and a.claim.value.bound == b.claim.value.bound == "range":
        # A channel does not limit opening hours: it is what is open.
        one, other = _without_channels(one), _without_channels(other)
    return (
        BOTH
        / 2
        * sum(
            any(not set(name.split()) - _BETWEEN <= told for name in names)
            for names, told in ((one - other, b.own | b.above), (other - one, a.own | a.above))
        )
    )


def of_way(names: AbstractSet[str]) -> frozenset[str]:
    """Those that say how or of what: they limit less."""
    return frozenset(name for name in names if vocabulary().scopes.get(name) in _WAYS)


def of_case(names: AbstractSet[str]) -> frozenset[str]:
    """Those that say for whom, where, when and on what terms."""
    return frozenset(name for name in names if vocabulary().scopes.get(name) not in _WAYS)


def _without_channels(names: AbstractSet[str]) -> frozenset[str]:
    return frozenset(name for name in names if vocabulary().scopes.get(name) != "channel")
