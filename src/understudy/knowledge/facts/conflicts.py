"""Pairs of claims on the same thing that cannot both be right."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from understudy.knowledge.facts.agree import disagree
from understudy.knowledge.facts.claim import Conflict, Value
from understudy.knowledge.facts.draw import Drawn
from understudy.knowledge.facts.nearness import Features, Rarity, certainty, differs, features_of
from understudy.knowledge.facts.vocabulary import FAINT
from understudy.llm.embedder import TextEncoder

__all__ = ["LEAST_CERTAINTY", "find_conflicts"]

LEAST_CERTAINTY = 0.5
_LEAST_WITHIN_PAGE = 0.8
# Two wordings of the same are hardly nearer than this.
_NEAREST = 0.95
# Every sentence says yes or no to something: two of them must be about the very same.
# Even more so where one has no word of permission or demand, and only happens to say no.
_LEAST_OF_POLICY, _LEAST_OF_PLAIN, _SUREST_OF_POLICY = 0.4, 0.55, 0.75
_NEAR_ENOUGH_OF_PLAIN, _SAME_WORDS = 0.6, 0.9
_MOST_CANDIDATES = 15
# A word in more claims than this brings no two of them together by itself.
_COMMON = 250

Pair = tuple[int, int]


def find_conflicts(drawn: Sequence[Drawn], encoder: TextEncoder | None = None) -> list[Conflict]:
    """The conflicts, the surest first; of two sentences there is at most one."""
    rarity = Rarity(drawn)
    found: dict[tuple[tuple[str, int], tuple[str, int]], Conflict] = {}
    for a, b, sure in _on_one_thing(drawn, rarity, encoder):
        conflict = _conflict(a, b, sure)
        key = ((conflict.a.document, conflict.a.start), (conflict.b.document, conflict.b.start))
        if key not in found or found[key].certainty < sure:
            found[key] = conflict
    return sorted(found.values(), key=lambda c: (-c.certainty, c.a.document, c.a.start, c.b.document))


def _on_one_thing(
    drawn: Sequence[Drawn], rarity: Rarity, encoder: TextEncoder | None
) -> Iterator[tuple[Drawn, Drawn, float]]:
    """Pairs that are surely enough about one thing. What words rule out is not compared by meaning."""
    compared = [
        (pair, features)
        for pair in _candidates(drawn, rarity)
        if not differs(a := drawn[pair[0]], b := drawn[pair[1]], rarity)
        and _is_possible(a, b, features := features_of(a, b, rarity, _NEAREST if encoder else 0.0), encoder)
    ]
    cosines = _cosines(drawn, [pair for pair, _ in compared], encoder)
    for ((i, j), features), cosine in zip(compared, cosines, strict=True):
        said_alike = cosine >= _NEAR_ENOUGH_OF_PLAIN or features.least >= _SAME_WORDS
        if encoder and _is_plain(drawn[i], drawn[j]) and not said_alike:
            continue
        sure = certainty(replace(features, cosine=float(cosine)), by_meaning=encoder is not None)
        if sure >= _least(drawn[i], drawn[j]):
            yield drawn[i], drawn[j], sure


def _is_possible(a: Drawn, b: Drawn, features: Features, encoder: TextEncoder | None) -> bool:
    """Whether they are about the same thing if their meaning is as near as it can be."""
    least = _LEAST_OF_PLAIN if _is_plain(a, b) else _LEAST_OF_POLICY
    if a.claim.value.kind == "policy" and features.least < least:
        return False
    return certainty(features, by_meaning=encoder is not None) >= _least(a, b)


def _is_plain(a: Drawn, b: Drawn) -> bool:
    """Whether one has no word of permission or demand."""
    return a.claim.value.kind == "policy" and "be" in (a.claim.value.unit, b.claim.value.unit)


def _least(a: Drawn, b: Drawn) -> float:
    if a.claim.document == b.claim.document:
        return _LEAST_WITHIN_PAGE
    return _SUREST_OF_POLICY if a.claim.value.kind == "policy" else LEAST_CERTAINTY


def _conflict(a: Drawn, b: Drawn, sure: float) -> Conflict:
    a, b = sorted((a, b), key=lambda each: (each.claim.document, each.claim.start))
    return Conflict(a.claim, b.claim, _about(a, b), round(sure, 3))


def _about(a: Drawn, b: Drawn) -> str:
    """What both say something of, in the words of the first."""
    common = b.own | b.above
    shared = list(dict.fromkeys(word for word, meaning in a.words if meaning in common))
    return " ".join(shared[:7]) or a.claim.attribute


def _candidates(drawn: Sequence[Drawn], rarity: Rarity) -> Iterator[Pair]:
    """Pairs that share telling words and whose values disagree, each once."""
    holding: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, each in enumerate(drawn):
        for word in each.own | each.above:
            holding[each.claim.value.kind, word].append(at)
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
        sharing = holding[each.claim.value.kind, word]
        if word in FAINT or len(sharing) > _COMMON:
            continue
        weight = rarity.of(word) * (1.0 if word in each.own else 0.5)
        for other in sharing:
            score[other] += weight
    score.pop(at, None)
    return sorted(score, key=lambda other: (-score[other], other))[:_MOST_CANDIDATES]


def _may_conflict(a: Drawn, b: Drawn) -> bool:
    """Whether the values disagree, and no other value beside them is the one that is meant."""
    one, other = a.claim, b.claim
    if one.document == other.document and (a.section == b.section or a.in_table or b.in_table):
        return False
    if not disagree(one.value, other.value):
        return False
    return not (_has(b.beside, one.value) or _has(a.beside, other.value)) and _rest_agrees(a.beside, b.beside)


def _has(values: Sequence[Value], value: Value) -> bool:
    return any((each.low, each.high, each.key) == (value.low, value.high, value.key) for each in values)


def _rest_agrees(a: Sequence[Value], b: Sequence[Value]) -> bool:
    """Whether of the other values none differs: two steps of a scale differ in both."""
    return not a or not b or any(_has(b, each) for each in a)


def _cosines(drawn: Sequence[Drawn], pairs: Sequence[Pair], encoder: TextEncoder | None) -> np.ndarray:
    if encoder is None or not pairs:
        return np.zeros(len(pairs), np.float32)
    texts = list(dict.fromkeys(drawn[at].told for pair in pairs for at in pair))
    row = {text: at for at, text in enumerate(texts)}
    vectors = encoder.encode(texts)
    left = vectors[[row[drawn[i].told] for i, _ in pairs]]
    right = vectors[[row[drawn[j].told] for _, j in pairs]]
    return np.einsum("ij,ij->i", left, right)
