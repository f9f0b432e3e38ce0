"""From a definition and what was asked of it to a query: pure text, one feature after the other."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from understudy.kit.errors import InputError
from understudy.org.definitions.library import Library
from understudy.org.definitions.measure import MeasureDefinition
from understudy.org.metadata import Field, FieldType, ObjectType, Schema
from understudy.soql.ast import Dialect
from understudy.soql.measure import Bound, MeasureRequest, RowFilter, compile_measure, resolve_path
from understudy.soql.parse import parse

ZONE = ZoneInfo("America/Chicago")
T = FieldType


def _object(name: str, prefix: str, *fields: Field, name_field: str | None = "Name") -> ObjectType:
    named = (Field("Name", "Name", T.STRING),) if name_field else ()
    return ObjectType(name, name, f"{name}s", prefix, (Field("Id", "Id", T.ID), *named, *fields), name_field)


def _to(name: str, target: str, way: str) -> Field:
    return Field(name, way, T.REFERENCE, references=(target,), relationship=way)


AT = Field("At", "At", T.DATETIME)
SCHEMA = Schema(
    (
        _object("Keeper", "005", Field("Wing", "Wing", T.PICKLIST, values=("East", "West"))),
        _object("Enclosure", "001", Field("Zone", "Zone", T.STRING), _to("KeeperId", "Keeper", "Keeper")),
        _object(
            "Animal",
            "002",
            Field("Born", "Born", T.DATE),
            Field("Arrived", "Arrived", T.DATETIME),
            Field("Weight", "Weight", T.NUMBER),
            Field("Tame", "Tame", T.BOOLEAN),
            _to("EnclosureId", "Enclosure", "Enclosure"),
            _to("VetId", "Keeper", "Vet"),
        ),
        _object("Feeding", "003", AT, _to("KeeperId", "Keeper", "Keeper"), name_field=None),
        _object("Ticket", "004", Field("Price", "Price", T.CURRENCY)),
    )
)
START, END = datetime(2026, 3, 1, 6, tzinfo=UTC), datetime(2026, 4, 1, 5, tzinfo=UTC)
Edges = tuple[datetime | None, datetime | None]
MARCH = (START, END)


def measure(**given: Any) -> MeasureDefinition:
    told = {
        "kind": "measure",
        "name": "animals",
        "label": "animals",
        "description": "Animals.",
        "owner": "Zoo",
        "object": "Animal",
        "summary": "count",
        "time": "Arrived",
        "dimensions": {"enclosure": "EnclosureId", "zone": "Enclosure.Zone", "vet": "VetId"},
    }
    return MeasureDefinition.model_validate({**told, **given})


def compiled(definition: MeasureDefinition, *others: MeasureDefinition, **asked: Any) -> str:
    library = Library({each.name: each for each in (definition, *others)})
    query = compile_measure(MeasureRequest(definition, **asked), library, SCHEMA, ZONE)
    parse(query.text, Dialect.DEFINITION)
    return query.text


SELECT = "SELECT COUNT(Id) value, COUNT(Id) records FROM Animal"


SINCE, UNTIL = "Arrived >= 2026-03-01T06:00:00Z", "Arrived < 2026-04-01T05:00:00Z"
LAST_MEAL = "(SELECT MAX(At) FROM Feeding WHERE KeeperId = OUTER.VetId)"
LAST_BIRTH = "(SELECT MAX(Born) FROM Animal WHERE VetId = OUTER.VetId)"
EITHER = "Tame = true OR Weight > 5"
ROWS = [
    ("a window on instants is in UTC", {}, MARCH, f"{SINCE} AND {UNTIL}"),
    ("on days it is in the org's zone", {"time": "Born"}, MARCH, "Born >= 2026-03-01 AND Born < 2026-04-01"),
    ("a day that has begun is out", {"time": "Born"}, (START.replace(hour=7), None), "Born >= 2026-03-02"),
    ("an open end", {}, (START, None), SINCE),
    ("an open start", {}, (None, END), UNTIL),
    ("its own condition comes first", {"where": "Tame = true"}, (START, None), f"Tame = true AND {SINCE}"),
    ("an OR is held together", {"where": EITHER}, (START, None), f"({EITHER}) AND {SINCE}"),
    ("an instant looked up", {"time": LAST_MEAL}, (None, END), f"{LAST_MEAL} < 2026-04-01T05:00:00Z"),
    ("a day looked up", {"time": LAST_BIRTH}, (None, END), f"{LAST_BIRTH} < 2026-04-01"),
]


@pytest.mark.parametrize(("note", "given", "window", "expected"), ROWS)
def test_rows_that_count(note: str, given: dict[str, Any], window: Edges, expected: str) -> None:
    assert compiled(measure(**given), window=window) == f"{SELECT} WHERE {expected}", note


def test_all_rows_count_when_nothing_limits_them() -> None:
    assert compiled(measure()) == SELECT


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"summary": "count"}, "COUNT(Id)"),
        ({"summary": "count_distinct", "value": "VetId"}, "COUNT_DISTINCT(VetId)"),
        ({"summary": "sum", "value": "Weight * 2"}, "SUM(Weight * 2)"),
        ({"summary": "average", "value": "Weight"}, "AVG(Weight)"),
        ({"summary": "median", "value": "Weight"}, "MEDIAN(Weight)"),
        ({"summary": "minimum", "value": "Weight"}, "MIN(Weight)"),
        ({"summary": "maximum", "value": "Weight"}, "MAX(Weight)"),
        ({"summary": "share", "share_of": "Tame = true"}, "SHARE(Tame = true)"),
    ],
)
def test_the_number_of_a_group(given: dict[str, Any], expected: str) -> None:
    assert compiled(measure(**given)) == f"SELECT {expected} value, COUNT(Id) records FROM Animal"


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        (MARCH, "SHARE(Born >= 2026-03-01 AND Arrived < 2026-04-01T05:00:00Z)"),
        ((None, None), "SHARE(Born >= 1900-01-01 AND Arrived < 9999-12-31T00:00:00Z)"),
    ],
)
def test_a_share_may_depend_on_the_window(window: Edges, expected: str) -> None:
    definition = measure(
        summary="share", share_of="Born >= :window_start AND\n Arrived < :window_end", time="Born"
    )
    assert expected in compiled(definition, window=window)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (RowFilter("vet", ("005x",)), "VetId = '005x'"),
        (RowFilter("vet", ("005x", "005y")), "VetId IN ('005x', '005y')"),
        (RowFilter("vet", ("005x",), negated=True), "VetId != '005x'"),
        (RowFilter("vet", ("005x", "005y"), negated=True), "VetId NOT IN ('005x', '005y')"),
        (RowFilter("zone", ("Keepers' \\ yard",)), "Enclosure.Zone = 'Keepers\\' \\\\ yard'"),
        (RowFilter("Weight", (5,)), "Weight = 5"),
        (RowFilter("Weight", (2.5,)), "Weight = 2.5"),
        (RowFilter("Tame", (False,)), "Tame = false"),
        (RowFilter("VetId", (None,)), "VetId = null"),
        (RowFilter("Vet.Wing", ("East",)), "Vet.Wing = 'East'"),
        (RowFilter("Animal.Tame", (True,)), "Tame = true"),
        (RowFilter("Enclosure.Name", ("Aviary",)), "Enclosure.Name = 'Aviary'"),
    ],
)
def test_a_filter_by_dimension_path_or_object(item: RowFilter, expected: str) -> None:
    assert compiled(measure(), filters=(item,)) == f"{SELECT} WHERE {expected}"


@pytest.mark.parametrize(
    ("dimensions", "by", "path"),
    [
        ({"vet": "VetId"}, "Keeper.Wing", "Vet.Wing"),
        ({"keeper": "Enclosure.KeeperId"}, "Keeper.Wing", "Enclosure.Keeper.Wing"),
        ({}, "Keeper.Wing", "Vet.Wing"),
        ({}, "Enclosure.Zone", "Enclosure.Zone"),
        ({}, "Animal.Weight", "Weight"),
        ({"zone": "Enclosure.Zone"}, "zone", "Enclosure.Zone"),
    ],
)
def test_the_way_to_a_field(dimensions: dict[str, str], by: str, path: str) -> None:
    assert resolve_path(measure(dimensions=dimensions), by, SCHEMA) == path


NUMBERS = "COUNT(Id) value, COUNT(Id) records FROM Animal"
MONTH = ("CALENDAR_YEAR(Arrived)", "CALENDAR_MONTH(Arrived)")
GROUPS = [
    # asked by, the keys and label selected, the condition, what it is grouped by
    ("vet", "VetId key, Vet.Name label", " WHERE VetId != null", "VetId, Vet.Name"),
    ("zone", "Enclosure.Zone key", " WHERE Enclosure.Zone != null", "Enclosure.Zone"),
    ("Keeper.Id", "Vet.Id key, Vet.Name label", " WHERE Vet.Id != null", "Vet.Id, Vet.Name"),
    ("month", f"{MONTH[0]} key0, {MONTH[1]} key1", "", ", ".join(MONTH)),
    ("day", "DAY_ONLY(Arrived) key", "", "DAY_ONLY(Arrived)"),
]


@pytest.mark.parametrize(("by", "selected", "where", "grouped"), GROUPS)
def test_groups(by: str, selected: str, where: str, grouped: str) -> None:
    assert compiled(measure(), group_by=by) == (
        f"SELECT {selected}, {NUMBERS}{where} GROUP BY {grouped}"
        f" ORDER BY COUNT(Id) DESC NULLS LAST, {grouped.split(',', maxsplit=1)[0]} LIMIT 2000"
    )


@pytest.mark.parametrize(("by", "keys"), [("year", 1), ("quarter", 2), ("month", 2), ("week", 2), ("day", 1)])
def test_groups_of_time_have_a_key_for_each_part(by: str, keys: int) -> None:
    library = Library()
    query = compile_measure(MeasureRequest(measure(), group_by=by), library, SCHEMA, ZONE)
    assert query.grouping is not None
    assert (query.grouping.kind, len(query.grouping.keys)) == ("time", keys)


def test_a_declared_dimension_wins_over_a_time() -> None:
    query = compiled(measure(dimensions={"day": "Enclosure.Zone"}), group_by="day")
    assert "Enclosure.Zone key" in query


@pytest.mark.parametrize(
    ("bound", "expected"),
    [
        (Bound(low=3), "COUNT(Id) >= 3"),
        (Bound(low=3, low_strict=True), "COUNT(Id) > 3"),
        (Bound(high=3.5), "COUNT(Id) <= 3.5"),
        (Bound(2, 9, high_strict=True), "COUNT(Id) >= 2 AND COUNT(Id) < 9"),
    ],
)
@pytest.mark.parametrize("of", ["volume", "value"])
def test_a_bound_on_rows_or_number(bound: Bound, expected: str, of: str) -> None:
    query = compiled(measure(), group_by="zone", **{of: bound})
    assert f" GROUP BY Enclosure.Zone HAVING {expected} ORDER BY" in query


def test_a_bound_on_the_measure_that_a_dimension_names() -> None:
    meals = measure(
        name="meals", object="Feeding", time="At", where="At != null", dimensions={"vet": "KeeperId"}
    )
    animals = measure(dimensions={"vet": {"path": "VetId", "volume": "meals"}})
    query = compiled(
        animals, meals, group_by="vet", volume=Bound(low=3, low_strict=True), window=(START, None)
    )
    assert query == (
        "SELECT VetId key, Vet.Name label, COUNT(Id) value, COUNT(Id) records FROM Animal"
        " WHERE Arrived >= 2026-03-01T06:00:00Z AND VetId IN (SELECT KeeperId FROM Feeding WHERE At != null"
        " AND At >= 2026-03-01T06:00:00Z AND KeeperId != null GROUP BY KeeperId HAVING COUNT(Id) > 3)"
        " AND VetId != null GROUP BY VetId, Vet.Name ORDER BY COUNT(Id) DESC NULLS LAST, VetId LIMIT 2000"
    )


def test_the_lowest_come_first_when_asked() -> None:
    assert "ORDER BY COUNT(Id) ASC NULLS LAST" in compiled(measure(), group_by="zone", descending=False)


@pytest.mark.parametrize(
    ("given", "asked", "told", "hint"),
    [
        ({}, {"group_by": "colour"}, "animals cannot be taken by 'colour'", "enclosure, zone, vet, year"),
        ({}, {"filters": (RowFilter("Lion.Mane", ("long",)),)}, "cannot be taken by 'Lion.Mane'", "zone"),
        ({}, {"group_by": "Ticket.Price"}, "no reference leads to Ticket", "add a dimension"),
        ({"time": None}, {"window": MARCH}, "animals has no time, so it cannot be limited", None),
        ({"time": None}, {"group_by": "month"}, "animals has no time, so it cannot be taken by month", None),
        ({"dimensions": {"zone": "Cage.Zone"}}, {"group_by": "zone"}, "no field 'Cage.Zone' on Animal", None),
    ],
)
def test_what_cannot_be_asked(
    given: dict[str, Any], asked: dict[str, Any], told: str, hint: str | None
) -> None:
    with pytest.raises(InputError) as caught:
        compiled(measure(**given), **asked)
    assert told in caught.value.message
    if hint:
        assert hint in (caught.value.hint or "")
