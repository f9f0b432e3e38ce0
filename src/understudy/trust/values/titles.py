"""Titles before a name, what somebody does for a living, and where somebody is from."""

import re
from collections.abc import Iterator

from understudy.trust.values.span import LIKELY, POSSIBLE, Span
from understudy.trust.values.words.lists import words_in

__all__ = ["TITLES", "find_nationalities", "find_titles"]

TITLES = frozenset(
    "mr mrs ms miss mx dr prof professor sir madam dame lord lady herr frau fr señor"
    " señora sr sra monsieur madame mme m"
    " mlle signor signora rev fr capt col gen lt sgt hon judge".split()
)
_TITLE = re.compile(
    r"(?<!\w)(?:(?:mr|mrs|ms|mx|dr|prof|rev|hon|capt|col|gen|lt|sgt)\.|(?:mr|mrs|ms|miss|dr|prof|professor|sir|madam|herr|frau"
    r"|señora?|monsieur|madame))(?= [^\W\d_])",
    re.IGNORECASE,
)
_JOB = re.compile(
    r"^[ \t]*((?:[^\W\d_][\w/&'’-]*,? ){0,5}[\w-]*(?:manager|clerk|driver|engineer"
    r"|officer|assistant|analyst|technician|specialist"
    r"|director|consultant|administrator|secretary|teacher|nurse|doctor|operator|worker|supervisor|representative|agent|designer"
    r"|developer|programmer|accountant|lawyer|attorney|scientist|therapist|instructor|inspector|mechanic|salesperson|editor"
    r"|writer|maker|keeper|planner|coordinator|superintendent|advis[eo]r|tutor|chef|cook|baker|guard|pilot|attendant|buyer"
    r"|broker|trader|president|chairman|founder|owner|partner|head of [\w ]{3,30}|ceo|cto"
    r"|cfo|coo|\w{4,}(?:ist|grapher|ologist"
    r"|ician|smith)))[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_LONGEST_JOB_WORDS = 6


def find_titles(text: str) -> Iterator[Span]:
    """Titles before names; a profession that is a line of its own."""
    for found in _TITLE.finditer(text):
        if found[0][0].isupper() or text.islower():
            yield Span(found.start(), found.end(), "TITLE", LIKELY)
    if "\n" in text:
        for found in _JOB.finditer(text):
            if found.start() and len(found[1].split()) <= _LONGEST_JOB_WORDS:
                yield Span(found.start(1), found.end(1), "TITLE", LIKELY)


_NATIONALITY = re.compile(
    rf"(?<![\w-])(?:{'|'.join(sorted(words_in('nationalities'), key=len, reverse=True))})s?(?![\w-])",
    re.IGNORECASE,
)


def find_nationalities(text: str) -> Iterator[Span]:
    """What people are called by their country, people or religion."""
    lower = text.islower()
    for found in _NATIONALITY.finditer(text):
        if found[0][0].isupper() or lower:
            yield Span(
                found.start(), found.end(), "NRP", LIKELY if text[found.start()].isupper() else POSSIBLE
            )
