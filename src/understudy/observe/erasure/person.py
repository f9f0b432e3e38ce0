"""Who is to be erased, and by what words a text tells of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from understudy.kit.db import Database
from understudy.kit.errors import InputError
from understudy.kit.ids import parse_record_id
from understudy.org import rows
from understudy.org.metadata import Field, FieldType, ObjectType
from understudy.org.orgs import Org

__all__ = ["PEOPLE", "Person", "find_person", "pattern_of"]

PEOPLE = ("Contact", "Lead", "User")
"""The objects whose records are people."""

_TELLING = (FieldType.EMAIL, FieldType.PHONE)
_NAMES = ("Name", "Username")
_SHORTEST = 5


@dataclass(frozen=True, slots=True)
class Person:
    """One or more records that are one person: they have an email address in common. `words` are what stands
    for them in texts: whole names, addresses, numbers; a single first or last name is others', too.
    """

    records: tuple[tuple[ObjectType, str], ...]
    words: tuple[str, ...]

    def __str__(self) -> str:
        return " and ".join(f"the {described.label.lower()} {key}" for described, key in self.records)

    @property
    def who(self) -> list[str]:
        """As the audit log calls them."""
        return [f"{described.name.lower()}:{key}" for described, key in self.records]

    @property
    def pattern(self) -> str:
        """What finds the words in a text, as PostgreSQL's regular expression; whatever their case."""
        return "|".join(map(pattern_of, self.words))


def pattern_of(word: str) -> str:
    """What finds the word where it is not a part of a longer one, in a text or in JSON: there a line break
    before it ends in a letter, and quotes and letters with accents may be written as escapes.
    """
    return rf"(?:(?<!\w)|(?<=\\[nrt])){''.join(map(_sign, word))}(?!\w)"


def _sign(char: str) -> str:
    if char.isascii():
        return char if char.isalnum() or char == "_" else rf"\\*\{char}"
    codes = {f"{ord(each):04x}" for each in (char, *char.lower(), *char.upper())}
    return rf"(?:{char}|\\+u(?:{'|'.join(sorted(codes))}))"


async def find_person(database: Database, org: Org, text: str) -> Person:
    """The contact, lead or user with this id, email address, username or full name, and the others of them
    with the same email address.

    Raises: InputError when nobody is meant, or more than one.
    """
    found = await _called(database, org, text.strip())
    if not found:
        raise InputError(
            f"nobody in the org {org.name!r} is {text!r}",
            hint="give the id, email address, username or full name of a contact, lead or user",
        )
    for address in sorted({address for described, row in found for address in _addresses(described, row)}):
        known = {row["Id"] for _, row in found}
        found += [each for each in await _called(database, org, address) if each[1]["Id"] not in known]
    shared = [set(_addresses(described, row)) for described, row in found]
    if len(found) > 1 and not set.intersection(*shared):
        shown = " or ".join(f"the {described.label.lower()} {row['Id']}" for described, row in found)
        raise InputError(f"{text!r} may be {shown}", hint="give the id")
    records = tuple((described, str(row["Id"])) for described, row in found)
    words = {word for _, row in found for word in _words(row)}
    # The longest first, so that none is left of which another is a part.
    return Person(records, tuple(sorted(words, key=lambda word: (-len(word), word))))


async def _called(database: Database, org: Org, text: str) -> list[tuple[ObjectType, Mapping[str, Any]]]:
    """Who is called so."""
    record_id = parse_record_id(text)
    found: list[tuple[ObjectType, Mapping[str, Any]]] = []
    for described in filter(None, map(org.schema.object, PEOPLE)):
        sought = [each for each in described.fields if _is_sought(each, by_id=record_id is not None)]
        wanted = [each.name for each in described.fields if each.name != "Id" and _tells(each)]
        people = await rows.matching(database, org, described, sought, record_id or text, wanted)
        found += [(described, row) for row in people]
    return found


def _addresses(described: ObjectType, row: Mapping[str, Any]) -> Iterator[str]:
    for each in described.fields:
        if each.type is FieldType.EMAIL and (address := row.get(each.name)):
            yield str(address).lower()


def _is_sought(field: Field, *, by_id: bool) -> bool:
    if by_id:
        return field.name == "Id"
    return field.name in _NAMES or field.type is FieldType.EMAIL


def _tells(field: Field) -> bool:
    return field.name in _NAMES or field.type in _TELLING


def _words(row: Mapping[str, Any]) -> Iterator[str]:
    name = str(row.get("Name") or "").strip()
    values = {str(value).strip() for key, value in row.items() if key not in ("Id", "Name") and value}
    if " " in name:
        first, _, last = name.rpartition(" ")
        values |= {name, f"{last}, {first}"}
    return (word for word in values if len(word) >= _SHORTEST)
