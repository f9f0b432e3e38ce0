"""The text of an email: a template with its values. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from understudy.org.definitions.email import EmailDefinition, read_pieces

__all__ = ["Filled", "fill", "input_in"]

_BLANK_LINES = re.compile(r"\n{3,}")
_END = r"\s+(?P<found>[^\n]+?)\s*(?:[.!?]\s|[.!?]?$)"


@dataclass(frozen=True, slots=True)
class Filled:
    """A text, the merge fields whose values stand in it, and those that it can't do without."""

    text: str
    used: frozenset[str]
    missing: tuple[str, ...]


def fill(text: str, values: Mapping[str, str], email: EmailDefinition) -> Filled:
    """The template's text. What is optional is left out when a value in it is missing; nothing is made up."""
    told: list[str] = []
    used: set[str] = set()
    missing: dict[str, None] = {}
    known = {**email.fallbacks, **values}
    for piece in read_pieces(text):
        lacking = [path for path in piece.paths if path not in (values if piece.is_optional else known)]
        if not lacking:
            told.append(piece.filled(known))
            used |= values.keys() & set(piece.paths)
        elif not piece.is_optional:
            missing |= dict.fromkeys(lacking)
    return Filled(_BLANK_LINES.sub("\n\n", "".join(told)).strip(), frozenset(used), tuple(missing))


def input_in(purpose: str, after: tuple[str, ...]) -> str | None:
    """What stands behind one of the words, up to the end of the sentence: the longest of them first."""
    for words in sorted(after, key=len, reverse=True):
        found = re.search(rf"\b{re.escape(words)}{_END}", purpose, re.IGNORECASE)
        if found:
            return found["found"].strip()
    return None
