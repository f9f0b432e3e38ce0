"""Which fields of an object a search looks into.

Source: SOQL and SOSL Reference, "IN SearchGroup" and "RETURNING FieldSpec".
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from understudy.org.metadata import Field, FieldType, ObjectType
from understudy.soql.sosl.ast import Group

__all__ = ["Fields", "group_of", "is_searched_unasked", "name_fields", "searchable"]

_NAMES: dict[str, frozenset[str]] = {
    "account": frozenset({"website", "site", "namelocal"}),
    "asset": frozenset({"serialnumber"}),
    "case": frozenset({"suppliedname", "suppliedcompany", "subject"}),
    "contact": frozenset({"assistantname", "firstname", "lastname", "firstnamelocal", "lastnamelocal"}),
    "event": frozenset({"subject"}),
    "lead": frozenset(
        {"company", "companylocal", "firstname", "lastname", "firstnamelocal", "lastnamelocal"}
    ),
    "note": frozenset({"title"}),
    "task": frozenset({"subject"}),
    "user": frozenset({"communitynickname", "firstname", "lastname"}),
}
"""Fields, in lower case, that IN NAME FIELDS searches besides the name."""
_ONLY_NAMED = frozenset(
    {
        "contentversion",
        "document",
        "feedcomment",
        "feeditem",
        "knowledgearticleversion",
        "product2",
        "solution",
    }
)
"""Objects that are searched only where RETURNING names them, and then in all their fields."""


@dataclass(frozen=True, slots=True)
class Fields:
    """Fields that are searched as one. Phone numbers are also found by their digits alone."""

    texts: tuple[str, ...]
    phones: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.texts or self.phones)

    @classmethod
    def of(cls, fields: Iterable[Field]) -> "Fields":
        """The names of fields, phone numbers apart."""
        fields = tuple(fields)
        phones = tuple(each.name for each in fields if each.type is FieldType.PHONE)
        return cls(tuple(each.name for each in fields if each.type is not FieldType.PHONE), phones)


def searchable(described: ObjectType) -> tuple[Field, ...]:
    """The fields with text in them. A text joined from others is found in those."""
    return tuple(each for each in described.fields if each.type.is_text and not each.joined_from)


def name_fields(described: ObjectType, fields: Iterable[Field]) -> tuple[Field, ...]:
    """Those of the fields that say what a record is called."""
    names = {described.name_field.lower()} if described.name_field else set[str]()
    own = described.field(described.name_field) if described.name_field else None
    names.update(part.lower() for part in (own.joined_from if own else ()))
    names.update(_NAMES.get(described.name.lower(), ()))
    return tuple(each for each in fields if each.name.lower() in names)


def group_of(group: Group, described: ObjectType, fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Those of the fields that IN ... FIELDS means."""
    if not is_searched_unasked(described):
        return fields
    emails = _of_type(FieldType.EMAIL)
    phones = _of_type(FieldType.PHONE)
    match group:
        case "ALL":
            return fields
        case "NAME":
            return name_fields(described, fields)
        case "EMAIL":
            return tuple(filter(emails, fields))
        case "PHONE":
            return tuple(filter(phones, fields))
        case "SIDEBAR":
            names = name_fields(described, fields)
            return tuple(each for each in fields if each in names or emails(each) or phones(each))


def is_searched_unasked(described: ObjectType) -> bool:
    """Whether a search without RETURNING looks into the object: not into articles, products and the like."""
    name = described.name.lower()
    return name not in _ONLY_NAMED and not name.endswith("__kav")


def _of_type(wanted: FieldType) -> Callable[[Field], bool]:
    return lambda field: field.type is wanted
