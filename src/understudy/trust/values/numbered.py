"""Numbers of orders, cases, accounts and the like: by the word before them, or by the org's own format."""

import re
from collections.abc import Iterable, Iterator

from understudy.org.metadata import Schema
from understudy.trust.values.span import CERTAIN, LIKELY, Recogniser, Span

__all__ = ["find_numbers", "numbers_of"]

_THINGS = frozenset(
    "order case account acct customer client invoice contract ticket policy member"
    " membership patient employee booking"
    " reservation reference ref tracking serial claim quote shipment return rma"
    " confirmation subscription vendor"
    " supplier loyalty purchase po user medical record mrn student registration"
    " transaction plate vin routing sort"
    " bank payment card".split()
)
_NUMBER = frozenset("number num no nr id code".split())
_LINKS = frozenset("is was".split())
_VALUE = re.compile(r"(?<![\w-])[A-Za-z]{0,6}[-/]?\d[A-Za-z\d]*(?:[-/][A-Za-z\d]+)*(?![\w]|[.,]\d)")
_SHORT = re.compile(r"\b(no|nr|num|acct|ref)\.")
_LEAD = re.compile(r"[a-z]+|[#:=]")
_REACH, _MOST_WORDS = 40, 5
_FEWEST_DIGITS, _FEWEST_UNNAMED, _FEWEST_FILLED = 3, 5, 4


def find_numbers(text: str) -> Iterator[Span]:
    """What a word before it says to be a number of something."""
    for found in _VALUE.finditer(text):
        digits = sum(map(str.isdigit, found[0]))
        if digits >= _FEWEST_DIGITS:
            fewest = _fewest_digits(text[max(0, found.start() - _REACH) : found.start()].lower())
            if fewest and digits >= fewest:
                yield Span(found.start(), found.end(), "RECORD_NUMBER", LIKELY)


def _fewest_digits(before: str) -> int:
    """How many digits make a number of a thing behind these words; 0 where they name no thing."""
    before = _SHORT.sub(r"\1 ", before)
    words = _LEAD.findall(before[max(before.rfind("."), before.rfind("\n")) + 1 :])[-_MOST_WORDS:]
    if words and before.rstrip()[-1:].isdigit():
        return 0
    marked = False
    while words and (words[-1] in _LINKS or words[-1] in _NUMBER or not words[-1].isalpha()):
        marked = marked or words[-1] not in _LINKS
        words.pop()
    if not words or words[-1] not in _THINGS:
        return 0
    return _FEWEST_DIGITS if marked else _FEWEST_UNNAMED


def numbers_of(schema: Schema) -> Recogniser:
    """Finds the numbers that this org gives by itself: so many digits, filled up with zeros."""
    widths = {field.numbered or 0 for kind in schema for field in kind.fields}
    forms = [
        re.compile(rf"(?<![\w.,/-])0\d{{{width - 1}}}(?![\w]|[.,/-]\d)")
        for width in sorted(widths)
        if width >= _FEWEST_FILLED
    ]

    def find(text: str) -> Iterable[Span]:
        return (
            Span(found.start(), found.end(), "RECORD_NUMBER", CERTAIN)
            for form in forms
            for found in form.finditer(text)
        )

    return find
