"""Objects and fields out of what an org says of itself."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from understudy.org.importer.objects import pruned, with_audit_fields
from understudy.org.metadata import Field, FieldType, ObjectType, Schema

__all__ = ["is_wanted", "names_told", "schema_of"]

_TYPES = {
    "id": FieldType.ID,
    "reference": FieldType.REFERENCE,
    "string": FieldType.STRING,
    "encryptedstring": FieldType.STRING,
    "combobox": FieldType.STRING,
    "time": FieldType.STRING,
    "textarea": FieldType.TEXT,
    "picklist": FieldType.PICKLIST,
    "multipicklist": FieldType.MULTIPICKLIST,
    "int": FieldType.NUMBER,
    "long": FieldType.NUMBER,
    "double": FieldType.NUMBER,
    "currency": FieldType.CURRENCY,
    "percent": FieldType.PERCENT,
    "boolean": FieldType.BOOLEAN,
    "date": FieldType.DATE,
    "datetime": FieldType.DATETIME,
    "email": FieldType.EMAIL,
    "phone": FieldType.PHONE,
    "url": FieldType.URL,
}
"""Others (base64, address, location, anyType) hold no value of their own that a record could have here."""
_WHOLE = ("int", "long")
_TRACES = ("History", "Share", "Feed", "Tag", "ChangeEvent")
Described = Mapping[str, Any]


def is_wanted(brief: Described, standard: Schema) -> bool:
    """Whether the object holds records of the business: not the traces that an org keeps of others."""
    name = str(brief["name"])
    there = brief["queryable"] and brief["keyPrefix"] and not brief["deprecatedAndHidden"]
    known = standard.object(name) is not None
    return bool(there and (known or (brief["createable"] and not name.endswith(_TRACES))))


def schema_of(descriptions: Sequence[Described], standard: Schema) -> Schema:
    """The schema with all objects described; the standard's words for its own objects and fields are kept."""
    names = {str(each["name"]) for each in descriptions}
    ways = {
        (str(way["childSObject"]), str(way["field"])): str(way["relationshipName"])
        for each in descriptions
        for way in each["childRelationships"]
        if way["relationshipName"]
    }
    return Schema(
        tuple(_object(each, standard.object(str(each["name"])), names, ways) for each in descriptions)
    )


def names_told(described: ObjectType, told: Described) -> list[str]:
    """Of the fields that have a column, those that the org says it has: it can be asked for no other."""
    there = {str(each["name"]) for each in told["fields"]}
    return [each.name for each in described.fields if not each.joined_from and each.name in there]


def _object(
    told: Described, base: ObjectType | None, names: set[str], ways: Mapping[tuple[str, str], str]
) -> ObjectType:
    found = [_field(each, told["name"], base, ways) for each in told["fields"] if each["type"] in _TYPES]
    present = {each.name for each in found}
    fields = tuple(pruned(_unjoined(each, present), names) for each in found)
    name_field = next((each["name"] for each in told["fields"] if each["nameField"]), None)
    made = ObjectType(
        name=told["name"],
        label=told["label"],
        plural=told["labelPlural"],
        key_prefix=told["keyPrefix"],
        fields=fields,
        name_field=name_field or (base.name_field if base and base.name_field in present else None),
        description=base.description if base else "",
        synonyms=base.synonyms if base else (),
    )
    complete = with_audit_fields(made)
    return replace(complete, fields=tuple(pruned(each, names) for each in complete.fields))


def _field(
    told: Described, owner: str, base: ObjectType | None, ways: Mapping[tuple[str, str], str]
) -> Field:
    kind = _TYPES[told["type"]]
    known = base.field(told["name"]) if base else None
    told_values = tuple(each["value"] for each in told["picklistValues"] if each["active"])
    whole = told["type"] in _WHOLE or (kind is FieldType.NUMBER and told["scale"] == 0)
    must = not told["nillable"] and told["createable"] and not told["defaultedOnCreate"]
    made = Field(
        name=told["name"],
        label=told["label"],
        type=kind,
        description=told.get("inlineHelpText") or (known.description if known else ""),
        references=tuple(told["referenceTo"]) if kind is FieldType.REFERENCE else (),
        relationship=told["relationshipName"] if kind is FieldType.REFERENCE else None,
        child_relationship=ways.get((owner, told["name"])),
        values=told_values,
        synonyms=known.synonyms if known else (),
        scale=0 if whole else None,
        required=bool(must and kind is not FieldType.BOOLEAN),
        unique=bool(told["unique"]) and not told.get("caseSensitive"),  # here texts are the same in any case
        external_id=bool(told["externalId"]),
        length=told["length"] or None if kind.is_text else None,
        restricted=bool(told["restrictedPicklist"]) or not told_values,
    )
    if known is None or known.type is not kind:
        return made
    return replace(
        made,
        joined_from=known.joined_from,
        default=known.default,
        numbered=known.numbered,
        stamped_when=known.stamped_when,
        on_delete=known.on_delete,
    )


def _unjoined(field: Field, present: set[str]) -> Field:
    return field if set(field.joined_from) <= present else replace(field, joined_from=())
