"""Numbers of orders, cases, accounts and the like: by the word before them, or by the org's own format."""

import re
from collections.abc import Iterable, Iterator

from understudy.org.metadata import Schema
from understudy.trust.values.span import CERTAIN, LIKELY, Recogniser, Span

__all__ = ["find_numbers", "numbers_of"]

_THING = (
    r"(?:order|case|account|acct|customer|client|invoice|contract|ticket|policy|member(?:ship)?|patient|employee"
    r"|booking|reservation|reference|ref|tracking|serial|claim|quote|shipment|return|rma|confirmation"
    r"|subscription|vendor|supplier|loyalty|purchase order|po|user|medical record|mrn|student|registration"
    r"|transaction|licen[cs]e plate|vin|routing|sort code|bank account|payment)"
)
_NUMBER = r"(?:number|num\.?|no\.?|nr\.?|id|code|#)"
_VALUE = r"(?=[A-Za-z-/]*\d)[A-Za-z]{0,6}[-/]?\d[A-Za-z\d]*(?:[-/][A-Za-z\d]+)*"
_NAMED = re.compile(
    rf"(?<![\w-]){_THING}(?:'s)?(?: {_NUMBER}\s*(?:is|was|:|=)?\s*#?|\s*#\s*|:\s*#?)({_VALUE})(?![\w])",
    re.IGNORECASE,
)
_CALLED = re.compile(
    rf"(?<![\w-]){_THING} (?:is |was )?([A-Za-z]{{0,6}}-?\d[\dA-Za-z-]*)(?![\w]|[.,]\d)", re.IGNORECASE
)
_FEWEST_DIGITS, _FEWEST_UNNAMED = 3, 5


def find_numbers(text: str) -> Iterator[Span]:
    """What a word before it says to be a number of something."""
    for found in _NAMED.finditer(text):
        if sum(map(str.isdigit, found[1])) >= _FEWEST_DIGITS:
            yield Span(found.start(1), found.end(1), "RECORD_NUMBER", LIKELY)
    for found in _CALLED.finditer(text):
        if sum(map(str.isdigit, found[1])) >= _FEWEST_UNNAMED:
            yield Span(found.start(1), found.end(1), "RECORD_NUMBER", LIKELY)


def numbers_of(schema: Schema) -> Recogniser:
    """Finds the numbers that this org gives by itself: so many digits, filled up with zeros."""
    widths = {field.numbered for kind in schema for field in kind.fields if field.numbered}
    forms = [re.compile(rf"(?<![\w.,/-])0\d{{{width - 1}}}(?![\w]|[.,/-]\d)") for width in sorted(widths)]

    def find(text: str) -> Iterable[Span]:
        return (
            Span(found.start(), found.end(), "RECORD_NUMBER", CERTAIN)
            for form in forms
            for found in form.finditer(text)
        )

    return find
