"""What was found, marked in the text: highlights and snippets, as HTML.

Source: SOQL and SOSL Reference, "WITH HIGHLIGHT" and "WITH SNIPPET".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from understudy.org.metadata import FieldType, ObjectType
from understudy.soql.sosl.ast import Find
from understudy.soql.sosl.words import UNSPACED, terms, words

__all__ = ["MOST_HIGHLIGHTED", "SNIPPET_LENGTH", "Marker", "gives_snippets", "is_highlighted", "is_markable"]

MOST_HIGHLIGHTED = 25
"""Records of an object."""
SNIPPET_LENGTH = 300
"""Characters, where the search does not say."""
_HIGHLIGHTED = frozenset({"account", "campaign", "contact", "lead", "opportunity", "quote", "user"})
_SNIPPETS = frozenset(
    {"case", "casecomment", "feedcomment", "feeditem", "idea", "ideacomment", "knowledgearticleversion"}
)
_MARKABLE = frozenset({FieldType.EMAIL, FieldType.STRING, FieldType.TEXT})
_WORD = re.compile(f"[{UNSPACED}]|(?:(?![{UNSPACED}])[^\\W_])+")


def is_highlighted(described: ObjectType) -> bool:
    """Whether WITH HIGHLIGHT marks the words in fields of the object."""
    return described.name.lower() in _HIGHLIGHTED or described.name.lower().endswith("__c")


def gives_snippets(described: ObjectType) -> bool:
    """Whether WITH SNIPPET cuts pieces out of the object's texts."""
    return described.name.lower() in _SNIPPETS or described.name.lower().endswith("__kav")


def is_markable(kind: FieldType) -> bool:
    """Whether words are marked in fields of the type."""
    return kind in _MARKABLE


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int


class Marker:
    """Marks the terms of a search. Terms with wildcards are not marked."""

    def __init__(self, find: Find) -> None:
        plain = [term.text for term in terms(find) if "*" not in term.text and "?" not in term.text]
        self._wanted = [tuple(text.split()) for text in dict.fromkeys(plain)]

    def highlight(self, text: str) -> str | None:
        """The whole text with `<mark>` around what was found; None if nothing of it stands here."""
        spans = self._spans(text)
        return _marked(text, spans, 0, len(text)) if spans else None

    def snippet(self, texts: Sequence[str], length: int) -> str | None:
        """The part of the texts, about so long, in which most was found; None if nothing was."""
        best: tuple[int, str, list[_Span], int] | None = None
        for text in texts:
            spans = self._spans(text)
            for first in spans:
                start = _word_start(text, max(0, first.start - length // 4))
                within = sum(start <= each.start and each.end <= start + length for each in spans)
                if best is None or within > best[0]:
                    best = (within, text, spans, start)
        if best is None:
            return None
        _, text, spans, start = best
        end = min(len(text), start + length)
        cut = text.rfind(" ", start, end) if end < len(text) else end
        end = cut if cut > start else end
        return (
            ("... " if start else "") + _marked(text, spans, start, end) + (" ..." if end < len(text) else "")
        )

    def _spans(self, text: str) -> list[_Span]:
        found = [("".join(words(match.group())), match.span()) for match in _WORD.finditer(text)]
        spans: dict[int, _Span] = {}
        for wanted in self._wanted:
            for place in range(len(found) - len(wanted) + 1):
                row = found[place : place + len(wanted)]
                if tuple(word for word, _ in row) == wanted:
                    spans |= {start: _Span(start, end) for _, (start, end) in row}
        return [spans[start] for start in sorted(spans)]


def _marked(text: str, spans: Sequence[_Span], start: int, end: int) -> str:
    made, at = "", start
    for span in spans:
        if span.start >= at and span.end <= end:
            made += f"{escape(text[at : span.start])}<mark>{escape(text[span.start : span.end])}</mark>"
            at = span.end
    return made + escape(text[at:end])


def _word_start(text: str, at: int) -> int:
    return text.rfind(" ", 0, at) + 1 if at else 0
