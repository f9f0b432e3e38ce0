"""How much a word tells of what a claim is about: the rarer among the documents, the more."""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log

from understudy.knowledge.facts.draw import Drawn
from understudy.knowledge.facts.vocabulary import FAINT

__all__ = ["Rarity"]

_FAINT_WEIGHT = 0.12
# In a small set a word of two pages is no rare one.
_SMALLEST = 60


class Rarity:
    """The weight of each word among the claims of some documents."""

    def __init__(self, drawn: Sequence[Drawn]) -> None:
        documents: dict[str, set[str]] = {}
        for each in drawn:
            for word in each.own | each.above:
                documents.setdefault(word, set()).add(each.claim.document)
        self._count = Counter({word: len(keys) for word, keys in documents.items()})
        self._size = max(_SMALLEST, len({each.claim.document for each in drawn}))
        self._known: dict[str, float] = {}

    def of(self, word: str) -> float:
        """Between about 0.1 for a word that is everywhere and 1 for one that stands once."""
        if word not in self._known:
            weight = log(1 + self._size / (1 + self._count[word])) / log(1 + self._size / 2)
            self._known[word] = max(0.1, weight) * (_FAINT_WEIGHT if word in FAINT else 1.0)
        return self._known[word]

    def sum(self, words: Iterable[str]) -> float:
        """Of several."""
        return sum(self.of(word) for word in words)
