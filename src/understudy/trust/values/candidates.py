"""Phrases of a text that may be the name of a record: few enough to be looked up at once."""

import re
from collections.abc import Collection, Iterable

from understudy.trust.values.tokens import phrases
from understudy.trust.values.words.lists import words_in

__all__ = ["candidates"]

_WORD = re.compile(r"[^\W\d_][\w'’.-]*\w|[^\W\d_]")
_MOST_WORDS, _MOST = 4, 400
_SHORT = 400
"""A text of so many characters is looked at word by word: who types a question often writes all of it small.
"""


def candidates(texts: Iterable[str], known: Collection[str] = ()) -> list[str]:
    """Up to 400 phrases in small letters, each once, without those that are known."""
    found: dict[str, None] = {}
    for text in texts:
        for phrase in phrases(text):
            found |= dict.fromkeys(_parts(phrase.small))
        if len(text) <= _SHORT:
            found |= dict.fromkeys(_parts([word.lower() for word in _WORD.findall(text)]))
        if len(found) > _MOST + len(known):
            break
    return [each for each in found if each not in known][:_MOST]


def _parts(words: Iterable[str]) -> Iterable[str]:
    """The phrase and all phrases in it that do not consist of common words alone."""
    words = list(words)
    for length in range(min(len(words), _MOST_WORDS), 0, -1):
        for start in range(len(words) - length + 1):
            part = words[start : start + length]
            if not all(word in words_in("common") for word in part):
                yield " ".join(part)
