"""How much a word tells of what a claim is about."""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log

from understudy.knowledge.facts.draw import Drawn
from understudy.knowledge.facts.vocabulary import FAINT

__all__ = ["Rarity"]

_FAINT_WEIGHT = 0.12


class Rarity:
    """How much a word tells: the rarer among the documents' claims, the more."""

    def __init__(self, drawn: Sequence[Drawn]) -> None:
        documents: dict[str, set[str]] = {}
        for each in drawn:
            for word in each.own | each.above:
                documents.setdefault(word, set()).add(each.claim.document)
        # In a small set a word of two pages is no rare one.
        size = max(60, len({each.claim.document for each in drawn}))
        counts = Counter({word: len(keys) for word, keys in documents.items()})
        self._weights = {word: _weight(word, count, size) for word, count in counts.items()}

    def of(self, word: str) -> float:
        """Between about 0.1 for a word that is everywhere and 1 for one that stands once."""
        return self._weights.get(word, 1.0)

    def sum(self, words: Iterable[str]) -> float:
        """Of several."""
        return sum(self.of(word) for word in words)


def _weight(word: str, count: int, size: int) -> float:
    told = log(1 + size / (1 + count)) / log(1 + size / 2)
    return max(0.1, told) * (_FAINT_WEIGHT if word in FAINT else 1.0)
