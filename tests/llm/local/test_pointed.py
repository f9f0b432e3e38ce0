"""The record that words point to, in a world of boats."""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from understudy.kit.clock import Moment
from understudy.kit.ids import new_record_id
from understudy.llm.local.lexicon import Lexicon
from understudy.llm.local.message import Message, read_message
from understudy.llm.local.names import with_names
from understudy.llm.local.pointed import find_pointed, object_words
from understudy.llm.local.world import ObjectView, World
from understudy.llm.situation import Memory, NameMatch, RememberedRecord, Situation

BOAT, OTHER, SKIPPER = new_record_id("b01", 1), new_record_id("b01", 2), new_record_id("b02", 1)
NAMES = [("Heron", "Boat__c", BOAT), ("Teal", "Boat__c", OTHER), ("Teal", "Skipper__c", SKIPPER)]
WORLD = World(
    objects=(
        ObjectView("Boat__c", "Boat", "Boats", ("vessel",), "Name", ()),
        ObjectView("Skipper__c", "Skipper", "Skippers", (), "Name", ()),
    ),
    measures=(),
    policies=(),
    guides=(),
    topics=(),
    prefixes={"b01": "Boat__c", "b02": "Skipper__c"},
)


HERON = RememberedRecord(WORLD.objects[0].name, BOAT, "Heron")


class Harbour:
    """Knows two boats and a skipper, one of whom is called like a boat."""

    async def find(self, phrases: Sequence[str]) -> list[NameMatch]:
        return [NameMatch(kind, key, name, name) for name, kind, key in NAMES if name.lower() in phrases]

    async def similar(self, phrases: Sequence[str]) -> list[NameMatch]:
        return []


def situation(last: RememberedRecord | None = None, context: str = "") -> Situation:
    moment = Moment(datetime(2026, 11, 20, 12, tzinfo=UTC), ZoneInfo("UTC"))
    return Situation(moment, Harbour(), context, None, Memory(talked=(last,) if last else ()))


async def read(text: str, given: Situation) -> Message:
    return await with_names(read_message(text, given, Lexicon(WORLD)), given)


@pytest.mark.parametrize(
    ("text", "found", "choices"),
    [
        ("Summarise Heron", BOAT, None),
        (f"Summarise {OTHER}", OTHER, None),
        ("Summarise Teal", OTHER, {OTHER, SKIPPER}),
        ("Summarise the vessel Teal", OTHER, None),
        ("Summarise the skipper Teal", SKIPPER, None),
        ("Tell Teal about the boat Heron", BOAT, None),
        ("Summarise the boat", None, None),
    ],
)
async def test_by_id_name_and_object(text: str, found: str | None, choices: set[str] | None) -> None:
    given = situation()
    pointed = find_pointed(await read(text, given), WORLD, given)
    assert (pointed.id if pointed else None) == found
    assert (set(pointed.choice.ids) if pointed and pointed.choice else None) == choices


@pytest.mark.parametrize(
    ("text", "last", "found"),
    [
        ("Sum it up", HERON, BOAT),
        ("Sum this boat up", HERON, BOAT),
        ("Sum this skipper up", HERON, None),
        ("Sum up", HERON, None),
        ("Sum it up", None, None),
    ],
)
async def test_the_record_spoken_of_before(
    text: str, last: RememberedRecord | None, found: str | None
) -> None:
    given = situation(last)
    pointed = find_pointed(await read(text, given), WORLD, given)
    assert (pointed.id if pointed else None) == found


async def test_the_record_that_the_context_states() -> None:
    given = situation(context=f"The boat id is {BOAT}")
    pointed = find_pointed(await read("Summarise the boat", given), WORLD, given)
    assert pointed is not None
    assert pointed.id == BOAT


async def test_the_words_for_an_object() -> None:
    message = await read("Tell me about the boat and the skippers", situation())
    assert {message.words[i] for i in object_words(message)} == {"boat", "skippers"}
