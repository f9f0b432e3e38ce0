"""The orgs that result cases ask, read from `orgs/*.yaml`, and the ids of their records by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter

from understudy.kit.ids import new_record_id
from understudy.org.metadata import AUDIT_FIELDS, Field, FieldType, ObjectType, Schema
from understudy.org.permissions import AccessPolicy, Actor, Customer, Employee, System

ORGS = Path(__file__).parent / "orgs"
_ACCESS = TypeAdapter(AccessPolicy)


@dataclass(frozen=True)
class ResultOrg:
    """An org as its file tells it. `ids` are those of its records by their names; some are `deleted`."""

    schema: Schema
    rows: Mapping[str, list[dict[str, Any]]]
    ids: Mapping[str, str]
    binds: Mapping[str, Any]
    access: AccessPolicy
    actors: Mapping[str, Actor]
    timezone: str
    fiscal_year_start: int
    now: datetime
    deleted: tuple[str, ...]


def read_org(name: str) -> ResultOrg:
    """The org of a file."""
    told = yaml.safe_load((ORGS / f"{name}.yaml").read_text(encoding="utf-8"))
    objects = told["objects"]
    ids = {
        record: new_record_id(each["prefix"], serial)
        for each in objects.values()
        for serial, record in enumerate(each["rows"], start=1)
    }
    return ResultOrg(
        Schema(tuple(_object(name, each) for name, each in objects.items())),
        {name: _rows(each, ids) for name, each in objects.items()},
        ids,
        {name: _named(value, ids) for name, value in told.get("binds", {}).items()},
        _ACCESS.validate_python(told.get("access", {})),
        {"system": System("test")} | {n: _actor(a, ids) for n, a in told.get("actors", {}).items()},
        told["timezone"],
        told["fiscal_year_start"],
        told["now"],
        tuple(ids[each] for each in told.get("deleted", ())),
    )


def _object(name: str, told: dict[str, Any]) -> ObjectType:
    own = tuple(_field(*each) for each in told["fields"].items())
    fields = (Field("Id", "Id", FieldType.ID), *own, *AUDIT_FIELDS)
    return ObjectType(name, name, f"{name}s", told["prefix"], fields, name_field=told["name"])


def _field(name: str, told: str) -> Field:
    """A field from words such as `picklist Hot, Cold` and `reference Account as Parent, ChildAccounts`."""
    kind, _, rest = told.partition(" ")
    match kind:
        case "joined":
            return Field(name, name, FieldType.STRING, joined_from=tuple(rest.split()))
        case "reference":
            targets, _, ways = rest.partition(" as ")
            up, down = ways.split(", ")
            references = tuple(targets.split(", "))
            return Field(
                name, up, FieldType.REFERENCE, references=references, relationship=up, child_relationship=down
            )
        case "number":
            return Field(name, name, FieldType.NUMBER, scale=int(rest) if rest else None)
        case _:
            return Field(name, name, FieldType(kind), values=tuple(rest.split(", ")) if rest else ())


def _rows(told: dict[str, Any], ids: Mapping[str, str]) -> list[dict[str, Any]]:
    references = {name for name, kind in told["fields"].items() if kind.startswith("reference")}

    def value(field: str, given: Any) -> Any:
        if field in references:
            return ids[given]
        if told["fields"].get(field) == "string" and isinstance(given, date):
            return given.isoformat()
        return given

    return [
        {"Id": ids[name], **{field: value(field, given) for field, given in row.items()}}
        for name, row in told["rows"].items()
    ]


def _named(value: Any, ids: Mapping[str, str]) -> Any:
    """A bind, in which the names of records stand for their ids."""
    if isinstance(value, list):
        return tuple(_named(each, ids) for each in value)
    return ids.get(value, value) if isinstance(value, str) else value


def _actor(told: dict[str, str], ids: Mapping[str, str]) -> Actor:
    if "user" in told:
        return Employee(ids[told["user"]], told["profile"])  # type: ignore[arg-type]
    return Customer(ids[told["contact"]], ids[told["account"]])  # type: ignore[arg-type]


def instant(text: str) -> datetime:
    """An instant as case files write it; in UTC where they do not say."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
