"""Words that say nearly the same."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from understudy.knowledge.documents import Document
from understudy.knowledge.facts.alignment import Alignment
from understudy.knowledge.facts.draw import Drawn, draw_claims

NEAR = {"laptop": (1.0, 0.0), "notebook": (0.8, 0.6), "lamp": (0.0, 1.0), "phone": (1.0, 0.0)}


class Encoder:
    """Knows how near a few words are."""

    words = frozenset[str]()

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        return np.array([NEAR.get(text, (0.0, -1.0)) for text in texts], np.float32)

    encode_kept = encode


@pytest.fixture
def claims(documents: Callable[..., list[Document]]) -> Callable[[str, str], list[Drawn]]:
    def draw(a: str, b: str) -> list[Drawn]:
        return [each for document in documents({"a.md": a, "b.md": b}) for each in draw_claims(document)][::2]

    return draw


def met(one: Drawn, other: Drawn, word: str, encoder: Encoder | None) -> float:
    alignment = Alignment(encoder)
    alignment.learn([one, other])
    return alignment.met(word, one, other, other.own)


def test_the_same_word_is_met_and_a_near_one_in_part(claims: Callable[[str, str], list[Drawn]]) -> None:
    a, b = claims("A laptop costs $5.", "A notebook costs $7.")
    assert met(a, b, "cost", Encoder()) == 1.0
    assert 0 < met(a, b, "laptop", Encoder()) < 1
    assert met(a, b, "laptop", None) == 0.0


def test_a_far_word_is_not_met(claims: Callable[[str, str], list[Drawn]]) -> None:
    a, b = claims("A laptop costs $5.", "A lamp costs $7.")
    assert met(a, b, "laptop", Encoder()) == 0.0
