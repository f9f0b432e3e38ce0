"""A value in a text: where it stands and what it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

__all__ = ["CERTAIN", "LIKELY", "POSSIBLE", "STRUCTURED", "TYPES", "Recogniser", "Span", "ValueType"]

ValueType = Literal[
    "PERSON",
    "ORGANIZATION",
    "GPE",
    "STREET_ADDRESS",
    "ZIP_CODE",
    "EMAIL_ADDRESS",
    "PHONE_NUMBER",
    "DOMAIN_NAME",
    "IP_ADDRESS",
    "MAC_ADDRESS",
    "CREDIT_CARD",
    "IBAN_CODE",
    "US_SSN",
    "NATIONAL_ID",
    "PASSPORT",
    "US_DRIVER_LICENSE",
    "SECRET",
    "RECORD_NUMBER",
    "DATE_OF_BIRTH",
    "DATE_TIME",
    "AGE",
    "TITLE",
    "NRP",
]
"""The words of Presidio and its benchmark where it has one. NRP is a nationality; a RECORD_NUMBER is that of
an
order, a case, an account and the like; a GPE is a place with a government: a country, a state, a city.
"""

TYPES: tuple[ValueType, ...] = ValueType.__args__

STRUCTURED: tuple[ValueType, ...] = TYPES[TYPES.index("EMAIL_ADDRESS") : TYPES.index("DATE_TIME")]
"""The types that can be told by their form: digits that sum up, a known beginning, a word before them."""

CERTAIN, LIKELY, POSSIBLE = 1.0, 0.7, 0.4
"""How sure a recogniser is: a check holds or the org knows the value; form and context agree; only one does.
"""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (not included) of a text are a value of that type, as sure as said."""

    start: int
    end: int
    type: ValueType
    sure: float = LIKELY


class Recogniser(Protocol):
    """Finds values in a text. Spans of one recogniser, and of several, may overlap."""

    def __call__(self, text: str, /) -> Iterable[Span]:
        """The values that it finds, in any order."""
        ...
