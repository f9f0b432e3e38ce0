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
    last = None
    for last in _pattern(words).finditer(near):  # noqa: B007 - the last one is meant
        pass
    return last is not None and not _STOP.search(near, last.end())


_STOP = re.compile(r"[!;]|\.\s|\d{3,}")


@cache
def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
