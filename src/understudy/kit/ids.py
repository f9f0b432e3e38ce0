"""Record ids in Salesforce's form: a three-character key prefix, twelve more, and a checksum of three.

Source: Salesforce object reference, "ID field type" (18-character case-insensitive form).
"""

import re
from typing import NewType

__all__ = [
    "ALPHABET",
    "RecordId",
    "checksum",
    "is_record_id",
    "key_prefix",
    "new_record_id",
    "parse_record_id",
    "serial_of",
]

RecordId = NewType("RecordId", str)
"""An 18-character id whose checksum is right."""

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SUFFIX = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_FORM = re.compile(r"[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?")
_INSTANCE = "Un0"
_BASE = len(ALPHABET)
# An import of a million records checks as many ids: five letters at a time, the first of them the lowest bit.
_CAPITALS = {ord(char): "1" if char.isupper() else "0" for char in ALPHABET}
_CODES = {f"{bits:05b}"[::-1]: char for bits, char in enumerate(_SUFFIX)}


def checksum(fifteen: str) -> str:
    """The three characters that encode which of the fifteen are capitals."""
    capitals = fifteen.translate(_CAPITALS)
    return _CODES[capitals[:5]] + _CODES[capitals[5:10]] + _CODES[capitals[10:]]


def parse_record_id(text: str) -> RecordId | None:
    """The 18-character id of a 15- or 18-character one; None if it has not the form or a wrong checksum."""
    if not _FORM.fullmatch(text):
        return None
    fifteen, suffix = text[:15], text[15:]
    expected = checksum(fifteen)
    if suffix == expected:
        return RecordId(text)
    return RecordId(fifteen + expected) if not suffix or suffix.upper() == expected else None


def is_record_id(text: str) -> bool:
    """Whether the text is an 18-character id with a right checksum."""
    return len(text) == 18 and parse_record_id(text) == text


def key_prefix(record_id: str) -> str:
    """The first three characters, which name the object."""
    return record_id[:3]


def new_record_id(prefix: str, serial: int) -> RecordId:
    """The id of the `serial`-th record of the object with this key prefix; the same for the same pair."""
    digits = ""
    for _ in range(9):
        serial, remainder = divmod(serial, _BASE)
        digits = ALPHABET[remainder] + digits
    fifteen = f"{prefix}{_INSTANCE}{digits}"
    return RecordId(fifteen + checksum(fifteen))


def serial_of(record_id: str) -> int | None:
    """The serial that `new_record_id` made the id of; None for an id from elsewhere."""
    if record_id[3:6] != _INSTANCE:
        return None
    serial = 0
    for digit in record_id[6:15]:
        serial = serial * _BASE + ALPHABET.index(digit)
    return serial
