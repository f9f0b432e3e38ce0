"""National identity and tax numbers, passports and driver licences, each by its own rule."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from understudy.trust.values.context import words_before
from understudy.trust.values.payment import luhn_holds
from understudy.trust.values.span import CERTAIN, LIKELY, Span, ValueType

__all__ = ["find_identity_numbers"]


@dataclass(frozen=True)
class _Number:
    """A kind of number. Without `words` before it, it counts only if `telling`: its form is rare enough.

    `holds` is its check, over its letters and digits alone; a number with the words before it counts though
    the check fails, for a mistyped one is as private.
    """

    type: ValueType
    form: re.Pattern[str]
    words: str
    holds: Callable[[str], bool]
    telling: bool

    @cached_property
    def speaks(self) -> tuple[str, ...]:
        """Letters of which some stand in every text that has one of the words."""
        return tuple(set(re.findall(r"(?<![a-z\\])[a-z]{2,}", self.words)))


def find_identity_numbers(text: str) -> Iterator[Span]:
    """Numbers that a state gave to a person."""
    places = [each.start() for each in _MAY_BEGIN.finditer(text)]
    lower = text.lower() if places else ""
    for number in _NUMBERS if places else ():
        if not number.telling and not any(word in lower for word in number.speaks):
            continue
        for found in filter(None, (number.form.match(text, place) for place in places)):
            holds = number.holds(re.sub(r"[^0-9A-Za-z]", "", found[0]).upper())
            if number.telling and holds:
                yield Span(found.start(), found.end(), number.type, CERTAIN)
            elif words_before(text, found.start(), number.words):
                yield Span(found.start(), found.end(), number.type, CERTAIN if holds else LIKELY)


def _is_social_security_number(digits: str) -> bool:
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    return area not in ("000", "666") and area[0] != "9" and group != "00" and serial != "0000"


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def _german(digits: str) -> bool:
    """The German tax number's check digit (ISO/IEC 7064, MOD 11,10)."""
    product = 10
    for digit in digits[:10]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return digits[0] != "0" and (11 - product) % 10 == int(digits[10])


def _spanish(number: str) -> bool:
    lead = {"X": "0", "Y": "1", "Z": "2"}.get(number[0], number[0])
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(lead + number[1:8]) % 23] == number[8]


def _french(number: str) -> bool:
    plain = number.replace("2A", "19").replace("2B", "18")
    return plain.isdigit() and 97 - int(plain[:13]) % 97 == int(plain[13:])


_ODD = {
    character: value
    for characters in ("0123456789", "ABCDEFGHIJ")
    for character, value in zip(characters, (1, 0, 5, 7, 9, 13, 15, 17, 19, 21), strict=True)
} | dict(zip("KLMNOPQRSTUVWXYZ", (2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23), strict=True))


def _italian(code: str) -> bool:
    odd = sum(_ODD[character] for character in code[0:15:2])
    even = sum(int(c) if c.isdigit() else ord(c) - ord("A") for c in code[1:15:2])
    return chr((odd + even) % 26 + ord("A")) == code[15]


def _polish(digits: str) -> bool:
    return (10 - _weighted(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) % 10) % 10 == int(digits[10])


def _dutch(digits: str) -> bool:
    return _weighted(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0


def _swiss(digits: str) -> bool:
    return (10 - _weighted(digits, (1, 3) * 6) % 10) % 10 == int(digits[12])


def _brazilian(digits: str) -> bool:
    first = _weighted(digits, tuple(range(10, 1, -1))) * 10 % 11 % 10
    second = _weighted(digits, tuple(range(11, 1, -1))) * 10 % 11 % 10
    return len(set(digits)) > 1 and digits[9:] == f"{first}{second}"


def _always(_number: str) -> bool:
    return True


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{pattern})(?![\w]|-\d)", re.IGNORECASE)


_MAY_BEGIN = re.compile(r"(?<![\w-])(?=[A-Za-z]{0,6}[\d-](?:[^\d\n]{0,3}\d){3})[A-Za-z\d]")
"""Where digits come close enough together; letters may lead them."""

_TAX = r"tax|steuer\w*|tin|id(?:entification)?|identity|national|social|insurance|fiscal"
_NUMBERS = (
    _Number("US_SSN", _form(r"\d{3}-\d{2}-\d{4}"), "ssn|social", _is_social_security_number, telling=True),
    _Number(
        "US_SSN",
        _form(r"\d{3}[ .]?\d{2}[ .]?\d{4}"),
        r"ssn|social(?: security)?",
        _is_social_security_number,
        telling=False,
    ),
    _Number(
        "NATIONAL_ID",
        _form(r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D]"),
        "nino",
        _always,
        telling=True,
    ),
    _Number("NATIONAL_ID", _form(r"\d{2} ?\d{3} ?\d{3} ?\d{3}"), _TAX, _german, telling=False),
    _Number("NATIONAL_ID", _form(r"[XYZ\d]-?\d{7}-?[A-Z]"), "dni|nie|nif", _spanish, telling=True),
    _Number(
        "NATIONAL_ID",
        _form(r"[12] ?\d\d ?[01]\d ?(?:\d\d|2[AB]) ?\d{3} ?\d{3} ?\d\d"),
        "insee|nir",
        _french,
        telling=True,
    ),
    _Number(
        "NATIONAL_ID", _form(r"[A-Z]{6}\d\d[A-EHLMPRST]\d\d[A-Z]\d{3}[A-Z]"), "codice", _italian, telling=True
    ),
    _Number("NATIONAL_ID", _form(r"\d{11}"), rf"pesel|{_TAX}", _polish, telling=False),
    _Number("NATIONAL_ID", _form(r"\d{9}"), "bsn|burgerservicenummer", _dutch, telling=False),
    _Number("NATIONAL_ID", _form(r"756\.?\d{4}\.?\d{4}\.?\d\d"), "ahv|avs", _swiss, telling=True),
    _Number("NATIONAL_ID", _form(r"\d{3}\.\d{3}\.\d{3}-\d\d"), "cpf", _brazilian, telling=True),
    _Number(
        "NATIONAL_ID", _form(r"\d{3}[ -]\d{3}[ -]\d{3}"), r"sin|social insurance", luhn_holds, telling=False
    ),
    _Number(
        "NATIONAL_ID",
        _form(r"(?:19|20)?\d{6}[-+]\d{4}"),
        r"personnummer|identity|national|id",
        _always,
        telling=False,
    ),
    _Number(
        "NATIONAL_ID",
        _form(r"(?=[A-Z-]*\d)[A-Z0-9][A-Z0-9-]{5,17}"),
        r"(?:national|tax|personal|citizen|identity|identification)[ -](?:id|identity"
        r"|identification|insurance)?"
        r"(?: card)?(?: (?:number|no\.?|nr\.?))?(?: is|:)?\s*",
        _always,
        telling=False,
    ),
    _Number(
        "PASSPORT",
        _form(r"(?=[A-Z]*\d)[A-Z0-9]{6,9}"),
        r"passport(?: (?:number|no\.?|nr\.?|id))?(?: is|:| was| #)?\s*#?",
        _always,
        telling=False,
    ),
    _Number(
        "US_DRIVER_LICENSE",
        _form(r"(?=[A-Z]*-?\d)[A-Z0-9](?:[A-Z0-9]|[ -](?=\d)){4,18}"),
        r"(?:driver'?s?'?|driving)[ -]licen[cs]e(?: (?:number|no\.?|nr\.?|id))?(?: is|:|"
        r" was| #)?\s*#?|dl(?: number| no\.?|#|:)",
        _always,
        telling=False,
    ),
)
