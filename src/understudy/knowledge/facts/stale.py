"""Documents that nobody has looked at for long, or that say themselves that they no longer hold."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from understudy.knowledge.documents import Document
from understudy.llm.local.spans import plain

__all__ = ["Stale", "find_stale"]

_OVER = (
    r"superseded|outdated|out of date|deprecated|obsolete|archived|retired|no longer (?:maintained"
    r"|valid|current"
    r"|up to date|applies|in force|in use|accurate|updated)|replaced by|kept for (?:reference"
    r"|the record|historical)"
)
_SAYS = re.compile(
    rf"\b(?:this|the) (?:page|article|document|guide|policy|version|text|content|information|handbook"
    rf"|procedure|instructions?)"
    rf"(?: here| below| on this page)? (?:is|are|has been|have been|was|were|are now|is now"
    rf"|has now been)?\s*(?:now )?(?:{_OVER})\b"
    rf"|^\W*(?:(?:note|notice|warning|attention|status|important)\s*[:!]\s*)?(?:{_OVER})\b"
    r"|^\W*(?:do not use|don't use|please do not use) this (?:page|article|document|guide)"
)
_TITLE = re.compile(
    r"[\[(]?\b(?:superseded|deprecated|obsolete|outdated|archived|retired)\b[\])]?|\bold version\b"
)
_FIRST_LINES = 3


@dataclass(frozen=True, slots=True)
class Stale:
    """A document that should be looked at before it is believed; `why` is a clause without a full stop."""

    document: str
    why: str


def find_stale(documents: Sequence[Document], today: date, months: int) -> list[Stale]:
    """The stale ones in order; one that gives no day of its last change is not called stale for its age."""
    found: list[Stale] = []
    for document in documents:
        last = max((day for day in (document.updated, document.reviewed) if day), default=None)
        if said := _says_so(document):
            found.append(Stale(document.key, f"it says itself: “{said}”"))
        elif last and _months_between(last, today) >= months:
            word = "reviewed" if last == document.reviewed else "updated"
            found.append(
                Stale(document.key, f"last {word} on {last}, {_months_between(last, today)} months ago")
            )
    return found


def _says_so(document: Document) -> str:
    if _TITLE.search(plain(document.title)):
        return document.title
    lines = document.text.split("\n")[:_FIRST_LINES]
    for line in lines:
        for sentence in re.split(r"(?<=[.!])\s", line):
            if _SAYS.search(plain(sentence)):
                return sentence
    return ""


def _months_between(first: date, last: date) -> int:
    """Whole months, as a calendar counts them."""
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
