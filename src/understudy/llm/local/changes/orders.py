"""Orders: a verb at the head of a clause, with nothing before it but courtesy."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from understudy.llm.local.message import Message
from understudy.llm.local.spans import Range, free

__all__ = ["Order", "clause_end", "orders_of"]

_COURTESY = frozenset(
    """please kindly just can could would will you we i me us to want wanna need like d 'd i'd we'd i'll we'll
    let let's lets hi hello hey ok okay so now also then thanks go ahead have must should help shall may and
    but a an the simply instead quickly""".split()
)
_BREAK = re.compile(r"[.!?;:,\n]\s|\s(?:and|so|but|then|please)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Order:
    """`verb` is the token at the head of the clause that begins at `start`; `after` is where it goes on."""

    verb: int
    word: str
    start: int
    after: int


def orders_of(message: Message, verbs: frozenset[str]) -> Iterator[Order]:
    """Where the message orders one of the things: the verb heads its clause, courtesy aside."""
    breaks = [0, *(found.end() for found in _BREAK.finditer(message.text))]
    for number, token in enumerate(message.tokens):
        word = message.words[number]
        if word not in verbs:
            continue
        start = max(place for place in breaks if place <= token.start)
        before = (message.words[i] for i in range(number) if message.tokens[i].start >= start)
        if all(each in _COURTESY for each in before):
            yield Order(number, word, start, token.end)


def clause_end(message: Message, start: int, names: Sequence[Range]) -> int:
    """Where the clause ends that goes on at `start`; a break inside a name is none."""
    breaks = (found.start() for found in _BREAK.finditer(message.text, start) if free(*found.span(), names))
    return next(breaks, len(message.text))
