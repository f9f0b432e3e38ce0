"""Pairs of claims on the same thing that cannot both be right."""

from collections.abc import Iterator, Sequence

from understudy.knowledge.facts.claim import Conflict
from understudy.knowledge.facts.draw import Drawn
from understudy.knowledge.facts.likeness import Features, features_of
from understudy.knowledge.facts.meaning import nearness_of
from understudy.knowledge.facts.pairs import Pair, candidate_pairs
from understudy.knowledge.facts.rarity import Rarity
from understudy.knowledge.facts.weighing import certainties
from understudy.llm.embedder import TextEncoder

__all__ = ["LEAST_CERTAINTY", "compared_pairs", "find_conflicts"]

LEAST_CERTAINTY = 0.6
# What the words alone make so unlikely is not compared by meaning.
_LEAST_BY_WORDS = 0.01


def find_conflicts(drawn: Sequence[Drawn], encoder: TextEncoder | None = None) -> list[Conflict]:
    """The conflicts, the surest first; of two sentences there is at most one."""
    found: dict[tuple[tuple[str, int], tuple[str, int]], Conflict] = {}
    for (i, j), sure in _weighed(drawn, encoder):
        if sure < LEAST_CERTAINTY:
            continue
        conflict = _conflict(drawn[i], drawn[j], sure)
        key = ((conflict.a.document, conflict.a.start), (conflict.b.document, conflict.b.start))
        if key not in found or found[key].certainty < conflict.certainty:
            found[key] = conflict
    return sorted(found.values(), key=lambda c: (-c.certainty, c.a.document, c.a.start, c.b.document))


def _weighed(drawn: Sequence[Drawn], encoder: TextEncoder | None) -> Iterator[tuple[Pair, float]]:
    pairs, told = compared_pairs(drawn, encoder)
    sure = certainties(told, by_meaning=encoder is not None)
    return zip(pairs, map(float, sure), strict=True)


def compared_pairs(
    drawn: Sequence[Drawn], encoder: TextEncoder | None, least: float = _LEAST_BY_WORDS
) -> tuple[list[Pair], list[Features]]:
    """The pairs whose values disagree, each with what speaks for it and against it.

    With an `encoder` only those are left that are at least so likely by their words.
    """
    rarity = Rarity(drawn)
    pairs = list(candidate_pairs(drawn, rarity))
    told = [features_of(drawn[i], drawn[j], rarity) for i, j in pairs]
    if encoder is None:
        return pairs, told
    sure = certainties(told, by_meaning=False) if least else [1.0] * len(told)
    kept = [at for at, each in enumerate(sure) if each >= least]
    pairs = [pairs[at] for at in kept]
    near = nearness_of(drawn, pairs, encoder)
    return pairs, [told[at] | meaning for at, meaning in zip(kept, near, strict=True)]


def _conflict(a: Drawn, b: Drawn, sure: float) -> Conflict:
    a, b = sorted((a, b), key=lambda each: (each.claim.document, each.claim.start))
    return Conflict(a.claim, b.claim, _about(a, b), round(sure, 3))


def _about(a: Drawn, b: Drawn) -> str:
    """What both say something of, in the words of the first."""
    common = b.own | b.above
    shared = list(dict.fromkeys(word for word, meaning in a.words if meaning in common))
    return " ".join(shared[:7]) or a.claim.attribute
