"""The words before a value, which say what it is."""

import re
from functools import cache

__all__ = ["words_before"]

_REACH = 48


def words_before(text: str, start: int, words: str, reach: int = _REACH) -> bool:
    """Whether one of the words (alternatives of a regular expression) stands shortly before the place.

    What is separated from it by the end of a sentence or by another number says nothing of it.
    """
    near = text[max(0, start - reach) : start]
    found = _pattern(words).search(near)
    return found is not None and not _STOP.search(near, found.end())


_STOP = re.compile(r"[!;]|\.\s|\d{3,}")


@cache
def _pattern(words: str) -> re.Pattern[str]:
    """The last of the words: a greedy beginning takes in all before it."""
    return re.compile(rf"(?:.*(?<!\w))(?:{words})(?!\w)", re.IGNORECASE | re.DOTALL)
