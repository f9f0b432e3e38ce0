"""Ways up from one object to another."""

import pytest

from understudy.org.metadata import AUDIT_FIELDS, Field, FieldType, ObjectType, Schema
from understudy.org.paths import field_at, shortest_paths


def _to(name: str, *targets: str) -> Field:
    return Field(f"{name}Id", name, FieldType.REFERENCE, references=targets, relationship=name)


def _object(name: str, prefix: str, *fields: Field) -> ObjectType:
    own = (Field("Id", "Id", FieldType.ID), Field("Name", "Name", FieldType.STRING))
    return ObjectType(name, name, f"{name}s", prefix, (*own, *fields, *AUDIT_FIELDS), "Name")


SCHEMA = Schema(
    (
        _object("User", "005"),
        _object("House", "001", _to("Owner", "User")),
        _object("Flat", "002", _to("House", "House"), _to("Tenant", "User"), _to("Janitor", "User")),
        _object("Meter", "003", _to("Flat", "Flat")),
        _object("Reading", "004", _to("Meter", "Meter"), _to("About", "House", "Flat")),
        _object("Letter", "006", _to("Reading", "Reading")),
    )
)


@pytest.mark.parametrize(
    ("start", "target", "expected"),
    [
        pytest.param("Flat", "House", ("House",), id="one step"),
        pytest.param("Meter", "House", ("Flat.House",), id="two steps"),
        pytest.param(
            "Flat", "User", ("Tenant", "Janitor"), id="two ways of one length, in the fields' order"
        ),
        pytest.param("Reading", "House", ("About",), id="one of several that a field may point to"),
        pytest.param("Reading", "User", ("Meter.Flat.Tenant", "Meter.Flat.Janitor"), id="three steps"),
        pytest.param("Letter", "User", (), id="four steps are too many"),
        pytest.param("House", "Flat", (), id="no way leads down"),
        pytest.param("User", "House", (), id="who created it is no way, in either direction"),
        pytest.param("House", "house", ("",), id="the same object, whatever the case"),
        pytest.param("Nothing", "House", (), id="an object that is not there"),
    ],
)
def test_the_shortest_ways(start: str, target: str, expected: tuple[str, ...]) -> None:
    assert shortest_paths(SCHEMA, start, target) == expected


def test_a_longer_way_can_be_asked_for() -> None:
    assert shortest_paths(SCHEMA, "Letter", "User", longest=4) == (
        "Reading.Meter.Flat.Tenant",
        "Reading.Meter.Flat.Janitor",
    )


@pytest.mark.parametrize(
    ("start", "path", "expected"),
    [
        ("Flat", "Name", ("Flat", "Name")),
        ("flat", "name", ("Flat", "Name")),
        ("Meter", "Flat.House.Owner.Name", ("User", "Name")),
        ("Meter", "Flat.CreatedBy.Name", ("User", "Name")),
        ("Meter", "FlatId", ("Meter", "FlatId")),
        ("Meter", "Flat.Colour", None),
        ("Meter", "Name.Flat", None),
        ("Meter", "House.Name", None),
        ("Shed", "Name", None),
    ],
)
def test_the_field_at_the_end_of_a_path(start: str, path: str, expected: tuple[str, str] | None) -> None:
    found = field_at(SCHEMA, start, path)
    assert (found and (found[0].name, found[1].name)) == expected
