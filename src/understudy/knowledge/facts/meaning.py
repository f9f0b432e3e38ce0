"""How near pairs of claims are in meaning, by the encoder: by themselves, and beside what else is near."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from understudy.knowledge.facts.draw import Drawn
from understudy.knowledge.facts.likeness import Features
from understudy.knowledge.facts.pairs import Pair
from understudy.llm.embedder import TextEncoder

__all__ = ["NEARNESS", "nearness_of"]

NEARNESS = frozenset({"cosine", "cosine under", "first of one", "first of both", "behind the first"})


def nearness_of(drawn: Sequence[Drawn], pairs: Sequence[Pair], encoder: TextEncoder) -> list[Features]:
    """For each pair the cosines, and how each stands among all that one of its two is compared with.

    Who speaks of one thing is nearer to each other than to others: that is the same whatever the field.
    """
    said = _cosines([each.told for each in drawn], pairs, encoder)
    under = _cosines([f"{each.under}: {each.told}" for each in drawn], pairs, encoder)
    both = (said + under) / 2
    of_claim: dict[int, list[float]] = defaultdict(list)
    for pair, near in zip(pairs, both, strict=True):
        for at in pair:
            of_claim[at].append(float(near))
    return [
        {"cosine": float(one), "cosine under": float(other)} | _standing(float(near), pair, of_claim)
        for one, other, near, pair in zip(said, under, both, pairs, strict=True)
    ]


def _standing(near: float, pair: Pair, of_claim: dict[int, list[float]]) -> Features:
    nearer = [sum(each > near + 1e-6 for each in of_claim[at]) for at in pair]
    return {
        "first of one": 1 / (1 + min(nearer)),
        "first of both": 1 / (1 + max(nearer)),
        "behind the first": max(max(of_claim[at]) for at in pair) - near,
    }


def _cosines(told: Sequence[str], pairs: Sequence[Pair], encoder: TextEncoder) -> np.ndarray:
    if not pairs:
        return np.zeros(0, np.float32)
    texts = list(dict.fromkeys(told[at] for pair in pairs for at in pair))
    row = {text: at for at, text in enumerate(texts)}
    vectors = encoder.encode(texts)
    left = vectors[[row[told[i]] for i, _ in pairs]]
    right = vectors[[row[told[j]] for _, j in pairs]]
    return np.einsum("ij,ij->i", left, right)
