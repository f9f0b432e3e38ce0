"""Who is to be erased, and by what words a text tells of them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from understudy.kit.db import Database
from understudy.kit.errors import InputError
from understudy.kit.ids import parse_record_id
from understudy.org import rows
from understudy.org.metadata import Field, FieldType, ObjectType
from understudy.org.orgs import Org

__all__ = ["PEOPLE", "Person", "find_person"]

PEOPLE = ("Contact", "Lead", "User")
"""The objects whose records are people."""

_TELLING = (FieldType.EMAIL, FieldType.PHONE)
_NAMES = ("Name", "Username")
_SHORTEST = 5
_SIGN = re.compile(r"(\W)")
_ESCAPED = r"\\\1"


@dataclass(frozen=True, slots=True)
class Person:
    """A record that is a person. `words` are what stands for them in texts: whole names, addresses, numbers;
    a single first or last name is others', too.
    """

    id: str
    described: ObjectType
    words: tuple[str, ...]

    @property
    def who(self) -> str:
        """As the audit log calls them."""
        return f"{'user' if self.described.name == 'User' else self.described.name.lower()}:{self.id}"

    @property
    def pattern(self) -> str:
        """What finds the words in a text, as PostgreSQL's regular expression; whatever their case."""
        return "|".join(f"(?<!\\w){_SIGN.sub(_ESCAPED, word)}(?!\\w)" for word in self.words)


async def find_person(database: Database, org: Org, text: str) -> Person:
    """The contact, lead or user with this id, email address, username or full name.

    Raises: InputError when nobody or more than one is meant.
    """
    record_id = parse_record_id(text.strip())
    found: list[tuple[ObjectType, Mapping[str, Any]]] = []
    for name in PEOPLE:
        described = org.schema.object(name)
        if described is None:
            continue
        sought = [each for each in described.fields if _is_sought(each, by_id=record_id is not None)]
        wanted = [each.name for each in described.fields if each.name != "Id" and _tells(each)]
        people = await rows.matching(database, org, described, sought, record_id or text.strip(), wanted)
        found += [(described, row) for row in people]
    if not found:
        raise InputError(
            f"nobody in the org {org.name!r} is {text!r}",
            hint="give the id, email address, username or full name of a contact, lead or user",
        )
    if len(found) > 1:
        shown = " or ".join(f"the {kind.label.lower()} {row['Id']}" for kind, row in found)
        raise InputError(f"{text!r} may be {shown}", hint="give the id")
    ((described, row),) = found
    return Person(row["Id"], described, tuple(_words(row)))


def _is_sought(field: Field, *, by_id: bool) -> bool:
    if by_id:
        return field.name == "Id"
    return field.name in _NAMES or field.type is FieldType.EMAIL


def _tells(field: Field) -> bool:
    return field.name in _NAMES or field.type in _TELLING


def _words(row: Mapping[str, Any]) -> Iterator[str]:
    """Each once, the longest first, so that none is left of which another is a part."""
    values = {str(value).strip() for name, value in row.items() if name != "Id" and value}
    if (name := str(row.get("Name") or "").strip()) and " " in name:
        first, _, last = name.rpartition(" ")
        values.add(f"{last}, {first}")
    elif name:
        values.discard(name)
    yield from sorted((word for word in values if len(word) >= _SHORTEST), key=lambda w: (-len(w), w))
