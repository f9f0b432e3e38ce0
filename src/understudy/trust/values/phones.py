"""Phone numbers: with a country's code, or written as numbers are in one of many countries."""

import re
from collections.abc import Iterator
from functools import lru_cache

import phonenumbers

from understudy.trust.values.context import words_before
from understudy.trust.values.span import CERTAIN, LIKELY, POSSIBLE, Span

__all__ = ["find_phones", "normal_phone"]

_CANDIDATE = re.compile(
    r"(?<![\w.,@/=$€£#-])(?:\+ ?)?(?:\(\+?\d{1,5}\)|\d{1,15}+)(?>(?:[ .\-/]{1,2}|(?<=\))"
    r"|(?=\())\(?\d{1,10}+\)?){0,7}+"
    r"(?: ?(?:x|ext\.?|extension) ?\d{1,6})?(?![\w%@]|[.,:]\d)",
    re.IGNORECASE,
)
_EXTENSION = re.compile(r"(?:x|ext\.?|extension)", re.IGNORECASE)
_WORDS = (
    r"(?:tele)?phones?|tel\.?|mobile|cell(?:ular|phone)?|fax|call(?:ed|ing)?|text(?:ed)?|sms|whatsapp|dial|ring"
    r"|reach(?:ed)?|landline|handy|telefon|messages?|registered|hotline|number|contact"
)
_SHAPED = re.compile(
    r"\(\d{2,5}\)[ -]?\d{2,5}(?:[ .-]\d{2,5}){1,3}"
    r"|\d{3}([-. ])\d{3}\1\d{4}"
    r"|0\d{1,4}(?:[ .-]\d{2,5}){1,4}"
    r"|\d{2,4}(?:[ .-]\d{2,4}){2,4}"
    r"|1[ -]\d{3}[ -]\d{3}[ -]\d{4}"
    r"|\d{3}[ -]\d{4}"
)
_DATE = re.compile(r"(?:19|20)\d\d[-./ ]\d{1,2}[-./ ]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:\d{4}|\d\d)")
_FEWEST, _MOST = 7, 15
_REGIONS = ("US", "GB", "DE", "FR", "IN", "AU")


def find_phones(text: str) -> Iterator[Span]:
    """Numbers that a phone can call; a sum, a date or a number of something else is none."""
    for found in _CANDIDATE.finditer(text):
        written = found[0].rstrip(" .-/")
        number = _EXTENSION.split(written)[0].strip()
        digits = re.sub(r"\D", "", number)
        if _FEWEST <= len(digits) <= _MOST and not _DATE.fullmatch(number):
            sure = _sure(text, found.start(), number, digits)
            if sure:
                yield Span(found.start(), found.start() + len(written), "PHONE_NUMBER", sure)


def _sure(text: str, start: int, number: str, digits: str) -> float:
    if number.startswith(("+", "00", "(+")):
        return CERTAIN if _is_possible(number) else 0.0
    if words_before(text, start, _WORDS):
        return LIKELY
    if _SHAPED.fullmatch(number):
        return POSSIBLE + 0.15
    grouped = len(digits) < len(number)
    return POSSIBLE if grouped and any(_is_valid(number, region) for region in _REGIONS) else 0.0


def _is_possible(number: str) -> bool:
    plain = re.sub(r"^\(?\+", "+", number.replace("00", "+", 1) if number.startswith("00") else number)
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(plain))
    except phonenumbers.NumberParseException:
        return False


def _is_valid(number: str, region: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, region))
    except phonenumbers.NumberParseException:
        return False


@lru_cache(maxsize=4096)
def normal_phone(number: str) -> str:
    """The same for a number that is written otherwise: its digits, without what is dialled before them."""
    return re.sub(r"\D", "", _EXTENSION.split(number)[0]).removeprefix("00")[-9:]
