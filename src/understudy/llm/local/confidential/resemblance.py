"""Whether a message means what confidential requests mean, or what honest ones that sound alike do."""

import numpy as np
from numpy.typing import NDArray

from understudy.llm.embedder import TextEncoder
from understudy.llm.local.confidential.vocabulary import vocabulary

__all__ = ["Resemblance"]

# Chosen by leaving examples out in turn: little changes between a fifth and two.
_RIDGE = 0.5
_OFFSET = 0.3


class Resemblance:
    """A line between the examples of the vocabulary, drawn once by ridge regression on their meanings."""

    def __init__(self, encoder: TextEncoder) -> None:
        kinds = vocabulary().kinds.values()
        asked = [text for kind in kinds for text in kind.asked]
        honest = [text for kind in kinds for text in kind.honest]
        points = _with_offset(encoder.encode_kept([*asked, *honest]))
        sides = np.array([1.0] * len(asked) + [-1.0] * len(honest))
        kernel = points @ points.T + _RIDGE * np.eye(len(points))
        self._line: NDArray[np.float64] = points.T @ np.linalg.solve(kernel, sides)
        self._encoder = encoder

    def of(self, text: str) -> float:
        """About 1 for what is kept back, about -1 for what is honest."""
        side = float((_with_offset(self._encoder.encode([text])) @ self._line)[0])
        return max(-1.0, min(1.0, side))


def _with_offset(vectors: np.ndarray) -> NDArray[np.float64]:
    offset = np.full((len(vectors), 1), _OFFSET)
    return np.hstack([vectors.astype(np.float64), offset])
