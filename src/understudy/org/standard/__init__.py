"""The objects and access rules that every org begins with, declared in the YAML files beside this one.

The objects are Salesforce's standard ones and a few custom ones, one file per area: `people`, `customers`,
`catalogue`, `service`, `sales`; `access` holds the rules. An org that lacks some of these fields has them
empty: `required` speaks to people who write records, not to an import.
"""

from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, RootModel
from pydantic import Field as Key

from understudy.org.metadata import AUDIT_FIELDS, Field, FieldType, ObjectType, Schema
from understudy.org.permissions import ALL_ROWS, AccessPolicy, ObjectAccess, Settable

__all__ = ["standard_access", "standard_schema"]

AREAS = ("people", "customers", "catalogue", "service", "sales")
ID_FIELD = Field(
    "Id",
    "Id",
    FieldType.ID,
    "The record's own 18-character id.",
    synonyms=("identifier",),
)


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _FieldDeclaration(_Declared):
    label: str
    type: FieldType
    description: str
    references: tuple[str, ...] = ()
    relationship: str | None = None
    child_relationship: str | None = None
    values: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    scale: int | None = None
    required: bool = False
    joined_from: tuple[str, ...] = ()
    default: str | None = None
    numbered: int | None = None
    stamped_when: tuple[str, tuple[str, ...]] | None = None


class _ObjectDeclaration(_Declared):
    label: str
    plural: str
    key_prefix: Annotated[str, Key(min_length=3, max_length=3)]
    name_field: str | None = None
    description: str
    synonyms: tuple[str, ...] = ()
    fields: dict[str, _FieldDeclaration]


class _Area(RootModel[dict[str, _ObjectDeclaration]]):
    """One file of objects."""


class _AccessDeclaration(_Declared):
    readable: bool = True
    hidden_fields: tuple[str, ...] = ()
    rows: str = ALL_ROWS
    create: dict[str, tuple[str, ...]] | Literal["any"] = {}
    update: dict[str, tuple[str, ...]] | Literal["any"] = {}
    own: dict[str, str] = {}
    delete: bool = False
    editable_rows: str | None = None
    deletable_rows: str | None = None
    fixed_fields: tuple[str, ...] = ()


class _PolicyDeclaration(_Declared):
    default_profile: str
    profiles: dict[str, dict[str, _AccessDeclaration]]
    customers: dict[str, _AccessDeclaration]


@cache
def standard_schema() -> Schema:
    """The built-in objects, each with Id and the audit fields. One value, shared."""
    areas = (_Area.model_validate(_read(name)) for name in AREAS)
    return Schema(tuple(_object(name, given) for area in areas for name, given in area.root.items()))


@cache
def standard_access() -> AccessPolicy:
    """The rules an org has until it declares its own. One value, shared."""
    given = _PolicyDeclaration.model_validate(_read("access"))
    profiles = {name.lower(): _rules(rules) for name, rules in given.profiles.items()}
    return AccessPolicy(profiles, _rules(given.customers), given.default_profile)


def _read(name: str) -> object:
    text = (files(__name__) / f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.CSafeLoader)  # ten times as fast as safe_load


def _object(name: str, given: _ObjectDeclaration) -> ObjectType:
    own = tuple(Field(name=field, **dict(declared)) for field, declared in given.fields.items())
    audit = tuple(field for field in AUDIT_FIELDS if field.name not in given.fields)
    return ObjectType(
        name=name,
        label=given.label,
        plural=given.plural,
        key_prefix=given.key_prefix,
        fields=(ID_FIELD, *own, *audit),
        name_field=given.name_field,
        description=given.description,
        synonyms=given.synonyms,
    )


def _rules(given: dict[str, _AccessDeclaration]) -> dict[str, ObjectAccess]:
    return {
        name.lower(): ObjectAccess(
            readable=rule.readable,
            hidden_fields=frozenset(field.lower() for field in rule.hidden_fields),
            rows=rule.rows,
            create=_settable(rule.create),
            update=_settable(rule.update),
            own=rule.own,
            delete=rule.delete,
            editable_rows=rule.editable_rows,
            deletable_rows=rule.deletable_rows,
            fixed_fields=frozenset(field.lower() for field in rule.fixed_fields),
        )
        for name, rule in given.items()
    }


def _settable(given: dict[str, tuple[str, ...]] | Literal["any"]) -> Settable | None:
    return None if given == "any" else {name.lower(): values for name, values in given.items()}
