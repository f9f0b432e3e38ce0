"""What the fields of records hold: of which type their values are, and what a policy does with them."""

from collections.abc import Iterator
from dataclasses import dataclass

from understudy.org.metadata import Field, FieldType, ObjectType, Schema
from understudy.org.paths import field_at
from understudy.org.read_values import ReadValues
from understudy.trust.masking.policy import Rules, Treatment
from understudy.trust.values.span import ValueType

__all__ = ["FieldValue", "field_values", "is_person", "kind_of_field", "kind_of_name", "private_objects"]

_BY_TYPE: dict[FieldType, ValueType] = {
    FieldType.EMAIL: "EMAIL_ADDRESS",
    FieldType.PHONE: "PHONE_NUMBER",
    FieldType.URL: "DOMAIN_NAME",
}
_BY_ENDING: tuple[tuple[str, ValueType], ...] = (
    ("street", "STREET_ADDRESS"),
    ("postalcode", "ZIP_CODE"),
    ("zip", "ZIP_CODE"),
    ("city", "GPE"),
    ("birthdate", "DATE_OF_BIRTH"),
    ("firstname", "PERSON"),
    ("lastname", "PERSON"),
    ("username", "EMAIL_ADDRESS"),
    ("ssn__c", "US_SSN"),
    ("iban__c", "IBAN_CODE"),
    ("passport__c", "PASSPORT"),
)
_FIRMS = frozenset(
    {"account", "organization", "organisation", "company", "customer", "vendor", "supplier", "partner"}
)
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class FieldValue:
    """A value that was read: its type, if its field has one, and what the policy says of the field itself."""

    value: str
    kind: ValueType | None
    treatment: Treatment | None


def field_values(read: ReadValues, schema: Schema, rules: Rules) -> Iterator[FieldValue]:
    """The values that were read from fields that have a type or a rule."""
    for (start, path), values in list(read.by_path.items()):
        found = field_at(schema, start, path)
        if found is None:
            continue
        owner, described = found
        treatment = rules.by_field.get(f"{owner.name}.{described.name}".lower())
        kind = kind_of_field(owner, described)
        if kind or treatment:
            yield from (FieldValue(value, kind, treatment) for value in values if len(value) >= _SHORTEST)


def kind_of_field(owner: ObjectType, described: Field) -> ValueType | None:
    """Of which type the values of a field are, as far as its own type, name and object tell."""
    if described.numbered:
        return "RECORD_NUMBER"
    if described.type in _BY_TYPE:
        return _BY_TYPE[described.type]
    if owner.name_field and described.name.lower() == owner.name_field.lower():
        return kind_of_name(owner)
    if described.type in (FieldType.STRING, FieldType.TEXT):
        ending = described.name.lower()
        return next((kind for end, kind in _BY_ENDING if ending.endswith(end)), None)
    return None


def kind_of_name(owner: ObjectType) -> ValueType | None:
    """What the object's records are called by: a person's name, an organisation's, or nothing private."""
    if is_person(owner):
        return "PERSON"
    words = {owner.name.lower().removesuffix("__c"), owner.label.lower()}
    return "ORGANIZATION" if words & _FIRMS else None


def is_person(owner: ObjectType) -> bool:
    """Whether the object's records are people: they have a last name."""
    return owner.field("LastName") is not None


def private_objects(schema: Schema) -> list[str]:
    """The objects whose records are called by what is private."""
    return [each.name for each in schema if kind_of_name(each)]
