"""What stands for a value: its type and a code that nobody can guess, such as `PERSON_K7MR3T`.

It survives a model's rewording: capitals, a sign or a space in place of the `_`, a plural or possessive
behind it. The same value written otherwise has the same code and a number more (`PERSON_K7MR3T_2`), so that a
model sees that they are the same, and each comes back as it was written.
"""

import re
from collections.abc import Mapping
from hashlib import blake2b

from understudy.trust.values.span import ValueType

__all__ = ["CODE", "LABELS", "LONGEST", "STAND_IN", "Label", "begins_stand_in", "code_of", "written"]

Label = str
"""The word of a stand-in that says of what type it is, for a model to reason with."""

LABELS: Mapping[ValueType, Label] = {
    "PERSON": "PERSON",
    "ORGANIZATION": "COMPANY",
    "GPE": "PLACE",
    "STREET_ADDRESS": "ADDRESS",
    "ZIP_CODE": "POSTCODE",
    "EMAIL_ADDRESS": "EMAIL",
    "PHONE_NUMBER": "PHONE",
    "DOMAIN_NAME": "URL",
    "IP_ADDRESS": "IP",
    "MAC_ADDRESS": "MAC",
    "CREDIT_CARD": "CARD",
    "IBAN_CODE": "IBAN",
    "US_SSN": "SSN",
    "NATIONAL_ID": "IDENTITY",
    "PASSPORT": "PASSPORT",
    "US_DRIVER_LICENSE": "LICENCE",
    "SECRET": "SECRET",
    "RECORD_NUMBER": "NUMBER",
    "DATE_OF_BIRTH": "BIRTHDATE",
    "DATE_TIME": "DATE",
    "AGE": "AGE",
    "TITLE": "TITLE",
    "NRP": "NATIONALITY",
}
TEXT: Label = "TEXT"
"""Of what has no type of its own: a field's value, or words that only look like a stand-in."""

_LETTERS, _DIGITS = "BCDFGHJKLMNPQRTVWXZ", "23456789"
_SHAPE = (_LETTERS, _DIGITS, _LETTERS, _LETTERS, _DIGITS, _LETTERS)
_WORDS = sorted({*LABELS.values(), TEXT}, key=len, reverse=True)
_JOINT = r"(?:\\?[_ -])"
_CODE = "".join(f"[{each}{each.lower()}]" for each in _SHAPE)
CODE = re.compile(rf"(?<=[_ -]){_CODE}")
STAND_IN = re.compile(
    rf"(?<![A-Za-z0-9])(?i:{'|'.join(_WORDS)}){_JOINT}({_CODE})(?:{_JOINT}(\d{{1,3}})(?!\d))?"
)
"""A stand-in, however a model has written it: its code, and the number of its writing if it has one."""


def code_of(key: bytes, label: Label, normal: str, attempt: int) -> str:
    """Six signs drawn from the key, the same for the same value. `attempt` counts codes that were taken."""
    drawn = blake2b(f"{label}\0{normal}\0{attempt}".encode("utf-8", "surrogatepass"), key=key, digest_size=8)
    number = int.from_bytes(drawn.digest(), "big")
    signs: list[str] = []
    for letters in _SHAPE:
        number, at = divmod(number, len(letters))
        signs.append(letters[at])
    return "".join(signs)


def written(label: Label, code: str, writing: int) -> str:
    """The stand-in for the first writing of a value, or for another."""
    return f"{label}_{code}" if writing == 1 else f"{label}_{code}_{writing}"


def begins_stand_in(text: str, start: int = 0) -> int:
    """Where, at the end of a text and not before `start`, a stand-in may begin whose rest is still to come;
    the
    text's length if none does.
    """
    tail = max(start, len(text) - LONGEST)
    found = _BEGINNING.search(text, tail)
    return found.start() if found else len(text)


LONGEST = max(map(len, _WORDS)) + len(_SHAPE) + 10
"""Characters that the longest may take, and some more."""


def _cut(parts: list[str]) -> str:
    """An expression for the beginnings of a sequence, each of which the text ends with."""
    nested = "$"
    for part in reversed(parts):
        nested = f"(?:$|{part}{nested})"
    return nested


def _beginning() -> re.Pattern[str]:
    shape = [f"[{each}{each.lower()}]" for each in _SHAPE]
    end = _cut([r"\\?", "[_ -]", *shape, r"\\?", "[_ -]", r"\d", r"\d", r"\d"])
    words = "|".join(rf"{word}{end}|{_cut(list(word[1:])).join([word[0], ''])}" for word in _WORDS)
    return re.compile(rf"(?<![A-Za-z0-9])(?i:{words})")


_BEGINNING = _beginning()
