"""The metadata of an imported object: what the standard declares, and what the data adds to it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from understudy.org.importer.infer import infer_type, infer_values
from understudy.org.importer.naming import api_name, free_name, label, plural, singular, words
from understudy.org.metadata import AUDIT_FIELDS, Field, FieldType, ObjectType, Schema

__all__ = [
    "ID_FIELD",
    "child_names",
    "infer_field",
    "merge_values",
    "new_object",
    "pruned",
    "reference_field",
    "with_audit_fields",
]

ID_FIELD = Field("Id", "Id", FieldType.ID, "The record's own 18-character id.")
_NAME_FIELDS = ("name", "fullname", "displayname")
_TITLE_FIELDS = ("title", "subject", "label", "headline", "username", "number", "code")
_ID_WORDS = frozenset({"id", "ref", "reference", "key", "fk", "uuid", "guid"})


def infer_field(column: str, counted: Counter[Any]) -> Field:
    """The field that a column without declared metadata becomes, if it is no reference."""
    kind, scale = infer_type(column, counted)
    values = infer_values(kind, counted)
    return Field(api_name(column), label(column), kind, values=values, scale=scale)


def reference_field(column: str, targets: Sequence[str]) -> Field:
    """The reference that such a column becomes; its way down is named later, by `child_names`."""
    name = api_name(column)
    relationship = _relationship(name)
    found = words(name)
    ends_in_id = len(found) > 1 and found[-1].lower() in _ID_WORDS
    shown = label(" ".join(found[:-1]) if ends_in_id else name).rstrip(" 0123456789")
    return Field(
        name, shown or name, FieldType.REFERENCE, references=tuple(targets), relationship=relationship
    )


def _relationship(name: str) -> str:
    if name.lower().endswith("__c"):
        return name[:-1] + "r"
    for suffix in sorted(_ID_WORDS, key=len, reverse=True):
        stem = name[: -len(suffix)]
        written = name[len(stem) :]
        # `AccountId` and `account_id` end in a word of their own, `Paid` does not.
        if stem and (written == suffix.capitalize() or (written.lower() == suffix and stem.endswith("_"))):
            return stem.rstrip("_")
    return name


def merge_values(field: Field, counted: Counter[Any]) -> tuple[Field, int]:
    """The picklist with the values that the data has besides the declared ones, and how many those are."""
    if field.type not in (FieldType.PICKLIST, FieldType.MULTIPICKLIST):
        return field, 0
    known = set(field.values)
    more = tuple(value for value in infer_values(field.type, counted) if value not in known)
    return replace(field, values=field.values + more), len(more)


def pruned(field: Field, present: Iterable[str]) -> Field:
    """The field without references to objects the org has not; a mere text if none is left."""
    if field.type is not FieldType.REFERENCE:
        return field
    known = set(present)
    left = tuple(target for target in field.references if target in known)
    if left:
        return replace(field, references=left)
    return replace(field, type=FieldType.STRING, references=(), relationship=None, child_relationship=None)


def new_object(name: str, table: str, prefix: str, fields: Sequence[Field]) -> ObjectType:
    """An object that no standard declares. First and last name, without a whole one, make the name."""
    by_plain = {"".join(words(field.name)).lower(): field for field in fields}
    own = "".join(words(singular(name))).lower()
    called = _first_of(by_plain, (*_NAME_FIELDS, f"{own}name"))
    first, last = by_plain.get("firstname"), by_plain.get("lastname")
    if called is None and first and last and first.type.is_text and last.type.is_text:
        joined = Field("Name", "Name", FieldType.STRING, joined_from=(first.name, last.name))
        fields, called = (joined, *fields), "Name"
    called = called or _first_of(by_plain, (*_TITLE_FIELDS, f"{own}number", f"{own}code"))
    shown = label(singular(table)).rstrip(" 0123456789") or name
    return ObjectType(name, shown, plural(shown), prefix, tuple(fields), called)


def _first_of(by_plain: Mapping[str, Field], names: Iterable[str]) -> str | None:
    return next((by_plain[known].name for known in names if known in by_plain), None)


def with_audit_fields(described: ObjectType) -> ObjectType:
    """The object with Id first and every audit field it lacks at the end."""
    own = tuple(field for field in described.fields if field.name.lower() != "id")
    missing = tuple(field for field in AUDIT_FIELDS if described.field(field.name) is None)
    given = described.field("Id")
    first = given if given and given.type is FieldType.ID else ID_FIELD
    return replace(described, fields=(first, *own, *missing))


def child_names(schema: Schema, inferred: Mapping[str, Sequence[str]]) -> Schema:
    """Name the ways down along the inferred references (object → fields), each its own among the parent's."""
    taken: dict[str, set[str]] = {
        described.name: {way.name.lower() for way in schema.children(described.name)} for described in schema
    }
    named: list[ObjectType] = []
    for described in schema:
        wanted = set(inferred.get(described.name, ()))
        fields = tuple(
            _with_child_name(described, field, taken) if field.name in wanted else field
            for field in described.fields
        )
        named.append(replace(described, fields=fields))
    return Schema(tuple(named))


def _with_child_name(described: ObjectType, field: Field, taken: dict[str, set[str]]) -> Field:
    suffix = "__r" if field.name.lower().endswith("__c") else ""
    ways = [taken[target] for target in field.references if target in taken]
    used = {name for way in ways for name in way}
    wanted = _joined(described.plural)
    if (wanted + suffix).lower() in used:
        wanted = _joined((field.relationship or field.name).removesuffix("__r")) + wanted
    name = free_name(wanted, used, suffix)
    for way in ways:
        way.add(name.lower())
    return replace(field, child_relationship=name)


def _joined(name: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in words(name))
