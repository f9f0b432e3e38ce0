"""Objects and fields in Salesforce's terms, as one actor sees them: what is hidden is not there.

Source: REST API Developer Guide, "sObject Describe"; Object Reference, "Field Types".
"""

from typing import Any

from understudy.channels.salesforce_rest.routes import Call
from understudy.org.metadata import Field, FieldType, ObjectType
from understudy.org.permissions import ObjectAccess, Settable
from understudy.org.records.bounds import longest
from understudy.org.records.checks import is_kept_by_us

__all__ = ["brief", "describe"]

_TEXT, _DOUBLE = "xsd:string", "xsd:double"
# Type, SOAP type, length, precision, scale.
_KINDS: dict[FieldType, tuple[str, str, int, int, int]] = {
    FieldType.ID: ("id", "tns:ID", 18, 0, 0),
    FieldType.STRING: ("string", _TEXT, 255, 0, 0),
    FieldType.TEXT: ("textarea", _TEXT, 131_072, 0, 0),
    FieldType.PICKLIST: ("picklist", _TEXT, 255, 0, 0),
    FieldType.MULTIPICKLIST: ("multipicklist", _TEXT, 4099, 0, 0),
    FieldType.NUMBER: ("double", _DOUBLE, 0, 18, 6),
    FieldType.CURRENCY: ("currency", _DOUBLE, 0, 18, 2),
    FieldType.PERCENT: ("percent", _DOUBLE, 0, 18, 2),
    FieldType.BOOLEAN: ("boolean", "xsd:boolean", 0, 0, 0),
    FieldType.DATE: ("date", "xsd:date", 0, 0, 0),
    FieldType.DATETIME: ("datetime", "xsd:dateTime", 0, 0, 0),
    FieldType.REFERENCE: ("reference", "tns:ID", 18, 0, 0),
    FieldType.EMAIL: ("email", _TEXT, 80, 0, 0),
    FieldType.PHONE: ("phone", _TEXT, 40, 0, 0),
    FieldType.URL: ("url", _TEXT, 255, 0, 0),
}


def brief(call: Call, described: ObjectType) -> dict[str, Any]:
    """The object without its fields, as the list of all objects has it."""
    access = call.view.access(described)
    base = call.path(f"sobjects/{described.name}")
    custom = described.name.endswith("__c")
    return {
        "activateable": False,
        "createable": access.create != {},
        "custom": custom,
        "customSetting": False,
        "deletable": access.delete,
        "deprecatedAndHidden": False,
        "feedEnabled": False,
        "keyPrefix": described.key_prefix,
        "label": described.label,
        "labelPlural": described.plural,
        "layoutable": False,
        "mergeable": False,
        "mruEnabled": False,
        "name": described.name,
        "queryable": True,
        "replicateable": True,
        "retrieveable": True,
        "searchable": True,
        "triggerable": False,
        "undeletable": access.delete,
        "updateable": access.update != {},
        "urls": {
            "sobject": base,
            "describe": f"{base}/describe",
            "rowTemplate": f"{base}/{{ID}}",
        },
    }


def describe(call: Call, described: ObjectType) -> dict[str, Any]:
    """The object with its fields and the ways down from it."""
    access = call.view.access(described)
    visible = [each for each in described.fields if call.view.field(described, each.name)]
    return {
        **brief(call, described),
        "fields": [_field(call, each, described, access) for each in visible],
        "childRelationships": _children(call, described),
        "recordTypeInfos": [],
        "supportedScopes": [{"label": "All records", "name": "everything"}],
    }


def _field(call: Call, field: Field, described: ObjectType, access: ObjectAccess) -> dict[str, Any]:
    kind, soap, length, precision, scale = _KINDS[field.type]
    if field.type is FieldType.NUMBER and field.scale == 0:
        kind, soap, precision, scale = "double", _DOUBLE, 18, 0
    length = longest(field) or length
    by_us = is_kept_by_us(field)
    is_name = field.name == described.name_field
    return {
        "aggregatable": field.type is not FieldType.TEXT,
        "autoNumber": field.numbered is not None,
        "byteLength": length * 3,
        "calculated": bool(field.joined_from),
        "cascadeDelete": field.on_delete == "cascade",
        "caseSensitive": False,
        "createable": not by_us and _settable(access.create, field, access),
        "custom": field.name.endswith("__c"),
        "defaultValue": field.default,
        "defaultedOnCreate": field.default is not None or by_us,
        "deprecatedAndHidden": False,
        "digits": 0,
        "externalId": field.external_id,
        "filterable": field.type is not FieldType.TEXT,
        "groupable": field.type not in (FieldType.TEXT, FieldType.DATETIME, FieldType.MULTIPICKLIST),
        "idLookup": field.type is FieldType.ID or field.external_id,
        "inlineHelpText": field.description or None,
        "label": field.label,
        "length": length,
        "name": field.name,
        "nameField": is_name,
        "namePointing": len(field.references) > 1,
        "nillable": not field.required and field.type is not FieldType.ID,
        "permissionable": not by_us,
        "picklistValues": [_value(each, field.default) for each in field.values],
        "polymorphicForeignKey": len(field.references) > 1,
        "precision": precision,
        "referenceTo": [each for each in field.references if call.view.object(each)],
        "relationshipName": field.relationship,
        "restrictedPicklist": bool(field.values) and field.restricted,
        "scale": scale if field.scale is None else field.scale,
        "soapType": soap,
        "sortable": field.type is not FieldType.MULTIPICKLIST,
        "type": kind,
        "unique": field.unique,
        "updateable": not by_us and _settable(access.update, field, access),
    }


def _settable(named: Settable | None, field: Field, access: ObjectAccess) -> bool:
    if field.name.lower() in access.fixed_fields:
        return False
    return named is None or field.name.lower() in named


def _value(value: str, default: str | None) -> dict[str, Any]:
    return {
        "active": True,
        "defaultValue": value == default,
        "label": value,
        "validFor": None,
        "value": value,
    }


def _children(call: Call, described: ObjectType) -> list[dict[str, Any]]:
    ways = (call.view.child(described, way.name) for way in call.org.schema.children(described.name))
    return [
        {
            "cascadeDelete": reference.on_delete == "cascade",
            "childSObject": child.name,
            "deprecatedAndHidden": False,
            "field": reference.name,
            "relationshipName": way.name,
            "restrictedDelete": reference.on_delete == "restrict",
        }
        for child, reference, way in filter(None, ways)
    ]
