"""Follow-ups change the question before; whatever names another measure is a new one."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from understudy.agents.world import build_world
from understudy.app import App
from understudy.conversations.turn import Stage
from understudy.kit.clock import Moment
from understudy.llm.local.reasoner import Reasoner
from understudy.llm.situation import Memory, NameMatch, RememberedFrame, RememberedRecord, Situation

MOMENT = Moment(datetime(2026, 11, 20, 12, tzinfo=UTC), ZoneInfo("UTC"))
LAST = {
    "definition": "handle_time",
    "window_start": "2026-07-01T00:00:00+00:00",
    "window_end": "2026-10-01T00:00:00+00:00",
    "window_label": "in Q3 2026",
    "group_by": "agent",
    "rank": "lowest",
}
FRAME = RememberedFrame("measure", LAST)
MEMORY = Memory(last=FRAME, subject=FRAME, began=FRAME)


class NoNames:
    """Nobody is called anything."""

    async def find(self, phrases: object) -> list[NameMatch]:
        return []

    async def similar(self, phrases: object) -> list[NameMatch]:
        return []


@pytest.fixture(scope="module")
def reasoner(demo_app: App, demo_stage: Stage) -> Reasoner:
    spec = demo_app.agent("analyst")
    return Reasoner(build_world(demo_stage.org, demo_stage.library, spec), demo_stage.encoder)


@pytest.mark.parametrize(
    ("said", "changed"),
    [
        ("and the quarter before?", {"window_start": "2026-04-01T00:00:00+00:00"}),
        ("what about 2025?", {"window_start": "2025-01-01T00:00:00+00:00", "rank": "lowest"}),
        ("and last month?", {"window_start": "2026-10-01T00:00:00+00:00"}),
        ("only the top three", {"limit": 3}),
        ("who had the longest?", {"rank": "highest"}),
        ("only in Texas", {"filters": [{"by": "Account.ShippingState", "values": ["TX"]}]}),
        ("by month", {"group_by": "month"}),
        ("and in Q1?", {"window_start": "2026-01-01T00:00:00+00:00"}),
        ("not in Texas", {"filters": [{"by": "Account.ShippingState", "values": ["TX"], "negated": True}]}),
    ],
)
async def test_a_follow_up_changes_what_it_names(
    reasoner: Reasoner, said: str, changed: Mapping[str, Any]
) -> None:
    situation = Situation(MOMENT, NoNames(), memory=MEMORY)
    decision, _ = await reasoner.decide(said, situation)
    assert decision.kind == "act"
    assert decision.reading is not None
    arguments = decision.reading.arguments
    for each in arguments.get("filters", ()):
        del each["label"]
    kept = {key: value for key, value in LAST.items() if not key.startswith("window")}
    for key, value in {**kept, **changed}.items():
        assert arguments.get(key) == value, key


@pytest.mark.parametrize(
    ("last", "said", "changed"),
    [
        ({"group_by": "month"}, "only the top three", {"group_by": "month", "limit": 3}),
        ({"limit": 3}, "who was the slowest?", {"rank": "highest", "limit": None}),
        ({"position": 2}, "and in 2025?", {"position": 2}),
    ],
    ids=["the top of the same group", "one again", "the same place"],
)
async def test_what_is_not_named_stays_as_it_was(
    reasoner: Reasoner, last: Mapping[str, Any], said: str, changed: Mapping[str, Any]
) -> None:
    frame = RememberedFrame("measure", {**LAST, **last})
    situation = Situation(MOMENT, NoNames(), memory=Memory(last=frame, subject=frame))
    decision, _ = await reasoner.decide(said, situation)
    assert decision.reading is not None
    assert {key: decision.reading.arguments.get(key) for key in changed} == changed


@pytest.mark.parametrize(
    ("said", "definition", "group"),
    [
        ("and the number of cases?", "case_volume", "agent"),
        ("what about the sales?", "sales_amount", "agent"),
        ("and the monthly case trend?", "monthly_trend", "month"),
    ],
    ids=["a count", "money", "by what is not there"],
)
async def test_another_measure_is_asked_over_the_same_time(
    reasoner: Reasoner, said: str, definition: str, group: str
) -> None:
    decision, _ = await reasoner.decide(said, Situation(MOMENT, NoNames(), memory=MEMORY))
    assert decision.reading is not None
    arguments = decision.reading.arguments
    assert (arguments["definition"], arguments.get("group_by")) == (definition, group)
    assert arguments["window_start"] == LAST["window_start"]


@pytest.mark.parametrize(
    ("said", "definition"),
    [
        ("What was our lead conversion rate?", "conversion_rate"),
        ("Who sold the most in 2025?", "sales_amount"),
    ],
)
async def test_a_question_that_names_its_measure_is_new(
    reasoner: Reasoner, said: str, definition: str
) -> None:
    situation = Situation(MOMENT, NoNames(), memory=MEMORY)
    decision, _ = await reasoner.decide(said, situation)
    assert decision.reading is not None
    assert decision.reading.definition == definition


async def test_without_a_question_before_there_is_nothing_to_follow(reasoner: Reasoner) -> None:
    decision, _ = await reasoner.decide("and the quarter before?", Situation(MOMENT, NoNames()))
    assert decision.kind == "unknown"


@pytest.mark.parametrize(
    ("text", "position"), [("and the second?", 2), ("and the third?", 3), ("and who came second?", 2)]
)
async def test_the_next_place_of_a_ranking(reasoner: Reasoner, text: str, position: int) -> None:
    shown = (
        RememberedRecord("User", "005Un000000000AIAQ", "Ann"),
        RememberedRecord("User", "005Un000000000BIAQ", "Bo"),
    )
    memory = Memory(last=FRAME, subject=FRAME, began=FRAME, shown=shown, talked=shown[:1])
    decision, _ = await reasoner.decide(text, Situation(MOMENT, NoNames(), memory=memory))
    assert decision.reading
    assert decision.reading.arguments == {**LAST, "position": position}
