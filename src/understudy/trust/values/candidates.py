"""Phrases of a text that may be the name of a record: so many at once as can be looked up."""

import re
from collections.abc import AsyncIterator, Collection, Iterable, Iterator
from functools import lru_cache
from itertools import islice

from understudy.llm.situation import NameMatch, Names
from understudy.trust.values.tokens import phrases
from understudy.trust.values.words.lists import words_in

__all__ = ["candidates", "look_up"]

_WORD = re.compile(r"[^\W\d_][\w'’.-]*\w|[^\W\d_]")
_MOST_WORDS, _MOST = 4, 400
_SHORT = 400
"""A text of so many characters is looked at word by word: who types a question often writes all of it small.
"""


async def look_up(names: Names, texts: Iterable[str], asked: set[str]) -> AsyncIterator[NameMatch]:
    """The records that phrases of the texts name; what was asked before is not asked again, and noted.

    One look-up tells so many at most: what it did not tell is looked up again, until nothing is found.
    """
    for wanted in candidates(texts, asked):
        left = wanted
        while left and (matches := await names.find(left)):
            for match in matches:
                yield match
            found = {match.phrase for match in matches}
            left = [each for each in left if each not in found] if found & set(left) else []
        asked.update(wanted)


def candidates(texts: Iterable[str], known: Collection[str] = ()) -> Iterator[list[str]]:
    """All phrases in small letters, each once, without those that are known: up to 400 at a time."""
    new = _new(texts, known)
    while batch := list(islice(new, _MOST)):
        yield batch


def _new(texts: Iterable[str], known: Collection[str]) -> Iterator[str]:
    found: set[str] = set()
    for text in texts:
        for part in _all_parts(text):
            if part not in found and part not in known:
                found.add(part)
                yield part


@lru_cache(maxsize=1024)
def _all_parts(text: str) -> tuple[str, ...]:
    """In their order, each once; kept, for most of what is sent is sent again with the next request."""
    found = [part for phrase in phrases(text) for part in _parts(phrase.small)]
    if len(text) <= _SHORT:
        found += _parts([word.lower() for word in _WORD.findall(text)])
    return tuple(dict.fromkeys(found))


def _parts(words: Iterable[str]) -> Iterable[str]:
    """The phrase and all phrases in it that do not consist of common words alone."""
    words = list(words)
    for length in range(min(len(words), _MOST_WORDS), 0, -1):
        for start in range(len(words) - length + 1):
            part = words[start : start + length]
            if not all(word in words_in("common") for word in part):
                yield " ".join(part)
