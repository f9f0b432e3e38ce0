"""The objects and access rules that every org begins with, declared in the YAML files beside this one.

The objects are Salesforce's standard ones and a few custom ones, one file per area: `people`, `customers`,
`catalogue`, `service`, `sales`; `access` holds the rules. An org that lacks some of these fields has them
empty: `required` speaks to people who write records, not to an import.
"""

from functools import cache
from importlib.resources import files
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, RootModel
from pydantic import Field as Key

from understudy.org.access_file import read_access
from understudy.org.metadata import (
    AUDIT_FIELDS,
    Field,
    FieldType,
    HistoryOf,
    ObjectType,
    OnDelete,
    Schema,
    ValidationRule,
)
from understudy.org.permissions import AccessPolicy

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
    unique: bool = False
    external_id: bool = False
    on_delete: OnDelete = "clear"
    length: Annotated[int, Key(ge=1)] | None = None
    precision: Annotated[int, Key(ge=1, le=1000)] | None = None
    restricted: bool = True


class _ObjectDeclaration(_Declared):
    label: str
    plural: str
    key_prefix: Annotated[str, Key(min_length=3, max_length=3)]
    name_field: str | None = None
    description: str
    synonyms: tuple[str, ...] = ()
    validations: tuple[ValidationRule, ...] = ()
    history_of: HistoryOf | None = None
    fields: dict[str, _FieldDeclaration]


class _Area(RootModel[dict[str, _ObjectDeclaration]]):
    """One file of objects."""


@cache
def standard_schema() -> Schema:
    """The built-in objects, each with Id and the audit fields. One value, shared."""
    areas = (_Area.model_validate(_read(name)) for name in AREAS)
    return Schema(tuple(_object(name, given) for area in areas for name, given in area.root.items()))


@cache
def standard_access() -> AccessPolicy:
    """The rules an org has until it declares its own. One value, shared."""
    return read_access(_text("access"), source="standard/access.yaml")


def _text(name: str) -> str:
    return (files(__name__) / f"{name}.yaml").read_text(encoding="utf-8")


def _read(name: str) -> object:
    return yaml.load(_text(name), Loader=yaml.CSafeLoader)  # ten times as fast as safe_load


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
        validations=given.validations,
        history_of=given.history_of,
    )
