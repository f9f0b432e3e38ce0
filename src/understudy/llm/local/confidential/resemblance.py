"""Whether a message means what confidential requests mean, or what honest ones that sound alike do."""

import numpy as np
from numpy.typing import NDArray

from understudy.llm.embedder import TextEncoder
from understudy.llm.local.confidential.vocabulary import vocabulary

__all__ = ["Resemblance"]

# Chosen by leaving examples out in turn, each with its twin.
_NEAR = 2.0
"""How much faster than their likeness the say of examples falls with their distance."""
_RIDGE = 0.3


class Resemblance:
    """A surface between the examples of the vocabulary, drawn once by kernel ridge regression on their
    meanings: what is near to a message tells most.
    """

    def __init__(self, encoder: TextEncoder) -> None:
        kinds = vocabulary().kinds.values()
        asked = [text for kind in kinds for text in kind.asked]
        honest = [text for kind in kinds for text in kind.honest]
        self._points: NDArray[np.float64] = encoder.encode_kept([*asked, *honest]).astype(np.float64)
        sides = np.array([1.0] * len(asked) + [-1.0] * len(honest))
        kernel = _kernel(self._points @ self._points.T) + _RIDGE * np.eye(len(sides))
        self._say: NDArray[np.float64] = np.linalg.solve(kernel, sides).astype(np.float64)
        self._encoder = encoder

    def of(self, text: str) -> float:
        """About 1 for what is kept back, about -1 for what is honest."""
        alike = self._points @ self._encoder.encode([text])[0].astype(np.float64)
        return max(-1.0, min(1.0, float(_kernel(alike) @ self._say)))


def _kernel(alike: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.exp(_NEAR * (alike - 1.0)).astype(np.float64)
