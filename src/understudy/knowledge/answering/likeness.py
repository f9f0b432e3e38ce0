"""Words that mean nearly the same as those of a question, by the encoder."""

from collections.abc import Collection, Mapping

import numpy as np

from understudy.knowledge.answering.asked import Asked
from understudy.llm.embedder import TextEncoder

__all__ = ["Likeness"]

# Two words have nothing to do with each other below the first, and mean the same from the second on, which
# counts a little less than the word itself.
_APART, _SAME, _COUNTS = 0.35, 0.75, 0.8


class Likeness:
    """How much of what is asked about is said in other words."""

    def __init__(self, asked: Asked, words: Collection[str], encoder: TextEncoder) -> None:
        self._weights = np.array([*asked.weights.values()])
        self._meanings = [*asked.words]
        self._at = {word: at for at, word in enumerate(sorted(words))}
        mine, others = encoder.encode([*asked.words.values()]), encoder.encode([*self._at])
        self._like = _COUNTS * np.clip((mine @ others.T - _APART) / (_SAME - _APART), 0, 1)

    def covered(self, told: Mapping[str, str]) -> float:
        """The share, between 0 and 1, of which these words, by their meanings, say the same or nearly so."""
        if not self._meanings or not told:
            return 0.0
        like = self._like[:, [self._at[word] for word in told.values()]].max(axis=1)
        same = np.array([meaning in told for meaning in self._meanings])
        return float((self._weights * np.where(same, 1.0, like)).sum() / (self._weights.sum() or 1))
