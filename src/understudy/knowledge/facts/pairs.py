"""Pairs of claims that may be about one thing and whose values disagree."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from understudy.knowledge.facts.agree import disagree
from understudy.knowledge.facts.amounts import SIZES
from understudy.knowledge.facts.claim import Value
from understudy.knowledge.facts.draw import Drawn
from understudy.knowledge.facts.rarity import Rarity
from understudy.knowledge.facts.vocabulary import FAINT

__all__ = ["Pair", "candidate_pairs"]

_MOST_CANDIDATES = 20
# A word in more claims than this brings no two of them together by itself.
_COMMON = 250

Pair = tuple[int, int]


def candidate_pairs(drawn: Sequence[Drawn], rarity: Rarity) -> Iterator[Pair]:
    """Pairs that share telling words and whose values disagree, each once."""
    holding: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, each in enumerate(drawn):
        for word in each.own | each.above:
            holding[_told_as(each.claim.value), word].append(at)
    seen: set[Pair] = set()
    for at, each in enumerate(drawn):
        if each.claim.value.kind == "policy" and each.claim.value.key == "yes":
            continue
        for other in _nearest(at, each, holding, rarity):
            pair = (min(at, other), max(at, other))
            if pair not in seen and _may_conflict(drawn[at], drawn[other]):
                seen.add(pair)
                yield pair


def _nearest(at: int, each: Drawn, holding: dict[tuple[str, str], list[int]], rarity: Rarity) -> list[int]:
    """The claims of the same kind that share most with this one."""
    score: dict[int, float] = defaultdict(float)
    for word in each.own | each.above:
        sharing = holding[_told_as(each.claim.value), word]
        if word in FAINT or len(sharing) > _COMMON:
            continue
        weight = rarity.of(word) * (1.0 if word in each.own else 0.5)
        for other in sharing:
            score[other] += weight
    score.pop(at, None)
    return sorted(score, key=lambda other: (-score[other], other))[:_MOST_CANDIDATES]


def _told_as(value: Value) -> str:
    """The kind under which it is looked for: every four years is a duration too."""
    return "duration" if value.kind == "frequency" else value.kind


def _may_conflict(a: Drawn, b: Drawn) -> bool:
    """Whether the values disagree, and no other value beside them is the one that is meant."""
    one, other = a.claim, b.claim
    if one.document == other.document and (a.section == b.section or a.in_table or b.in_table):
        return False
    if _models_apart(a, b) or not disagree(_uncounted(one.value), _uncounted(other.value)):
        return False
    return not (_has(b.beside, one.value) or _has(a.beside, other.value)) and _rest_agrees(a.beside, b.beside)


def _models_apart(a: Drawn, b: Drawn) -> bool:
    """Whether each is of a numbered model of its own: the number is part of the name."""
    one, other = ({name for name in each.names if any(map(str.isdigit, name))} for each in (a, b))
    return bool(one and other and not one & other)


def _uncounted(value: Value) -> Value:
    """Without the name of what is counted, of which there may be several: how alike they are is weighed."""
    noun, _, per = value.unit.partition("/")
    return replace(value, unit=per and f"/{per}") if value.kind == "count" and noun not in SIZES else value


def _has(values: Sequence[Value], value: Value) -> bool:
    return any((each.low, each.high, each.key) == (value.low, value.high, value.key) for each in values)


def _rest_agrees(a: Sequence[Value], b: Sequence[Value]) -> bool:
    """Whether of the other values none differs: two steps of a scale differ in both."""
    return not a or not b or any(_has(b, each) for each in a)
