"""Words that say the same though they are not the same: how near the encoder finds them."""

from collections.abc import Collection, Iterable

import numpy as np

from understudy.knowledge.facts.draw import Drawn
from understudy.knowledge.facts.vocabulary import vocabulary
from understudy.llm.embedder import TextEncoder

__all__ = ["Alignment"]

# Words less near than the first tell nothing, those as near as the second say the same.
_UNLIKE, _SAME = 0.55, 0.85


class Alignment:
    """How well a word is met by one of others; without an encoder only the very same word meets it."""

    def __init__(self, encoder: TextEncoder | None = None) -> None:
        self._encoder = encoder
        self._at: dict[str, int] = {}
        self._vectors = np.zeros((0, 1), np.float32)
        self._known: dict[tuple[str, str], float] = {}

    def learn(self, claims: Iterable[Drawn]) -> None:
        """Encode the words of the claims, all at once."""
        if self._encoder is None:
            return
        words = [word for word in {w: 0 for each in claims for w, _ in each.words} if word not in self._at]
        if not words:
            return
        vectors = self._encoder.encode(words)
        self._at |= {word: len(self._at) + at for at, word in enumerate(words)}
        self._vectors = vectors if not len(self._vectors) else np.concatenate([self._vectors, vectors])

    def met(self, meaning: str, claim: Drawn, other: Drawn, among: Collection[str]) -> float:
        """How well the other claim's words of these meanings meet a word of the claim, from 0 to 1."""
        if meaning in among:
            return 1.0
        if not self._at:
            return 0.0
        word = next((word for word, known in claim.words if known == meaning), "")
        return max((self._near(word, theirs) for theirs, known in other.words if known in among), default=0.0)

    def _near(self, one: str, other: str) -> float:
        key = (one, other) if one < other else (other, one)
        if key not in self._known:
            self._known[key] = self._measure(*key)
        return self._known[key]

    def _measure(self, one: str, other: str) -> float:
        if one not in self._at or other not in self._at or _are_apart(one, other):
            return 0.0
        cosine = float(self._vectors[self._at[one]] @ self._vectors[self._at[other]])
        return min(1.0, max(0.0, (cosine - _UNLIKE) / (_SAME - _UNLIKE)))


def _are_apart(one: str, other: str) -> bool:
    words = vocabulary()
    a, b = words.meaning_of_phrase(one), words.meaning_of_phrase(other)
    return bool(words.apart.get(a, frozenset()) & words.apart.get(b, frozenset()))
