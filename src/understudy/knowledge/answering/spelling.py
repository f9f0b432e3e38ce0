"""A question spelled as the documents spell: what nobody wrote there is read as the nearest word that is."""

import re
from collections.abc import Iterable, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

__all__ = ["respell", "words_of"]

_WORD = re.compile(r"[A-Za-z]+")
_SHORTEST = 5
_LONG = 9


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """The words of these texts in small letters that are long enough to be told from a slip."""
    found = (word.lower() for text in texts for word in _WORD.findall(text))
    return frozenset(word for word in found if len(word) >= _SHORTEST)


def respell(question: str, known: frozenset[str]) -> tuple[str, Mapping[str, str]]:
    """The question with slips mended, and which word was read as which.

    A slip is one letter wrong, left out, too many or in another's place, two in a long word; the first
    letter is right.
    """
    read: dict[str, str] = {}
    for word in _WORD.findall(question):
        lower = word.lower()
        if len(lower) < _SHORTEST or lower in known:
            continue
        slips = 2 if len(lower) >= _LONG else 1
        near = process.extractOne(
            lower,
            [each for each in known if each[0] == lower[0]],
            scorer=OSA.distance,
            score_cutoff=slips,
        )
        if near:
            read[word] = near[0]
    mended = _WORD.sub(lambda match: read.get(match[0], match[0]), question)
    return mended, read
