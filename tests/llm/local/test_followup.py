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
from understudy.llm.situation import NameMatch, RememberedFrame, Situation

MOMENT = Moment(datetime(2026, 11, 20, 12, tzinfo=UTC), ZoneInfo("UTC"))
LAST = {
    "definition": "handle_time",
    "window_start": "2026-07-01T00:00:00+00:00",
    "window_end": "2026-10-01T00:00:00+00:00",
    "window_label": "in Q3 2026",
    "group_by": "agent",
    "rank": "lowest",
}


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
    ],
)
async def test_a_follow_up_changes_what_it_names(
    reasoner: Reasoner, said: str, changed: Mapping[str, Any]
) -> None:
    situation = Situation(MOMENT, NoNames(), last=RememberedFrame("measure", LAST))
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
    ("said", "definition"),
    [
        ("What was our lead conversion rate?", "conversion_rate"),
        ("Who sold the most in 2025?", "sales_amount"),
    ],
)
async def test_a_question_that_names_its_measure_is_new(
    reasoner: Reasoner, said: str, definition: str
) -> None:
    situation = Situation(MOMENT, NoNames(), last=RememberedFrame("measure", LAST))
    decision, _ = await reasoner.decide(said, situation)
    assert decision.reading is not None
    assert decision.reading.definition == definition


async def test_without_a_question_before_there_is_nothing_to_follow(reasoner: Reasoner) -> None:
    decision, _ = await reasoner.decide("and the quarter before?", Situation(MOMENT, NoNames()))
    assert decision.kind == "unknown"
