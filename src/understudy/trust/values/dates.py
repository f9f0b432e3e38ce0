"""Days, times and ages; a day of birth is told by the words before it."""

import re
from collections.abc import Iterator

from understudy.trust.values.context import words_before
from understudy.trust.values.span import CERTAIN, LIKELY, POSSIBLE, Span

__all__ = ["find_ages", "find_births", "find_dates"]

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:1[89]|20)\d\d"
_TIME = r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?: ?[ap]\.?m\b\.?)?(?:Z|[+-][01]\d:?\d\d)?"
_DATED = re.compile(
    rf"(?<![\w/.-])(?=\d)(?:"
    rf"{_YEAR}-[01]\d-[0-3]\d(?:(?:T| |, ){_TIME})?"
    rf"|{_DAY}[/.-](?:0?[1-9]|[12]\d|3[01])[/.-](?:{_YEAR}|\d\d)(?:,? {_TIME})?"
    rf"|{_YEAR}[/.]{_DAY}[/.]{_DAY}"
    rf"|{_DAY}(?:st|nd|rd|th|\.)?(?: of)? {_MONTH}(?:,? {_YEAR})?"
    rf")(?![\w/])",
    re.IGNORECASE,
)
_MONTH_LED = re.compile(
    rf"(?<![\w/.-])(?:{_MONTH} {_DAY}(?:st|nd|rd|th)?(?:,? {_YEAR})?(?![\d:])|{_MONTH},? {_YEAR})(?![\w/])",
    re.IGNORECASE,
)
_MONTH_BEGINS = re.compile(
    r"(?<!\w)(?:[JFMASOND]|(?<=\d )[jfmasond])|(?<!\w)[jfmasond](?=[a-z]{2,8}\.?,? \d)"
)
_WEEKDAY = re.compile(r"(?<!\w)(?=[mtwfs])(?:mon|tues|wednes|thurs|fri|satur|sun)day(?!\w)", re.IGNORECASE)
_CLOCK = re.compile(rf"(?<![\w:.]){_TIME}(?![\w:])", re.IGNORECASE)
_YEAR_ALONE = re.compile(rf"(?<![\w.,/-]){_YEAR}(?![\w/-]|[.,:]\d)")
_REACH = 12
_LEADING = [
    [word]
    for word in "in since during until till before after from of by year summer spring autumn fall"
    " winter".split()
]
_BIRTH = r"born(?: on| in)?|birth|birthday|birthdate|date of birth|dob|d\.o\.b\.?|geboren|née?"
_AGE = (
    re.compile(
        r"(?<![\w.,-])(\d{1,3})(?=[ -](?:years?|yrs?|months?)[ -](?:old|of age)|[ -]?(?:yo|y/o)(?!\w))",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?<!\w)(?:aged?(?: of| is|:)?|turn(?:s|ed|ing)?|(?:i am|i'm|he is|she is|he's|she's|is now|am now))"
        r" (?:just |now |already |almost )?(\d{1,3})(?![\w%:/]|[.,]\d|[ -](?:per|days?"
        r"|weeks?|hours?|minutes?|of))",
        re.IGNORECASE,
    ),
)
_AGE_WORDS = (
    *(" old", "-old", "of age", "aged", "age ", "age:", "turn", "i am "),
    *("'m ", "e is ", "e's ", "now ", "yo", "y/o"),
)
_BIRTH_LETTERS = ("born", "birth", "dob", "d.o.b", "geboren", "né")
_OLDEST = 120


def find_births(text: str) -> Iterator[Span]:
    """Dates that the words before them say to be those of a birth."""
    lower = text.lower()
    if any(each in lower for each in _BIRTH_LETTERS):
        for found in _dated(text):
            if words_before(text, found.start(), _BIRTH):
                yield Span(found.start(), found.end(), "DATE_OF_BIRTH", CERTAIN)


def _dated(text: str) -> Iterator[re.Match[str]]:
    yield from _DATED.finditer(text)
    yield from filter(None, (_MONTH_LED.match(text, each.start()) for each in _MONTH_BEGINS.finditer(text)))


def find_dates(text: str) -> Iterator[Span]:
    """Dates with their time, weekdays, years that a preposition leads, times of the day."""
    for found in _dated(text):
        yield Span(found.start(), found.end(), "DATE_TIME", LIKELY)
    lower = text.lower()
    for found in _WEEKDAY.finditer(text) if "day" in lower else ():
        yield Span(found.start(), found.end(), "DATE_TIME", LIKELY)
    for found in _YEAR_ALONE.finditer(text):
        if text[max(0, found.start() - _REACH) : found.start()].lower().split()[-1:] in _LEADING:
            yield Span(found.start(), found.end(), "DATE_TIME", LIKELY)
    if ":" in text:
        for found in _CLOCK.finditer(text):
            yield Span(found.start(), found.end(), "DATE_TIME", POSSIBLE)


def find_ages(text: str) -> Iterator[Span]:
    """How old somebody is: the number alone."""
    lower = text.lower()
    for pattern in _AGE if any(each in lower for each in _AGE_WORDS) else ():
        for found in pattern.finditer(text):
            if int(found[1]) <= _OLDEST:
                yield Span(found.start(1), found.end(1), "AGE", LIKELY)
