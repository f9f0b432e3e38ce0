"""Where two sentences differ, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

__all__ = ["Stretch", "differences"]

_WORD = re.compile(r"\S+\s*")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some words of a sentence; they differ from the other sentence, or stand in both."""

    text: str
    differs: bool


def differences(one: str, other: str) -> tuple[tuple[Stretch, ...], tuple[Stretch, ...]]:
    """Both sentences in stretches, each whole when its stretches are joined. Case and punctuation are no
    difference.
    """
    mine, theirs = _WORD.findall(one), _WORD.findall(other)
    same = SequenceMatcher(None, [_bare(word) for word in mine], [_bare(word) for word in theirs], False)
    matches = same.get_matching_blocks()
    return (
        _stretches(mine, [(match.a, match.size) for match in matches]),
        _stretches(theirs, [(match.b, match.size) for match in matches]),
    )


def _bare(word: str) -> str:
    return word.strip().strip(".,;:!?()[]“”\"'*").lower()


def _stretches(words: list[str], same: list[tuple[int, int]]) -> tuple[Stretch, ...]:
    found: list[Stretch] = []
    reached = 0
    for start, size in same:
        found += [
            Stretch("".join(words[reached:start]), True),
            Stretch("".join(words[start : start + size]), False),
        ]
        reached = start + size
    return tuple(each for each in found if each.text)
