"""A message speaks of a distant object by its names, an id, or what was said before; then it is read."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from tests.llm.local.conftest import Register

from understudy.kit.clock import Moment
from understudy.kit.ids import new_record_id
from understudy.llm.local.outside import Outside
from understudy.llm.local.world import DistantObject, ObjectView, World
from understudy.llm.situation import AskedBack, Memory, RememberedFrame, RememberedRecord, Situation

_MOMENT = Moment(datetime(2026, 11, 20, 17, tzinfo=UTC), ZoneInfo("UTC"))


def _view(name: str) -> ObjectView:
    return ObjectView(name, name, f"{name}s", (), None, ())


def _distant(name: str, *phrases: str) -> DistantObject:
    return DistantObject(phrases, lambda: _view(name))


DISTANT = {
    "Crane__c": _distant("Crane__c", "Harbour crane", "Harbour cranes", "hoist"),
    "Buoy__c": _distant("Buoy__c", "Buoy", "Buoys"),
    **{f"Log{n}__c": _distant(f"Log{n}__c", "Log book") for n in range(9)},
}
OUTSIDE = Outside(World((), (), (), (), (), {"a01": "Crane__c", "500": "Case"}, distant=DISTANT))
CRANE, CASE = new_record_id("a01", 1), new_record_id("500", 1)
FRAME = RememberedFrame("find_records", {"object": "Buoy__c", "limit": 5})


@pytest.mark.parametrize(
    ("text", "memory", "named"),
    [
        ("How many harbour cranes are idle?", Memory(), {"Crane__c"}),
        ("Which hoists hang over the buoys?", Memory(), {"Crane__c", "Buoy__c"}),
        ("How many cranes are idle?", Memory(), set()),
        (f"What about {CRANE}?", Memory(), {"Crane__c"}),
        (f"What about {CASE}?", Memory(), set()),
        ("Show the log books", Memory(), set()),
        ("And its owner?", Memory(talked=(RememberedRecord("Crane__c", CRANE, "North"),)), {"Crane__c"}),
        ("And in May?", Memory(subject=FRAME), {"Buoy__c"}),
        ("The second", Memory(asked=AskedBack("Which buoy is it?")), {"Buoy__c"}),
    ],
)
def test_what_is_spoken_of(text: str, memory: Memory, named: set[str]):
    assert OUTSIDE.named(text, Situation(_MOMENT, Register(), memory=memory)) == named


def test_what_was_named_is_read():
    assert OUTSIDE.read(frozenset({"Buoy__c"})) == (_view("Buoy__c"),)
