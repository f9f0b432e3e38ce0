"""The words of a text as an index knows them: small letters, no accents, ids and versions also whole."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

__all__ = ["count_words", "split_words"]

_WORD = re.compile(r"[^\W_]+(?:[-'’./_+][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
_LONGEST = 60


def split_words(text: str) -> list[str]:
    """Every word in order. A compound gives its parts; with a digit in it ("IR-299", "2.4.1") also itself."""
    found: list[str] = []
    for word in _WORD.findall(_plain(text)):
        if word.isalnum():
            found.append(word[:_LONGEST])
            continue
        found += [part[:_LONGEST] for part in _PART.findall(word)]
        if any(letter.isdigit() for letter in word):
            found.append(word[:_LONGEST])
    return found


def count_words(parts: Iterable[tuple[str, int]]) -> Counter[str]:
    """How often each word stands in the parts, each of which counts as often as is said with it."""
    counted: Counter[str] = Counter()
    for text, times in parts:
        words = split_words(text)
        for _ in range(times):
            counted.update(words)
    return counted


def _plain(text: str) -> str:
    text = text.casefold()
    if text.isascii():
        return text
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter)
    )
