"""Facts stated in a block of text: "Today's date: 2021-02-03", "- Account = Acme", "the product id is …"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from understudy.kit.ids import parse_record_id
from understudy.llm.local.lines import Line, lines_of
from understudy.llm.local.spans import Range, free, plain

__all__ = ["Fact", "fact_of_line", "find_facts"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A value with its label, and the characters that say both.

    `value` is trimmed; a date is in ISO form, an id as it was written.
    """

    label: str
    value: str
    kind: Literal["date", "id", "text"]
    start: int
    end: int

    @property
    def range(self) -> Range:
        """Its characters."""
        return self.start, self.end


_LABELLED = re.compile(
    r"(?:\*\*|__)?(?P<label>[^\W\d_][^:=\n*]{0,80}?)(?:\*\*|__)?\s*(?P<mark>:|="
    r"|\s[-–—]\s)\s*(?:\*\*|__)?\s*(?P<value>\S[^\n]*)$"
)
_SAID = re.compile(
    r"\b(?:(?:the|this|my|our|its|his|her|your)\s+)?(?P<label>(?:(?!and\b|but\b"
    r"|so\b)[a-z][\w'-]{0,30}\s+){0,4}(?:id|number|code|date|record))"
    r"\s+(?:to\s+be\s+considered\s+|in\s+question\s+|concerned\s+)?(?:is|=|:"
    r"|being)\s*:?\s*(?P<value>[\"']?[\w-]+[\"']?)"
)
_TODAY = re.compile(
    r"\b(?P<label>today(?:'s\s+date)?|(?:the\s+)?(?:current|present|reference)\s+date|date\s+today|as\s+of)\b"
    r"\s*(?:is|:|=)?\s*:?\s*(?P<value>(?:19|20)\d\d-\d\d-\d\d)"
)
_LABEL_TAIL = re.compile(
    r"\s+(?:to\s+(?:be\s+)?(?:considered|used?|looked\s+at|checked)|in\s+question"
    r"|under\s+consideration|concerned"
    r"|of\s+interest|is|are|being|was)$"
)
_ISO = re.compile(r"((?:19|20)\d\d-\d\d-\d\d)(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?")
_ID = re.compile(r"\d[0-9A-Za-z]{14}(?:[0-9A-Za-z]{3})?")
# What stands before a colon without being the name of a value.
_PROSE = re.compile(
    r"(?:can|could|would|please|which|who|what|how|when|where|why|i|we|you|if|it|there|he|she|they"
    r"|is|are|do|does|tell|show"
    r"|give|find|list|question|query|task|request|note|nb|ps|p\.s\.|fyi|hi|hello|hey|dear|also"
    r"|thanks|urgent|quick|https?"
    r"|here(?:'s)?|one\s+more|and|but|so|ok|okay|answer|return|q|a)\b",
    re.IGNORECASE,
)


def _is_day(words: str) -> bool:
    try:
        date.fromisoformat(words)
    except ValueError:
        return False
    return True


def _fact(label: str, value: str, start: int, end: int) -> Fact:
    label = " ".join(label.split()).strip(" *_'\"")
    while _LABEL_TAIL.search(label):
        label = _LABEL_TAIL.sub("", label)
    value = value.strip().strip("*_`").strip()
    bare = value.strip("\"'").rstrip(".,;")
    iso = _ISO.fullmatch(bare)
    if iso and _is_day(iso[1]):
        return Fact(label, iso[1], "date", start, end)
    if parse_record_id(bare) or (_ID.fullmatch(bare) and not bare.isdigit()):
        return Fact(label, bare, "id", start, end)
    return Fact(label, value, "text", start, end)


def fact_of_line(line: Line) -> Fact | None:
    """The fact of a line that is nothing but a label and its value."""
    match = _LABELLED.match(line.text)
    if not match:
        return None
    label, value, mark = match["label"], match["value"], match["mark"].strip()
    if (
        len(label.split()) > (9 if line.marker else 5)
        or re.search(r"[.?!]\s", label)
        or value.startswith("//")
    ):
        return None
    if not line.marker and (mark in ("-", "–", "—") or value.endswith("?") or _PROSE.match(label)):
        return None
    return _fact(label, value, line.start, line.end)


def find_facts(text: str) -> list[Fact]:
    """The labelled values of a message or of the text beside it, in its order.

    Lines ("- Case Subject: …", "## Region: OH", "account = Acme"), and sentences that name an id or a date.
    """
    facts = [fact for line in lines_of(text) if (fact := fact_of_line(line))]
    for said in _said(text):
        if free(said.start, said.end, [fact.range for fact in facts]):
            facts.append(said)
    return sorted(facts, key=lambda fact: fact.start)


def _said(text: str) -> Iterator[Fact]:
    low = plain(text)
    for pattern in (_TODAY, _SAID):
        for match in pattern.finditer(low):
            label, value = text[slice(*match.span("label"))], text[slice(*match.span("value"))]
            end = match.end() + (low[match.end() : match.end() + 1] == ".")
            fact = _fact(label, value, match.start(), end)
            if fact.kind != "text":
                yield fact
