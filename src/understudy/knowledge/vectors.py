"""What each sentence of a passage means where it stands, as vectors that are kept with the passage."""

from collections.abc import Sequence

import numpy as np

from understudy.knowledge.sentences import Sentence
from understudy.llm.embedder import WIDTH, TextEncoder

__all__ = ["packed", "sentence_vectors", "unpacked"]


def sentence_vectors(
    encoder: TextEncoder, title: str, about: str, sentences: Sequence[Sentence]
) -> np.ndarray:
    """One row a sentence: the mean of its vectors alone, below its title, and below all it is about.

    A sentence such as "Receipts are needed from $25" says little without its title, and a title says little
    of what one sentence adds: the product with a question's vector is the mean of the three likenesses.
    """
    alone = [f"{sentence.lead} {sentence.text}".strip() for sentence in sentences]
    readings = (alone, [f"{title}: {text}" for text in alone], [f"{about}\n{text}" for text in alone])
    return np.mean([encoder.encode(texts) for texts in readings], axis=0)


def packed(vectors: np.ndarray) -> bytes:
    """The vectors in half precision, in a quarter of what they take as text."""
    return vectors.astype("<f2").tobytes()


def unpacked(stored: bytes) -> np.ndarray:
    """The vectors that were packed."""
    return np.frombuffer(stored, "<f2").reshape(-1, WIDTH).astype(np.float32)
