"""Objects of a large org whose words are learnt only when somebody speaks of them.

A message speaks of an object by its label, its plural or a synonym, by the id of a record, or by what the
conversation remembers. A word for one of its fields or values alone does not: it is not understood.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from understudy.llm.local.normalise import Token, stems, tokens
from understudy.llm.local.world import ObjectView, World
from understudy.llm.situation import RememberedFrame, Situation

__all__ = ["Outside"]

_LONGEST = 7
_MOST = 5
"""A word for more objects than these names none of them."""
_ID = re.compile(r"\b[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?\b")


class Outside:
    """The names of a world's distant objects. Built once per world; a look costs microseconds."""

    def __init__(self, world: World) -> None:
        self._distant = world.distant
        self._prefixes = {prefix: name for prefix, name in world.prefixes.items() if name in world.distant}
        self._called: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for name, called in world.distant.items():
            for phrase in called.phrases:
                self._called[stems(phrase)].add(name)

    def named(self, text: str, situation: Situation) -> frozenset[str]:
        """The API names of the distant objects that the message or its conversation speaks of."""
        if not self._distant:
            return frozenset()
        ids = {self._prefixes[found[:3]] for found in _ID.findall(text) if found[:3] in self._prefixes}
        remembered = self._distant.keys() & set(_remembered(situation))
        asked = situation.memory.asked
        before = self._said(tokens(asked.message)) if asked else set[str]()
        return frozenset(self._said(tokens(text)) | before | ids | remembered)

    def read(self, names: frozenset[str]) -> tuple[ObjectView, ...]:
        """These objects with all their fields."""
        return tuple(self._distant[name].read() for name in sorted(names))

    def _said(self, words: list[Token]) -> set[str]:
        said: set[str] = set()
        for first in range(len(words)):
            for last in range(first + 1, min(first + _LONGEST, len(words)) + 1):
                found = self._called.get(tuple(word.stem for word in words[first:last]), set())
                if len(found) <= _MOST:
                    said |= found
        return said


def _remembered(situation: Situation) -> Iterator[str]:
    """What the conversation may still be about, among it the names of objects."""
    memory = situation.memory
    yield from (each.object for each in (*memory.talked, *memory.shown))
    for frame in (memory.last, memory.subject, memory.began, situation.proposed):
        yield from _texts(frame)


def _texts(frame: RememberedFrame | None) -> Iterator[str]:
    return (value for value in (frame.arguments.values() if frame else ()) if isinstance(value, str))
