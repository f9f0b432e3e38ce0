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
_LONGEST_JOB, _MOST_WORDS = 60, 6


def find_titles(text: str) -> Iterator[Span]:
    """Titles before names; a profession that is a line of its own."""
    for found in _TITLE.finditer(text):
        if found[0][0].isupper() or text.islower():
            yield Span(found.start(), found.end(), "TITLE", LIKELY)
    start = text.find("\n") + 1
    while start:
        end = text.find("\n", start)
        line = text[start : end if end >= 0 else len(text)]
        if len(line) <= _LONGEST_JOB and (found := _JOB.match(line)) and len(found[1].split()) <= _MOST_WORDS:
            yield Span(start + found.start(1), start + found.end(1), "TITLE", LIKELY)
        start = end + 1


_LARGE = re.compile(r"(?<![\w-])[A-Z][a-z]{2,}(?![\w-])")
_ANY = re.compile(r"(?<![\w-])[a-z]{3,}(?![\w-])")


def find_nationalities(text: str) -> Iterator[Span]:
    """What people are called by their country, people or religion."""
    known = words_in("nationalities")
    for found in (_ANY if text.islower() else _LARGE).finditer(text):
        word = found[0].lower()
        if word in known or word.removesuffix("s") in known:
            yield Span(found.start(), found.end(), "NRP", LIKELY if found[0][0].isupper() else POSSIBLE)
