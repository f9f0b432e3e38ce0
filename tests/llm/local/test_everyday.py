"""What is one's own, short forms of objects, values that tell the object, and the door of customers."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest

from understudy.llm.local.decide import Decision
from understudy.llm.local.lexicon import Lexicon
from understudy.llm.local.world import ObjectView, World

Understood = Callable[..., Awaitable[Decision]]


def _world(*labels: str) -> World:
    objects = tuple(ObjectView(label, label, f"{label}s", (), None, ()) for label in labels)
    return World(objects, (), (), (), (), {})


@pytest.mark.parametrize(
    ("word", "meant"),
    [("skips", "Skipper"), ("ber", "Berth"), ("bo", None), ("bers", "Berth"), ("boa", None)],
)
def test_a_short_form_is_the_one_object_that_it_begins(word: str, meant: str | None) -> None:
    lexicon = Lexicon(_world("Skipper", "Berth", "Boat", "Board"), frozenset())
    assert lexicon.shortened(word) == meant


def test_a_word_of_its_own_is_no_short_form() -> None:
    assert Lexicon(_world("Skipper"), frozenset({"skip"})).shortened("skips") is None


@pytest.mark.parametrize(
    "said", ["the smallest open deal I've got", "have I still got open deals?", "my open deals"]
)
async def test_what_i_have_is_mine(understood: Understood, demo_rows: Mapping[str, Any], said: str) -> None:
    me = demo_rows["User"][20]["Id"]
    decision = await understood(said, agent="sales", me=me)
    assert decision.kind == "act"
    assert decision.reading is not None
    assert f"OwnerId = '{me}'" in decision.reading.arguments["where"]
    assert "StageName != 'Closed'" in decision.reading.arguments["where"]


async def test_a_value_tells_the_object(understood: Understood) -> None:
    decision = await understood("pull up anything that's waiting on customer")
    assert decision.kind == "act"
    assert decision.reading is not None
    assert decision.reading.arguments["object"] == "Case"


async def test_a_value_of_two_objects_is_asked_about(
    understood: Understood, demo_rows: Mapping[str, Any]
) -> None:
    decision = await understood("which of mine are in negotiation?", me=demo_rows["User"][20]["Id"])
    assert decision.kind == "ask"
    assert len(decision.choices) == 2


@pytest.mark.parametrize(
    "said", ["how many tickets have I still got open?", "how many open cases have I got?"]
)
async def test_customers_count_their_own(
    understood: Understood, demo_rows: Mapping[str, Any], said: str
) -> None:
    decision = await understood(said, agent="service", me=demo_rows["Contact"][3]["Id"])
    assert decision.kind == "act"
    assert decision.reading is not None
    assert decision.reading.arguments["soql"] == "SELECT COUNT(Id) FROM Case WHERE Status != 'Closed'"


async def test_customers_rank_nobody(understood: Understood) -> None:
    assert (await understood("who's got the most open tickets?", agent="service")).kind == "decline"
