"""DISTANCE between a record's place and another."""

from collections.abc import Callable, Coroutine
from decimal import Decimal
from math import acos, cos, pi, radians, sin
from typing import Any

import pytest

from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.kit.errors import InputError
from understudy.org.metadata import AUDIT_FIELDS, Field, FieldType, ObjectType, Schema
from understudy.org.orgs import Org
from understudy.org.permissions import System
from understudy.soql.run import run

NUMBER = FieldType.NUMBER
CITY = ObjectType(
    "City__c",
    "City",
    "Cities",
    "a02",
    (
        Field("Id", "Id", FieldType.ID),
        Field("Name", "Name", FieldType.STRING),
        Field("Place__Latitude__s", "Latitude", NUMBER),
        Field("Place__Longitude__s", "Longitude", NUMBER),
        Field("HallLatitude", "Hall's latitude", NUMBER),
        Field("HallLongitude", "Hall's longitude", NUMBER),
        Field("Twin__c", "Twin", FieldType.REFERENCE, references=("City__c",), relationship="Twin__r"),
        *AUDIT_FIELDS,
    ),
    name_field="Name",
)
PLACES = {
    "Berlin": (Decimal("52.52"), Decimal("13.405")),
    "Lima": (Decimal("-12.0464"), Decimal("-77.0428")),
    "Suva": (Decimal("-18.1416"), Decimal("178.4419")),
    "Nowhere": (None, None),
}


def away(one: str, other: str, radius: float = 6371.0088) -> float:
    """By the law of cosines, which the formula under test is not."""
    (a, b), (c, d) = ([radians(float(each or 0)) for each in PLACES[name]] for name in (one, other))
    return radius * acos(sin(a) * sin(c) + cos(a) * cos(c) * cos(d - b))


@pytest.fixture
async def cities(small_org: Callable[..., Coroutine[Any, Any, Org]]) -> Org:
    rows = [
        {"Name": name, "Place__Latitude__s": north, "Place__Longitude__s": east, "HallLatitude": north}
        for name, (north, east) in PLACES.items()
    ]
    return await small_org(Schema((CITY,)), {"City__c": rows})


@pytest.mark.parametrize(("unit", "radius"), [("km", 6371.0088), ("mi", 3958.7613)])
async def test_how_far_it_is(
    database: Database, cities: Org, system: System, moment: Moment, unit: str, radius: float
) -> None:
    text = f"SELECT Name, DISTANCE(Place__c, GEOLOCATION(52.52, 13.405), '{unit}') far FROM City__c"
    found = {row["Name"]: row["far"] for row in (await run(database, cities, text, system, moment)).rows}
    assert found["Nowhere"] is None
    assert float(found["Berlin"]) == pytest.approx(0, abs=1e-6)
    for name in ("Lima", "Suva"):
        assert float(found[name]) == pytest.approx(away("Berlin", name, radius), rel=1e-9)


@pytest.mark.parametrize("centre", ["GEOLOCATION(52.52, 13.405)", ":here"])
async def test_what_lies_near_and_which_is_nearest(
    database: Database, cities: Org, system: System, moment: Moment, centre: str
) -> None:
    far = f"DISTANCE(Place__c, {centre}, 'km')"
    text = f"SELECT Name FROM City__c WHERE {far} < 12000 ORDER BY {far} DESC"
    result = await run(database, cities, text, system, moment, binds={"here": (52.52, 13.405)})
    assert [row["Name"] for row in result.rows] == ["Lima", "Berlin"]


async def test_the_far_side_of_the_earth(
    database: Database, cities: Org, system: System, moment: Moment
) -> None:
    text = "SELECT Name, DISTANCE(Place__c, GEOLOCATION(-52.52, -166.595), 'km') far FROM City__c"
    found = {row["Name"]: row["far"] for row in (await run(database, cities, text, system, moment)).rows}
    assert float(found["Berlin"]) == pytest.approx(pi * 6371.0088)


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("Twin__r.Place__c", None),
        ("HallAddress", None),
        ("Office__c", "no place Office__c on City__c that you may read"),
        ("Twin__r.Home", "no place Home on City__c that you may read"),
    ],
)
async def test_a_place_is_a_pair_of_fields(
    database: Database, cities: Org, system: System, moment: Moment, place: str, told: str | None
) -> None:
    text = f"SELECT Id FROM City__c WHERE DISTANCE({place}, GEOLOCATION(1, 2), 'km') < 5"
    if told is None:
        assert (await run(database, cities, text, system, moment)).rows == ()
        return
    with pytest.raises(InputError, match=told):
        await run(database, cities, text, system, moment)
