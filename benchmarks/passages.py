"""Documents of made words for the benchmarks of the index: any number, for several readers.

A passage has 120 words of 60,000 by Zipf's law: the commonest stand in nearly all passages, most in a few.
The vectors are no encoder's: a text's is the sum of its words', each drawn by chance and weighed by how rare
the word is, so that texts with rare words in common are near one another.
"""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from math import log

import numpy as np
from search import VOCABULARY, Words

from understudy.kit.ids import new_record_id
from understudy.knowledge.documents import Document, Section
from understudy.knowledge.front_matter import Audience
from understudy.llm.embedder import WIDTH, TextEncoder
from understudy.org.permissions import AccessPolicy, Actor, Customer, Employee

__all__ = ["ACCESS", "PASSAGES_IN_DOCUMENT", "READERS", "MadeVectors", "made_documents", "made_questions"]

PASSAGES_IN_DOCUMENT = 10
SENTENCES_IN_PASSAGE, WORDS_IN_SENTENCE, WORDS_IN_QUESTION = 8, 15, 7
ACCESS = AccessPolicy(profiles={"agent": {}, "lawyer": {}})
READERS: dict[str, Actor] = {
    "a customer": Customer(new_record_id("003", 1), new_record_id("001", 1)),
    "an employee": Employee(new_record_id("005", 1), "agent"),
    "an employee with a permission": Employee(new_record_id("005", 2), "lawyer"),
}
_PUBLIC: tuple[Audience, str] = ("public", "")
_CUSTOMERS: tuple[Audience, str] = ("customers", "")
_EMPLOYEES: tuple[Audience, str] = ("employees", "")
_LAWYERS: tuple[Audience, str] = ("employees", "lawyer")
_PLACES = [_PUBLIC] * 11 + [_CUSTOMERS] * 5 + [_EMPLOYEES] * 3 + [_LAWYERS]
"""For each of twenty documents in turn, who may read it."""
_UNBOUNDED = 10**9


def made_documents(passages: int, words: Words) -> Iterator[Document]:
    """Documents that have so many passages together, each under a heading of its own."""
    drawn = chain.from_iterable(words.texts(_UNBOUNDED, 1))
    for serial in range(-(-passages // PASSAGES_IN_DOCUMENT)):
        audience, permission = _PLACES[serial % len(_PLACES)]
        title = " ".join(islice(drawn, 4)).capitalize()
        text, sections = _text(drawn)
        yield Document(f"d{serial}", title, text, sections, audience, permission=permission)


def _text(drawn: Iterator[str]) -> tuple[str, tuple[Section, ...]]:
    text, sections = "", []
    for _ in range(PASSAGES_IN_DOCUMENT):
        start = len(text)
        heading = " ".join(islice(drawn, 2)).capitalize()
        for _ in range(SENTENCES_IN_PASSAGE):
            text += " ".join(islice(drawn, WORDS_IN_SENTENCE)).capitalize() + ". "
        sections.append(Section((heading,), start, len(text)))
    return text, tuple(sections)


def made_questions(documents: Sequence[Document], count: int) -> list[str]:
    """Some words of a passage each, common ones among them as they come."""
    chance = random.Random(5)
    made: list[str] = []
    for document in chance.choices(documents, k=count):
        section = chance.choice(document.sections)
        made.append(
            " ".join(chance.sample(_words(document.text[section.start : section.end]), WORDS_IN_QUESTION))
        )
    return made


def _words(text: str) -> list[str]:
    return text.lower().replace(".", "").split()


class MadeVectors:
    """Generated vectors in place of an encoder's. A single text is a question: the encoder, if one is given,
    reads it too, so that its time counts.
    """

    def __init__(self, words: Words, encoder: TextEncoder | None = None) -> None:
        self.words = frozenset[str]()
        self._encoder = encoder
        rarity = np.log(np.arange(1, VOCABULARY + 1) + log(VOCABULARY))[:, np.newaxis]
        drawn = np.random.default_rng(11).standard_normal((VOCABULARY, WIDTH), np.float32)
        self._vectors = (drawn * rarity).astype(np.float32)
        self._places = {word: place for place, word in enumerate(words.words)}

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """As `TextEncoder.encode`."""
        if self._encoder is not None and len(texts) == 1:
            self._encoder.encode(texts)
        made = np.stack([self._sum(text) for text in texts]) if texts else np.zeros((0, WIDTH), np.float32)
        return made / np.maximum(np.linalg.norm(made, axis=1, keepdims=True), 1e-9)

    def encode_kept(self, texts: Sequence[str]) -> np.ndarray:
        """As `TextEncoder.encode_kept`."""
        return self.encode(texts)

    def _sum(self, text: str) -> np.ndarray:
        counted = Counter(self._places[word] for word in _words(text) if word in self._places)
        return self._vectors[[*counted]].sum(axis=0)
