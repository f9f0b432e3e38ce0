"""Frames become sets of records whose conditions can be told apart and changed."""

import pytest

from understudy.llm.local.followup.frames import (
    RecordSet,
    is_narrower,
    merged,
    record_set,
    slot_of,
    split_conditions,
)
from understudy.llm.local.world import DimensionView, MeasureView, ObjectView, World
from understudy.llm.situation import RememberedFrame

CASE = ObjectView("Case", "Case", "Cases", (), "Subject", (), ways={"Account": "Account"})
STATE = DimensionView("state", "state", (), None, "Account", "State", path="Account.State")
OPEN = MeasureView(
    "open_cases", "open cases", (), "", "Case", "cases", "lower", (STATE,), None, None, True, True,
    "Status != 'Closed'", (), frozenset({"Case", "Account"}), time_field="CreatedDate",
)  # fmt: skip
WORLD = World((CASE,), (OPEN,), (), (), (), {"500": "Case"})


@pytest.mark.parametrize(
    ("where", "parts"),
    [
        ("", ()),
        ("Status = 'New'", ("Status = 'New'",)),
        ("Status = 'New' AND Amount > 5", ("Status = 'New'", "Amount > 5")),
        ("Name = 'Salt and Oar' and X = 1", ("Name = 'Salt and Oar'", "X = 1")),
        (r"Name = 'O\'Neil AND Co' AND X = 1", (r"Name = 'O\'Neil AND Co'", "X = 1")),
        ("(A = 1 AND B = 2) AND C = 3", ("(A = 1 AND B = 2)", "C = 3")),
        ("A = 1 OR B = 2", ("(A = 1 OR B = 2)",)),
        ("Id IN (SELECT X FROM Y WHERE Z = 1 AND W = 2)", ("Id IN (SELECT X FROM Y WHERE Z = 1 AND W = 2)",)),
    ],
)
def test_conditions_are_told_apart_where_and_joins_them(where: str, parts: tuple[str, ...]) -> None:
    assert split_conditions(where) == parts


@pytest.mark.parametrize(
    ("condition", "slot"),
    [
        ("Status = 'New'", ("Status", "=")),
        ("Status NOT IN ('A', 'B')", ("Status", "!=")),
        ("Account.Id = '001'", ("AccountId", "=")),
        ("AccountId IN ('001')", ("AccountId", "=")),
        ("CloseDate >= 2026-01-01", ("CloseDate", ">=")),
        ("(NOT (A = 1))", None),
    ],
)
def test_a_condition_is_on_a_path(condition: str, slot: tuple[str, str] | None) -> None:
    assert slot_of(condition) == slot


@pytest.mark.parametrize(
    ("old", "new", "narrows", "left"),
    [
        (["Status = 'A'"], ["Status = 'B'"], False, ("Status = 'B'",)),
        (["Status = 'A'", "X = 1"], ["Y = 2"], False, ("Status = 'A'", "X = 1", "Y = 2")),
        (["Amount > 5"], ["Amount < 9"], False, ("Amount > 5", "Amount < 9")),
        (["Amount > 5"], ["Amount > 9"], True, ("Amount > 9",)),
        (["Status = 'A'"], ["Status != 'Closed'"], False, ("Status != 'Closed'",)),
        (["Status = 'A'"], ["Status != 'Closed'"], True, ("Status = 'A'", "Status != 'Closed'")),
        (["AccountId = '1'"], ["Account.Id = '2'"], False, ("Account.Id = '2'",)),
    ],
    ids=["replaced", "added", "two ends", "one end", "and the open ones", "only the open ones", "one path"],
)
def test_a_new_condition_takes_the_place_of_the_one_on_the_same_thing(
    old: list[str], new: list[str], narrows: bool, left: tuple[str, ...]
) -> None:
    assert merged(old, new, narrows=narrows) == left


def test_a_list_and_a_count_of_the_same_are_the_same_set() -> None:
    listed = record_set(
        RememberedFrame("find_records", {"object": "Case", "where": "A = 1", "limit": 3}), WORLD
    )
    counted = record_set(RememberedFrame("query", {"soql": "SELECT COUNT(Id) FROM Case WHERE A = 1"}), WORLD)
    assert listed == RecordSet("Case", ("A = 1",), limit=3)
    assert counted == RecordSet("Case", ("A = 1",), number="COUNT(Id)")


def test_a_grouped_number_keeps_its_group() -> None:
    soql = "SELECT Status, COUNT(Id) FROM Case WHERE A = 'by FROM x' GROUP BY Status ORDER BY COUNT(Id) DESC"
    found = record_set(RememberedFrame("query", {"soql": soql}), WORLD)
    assert found is not None
    assert found == RecordSet("Case", ("A = 'by FROM x'",), number="COUNT(Id)", group="Status")
    assert found.call("cases") == ("query", {"soql": soql, "about": "cases"})


def test_a_measure_that_counts_rows_is_a_set_of_them() -> None:
    arguments = {
        "definition": "open_cases",
        "window_start": "2026-01-01T00:00:00+00:00",
        "filters": [
            {"by": "state", "values": ["TX"]},
            {"by": "Account.Id", "values": ["1"], "negated": True},
        ],
    }
    found = record_set(RememberedFrame("measure", arguments), WORLD)
    assert found is not None
    assert found.conditions == (
        "Status != 'Closed'",
        "CreatedDate >= 2026-01-01T00:00:00Z",
        "Account.State IN ('TX')",
        "Account.Id NOT IN ('1')",
    )


def test_one_record_is_no_set() -> None:
    assert record_set(RememberedFrame("get_record", {"id": "500A"}), WORLD) is None
    assert record_set(None, WORLD) is None


@pytest.mark.parametrize(
    ("where", "narrower"),
    [("A = 1 AND B = 2", True), ("A = 1", True), ("B = 2", False)],
)
def test_more_conditions_are_narrower(where: str, narrower: bool) -> None:
    began = RememberedFrame("find_records", {"object": "Case", "where": "A = 1"})
    frame = RememberedFrame("find_records", {"object": "Case", "where": where})
    assert is_narrower(frame, began) == narrower
