"""What is remembered of a turn: what was asked, what it showed, and whom it was about."""

from collections.abc import Awaitable, Callable

import pytest

from understudy.agents.outcome import Clarify, Evidence, Reply, Step
from understudy.app import App
from understudy.conversations.memory import memory_as_json, memory_from_json, remember
from understudy.conversations.store import load_session
from understudy.conversations.turn import Stage, Turn
from understudy.llm.finding import Finding, Item
from understudy.llm.situation import AskedBack, Memory, RememberedFrame, RememberedRecord
from understudy.org.users import find_actor

Ask = Callable[..., Awaitable[Turn]]
MARIA = "maria.okafor@harborlightnursery.example"
FOUND = RememberedRecord("Case", "500Un0000000001IAA", "Leak")
OTHER = RememberedRecord("Case", "500Un0000000002IAA", "Noise")


def found(where: str, *records: RememberedRecord, **arguments: object) -> Reply:
    """A reply that lists the records."""
    items = tuple(Item(each.name, each.id, each.object) for each in records)
    given = {"object": "Case", "where": where, **arguments}
    step = Step("find_records", given, Finding("found", "Cases.", items, len(items)), 1.0)
    return Reply("Cases.", evidence=Evidence((step,)))


def after(before: Memory, outcome: Reply | Clarify, stage: Stage) -> Memory:
    """What is remembered then, when no ids were given."""
    return remember(before, "…", outcome, stage.org.schema, {})


async def test_a_list_is_shown_and_one_of_it_talked_about(demo_stage: Stage) -> None:
    listed = after(Memory(), found("A = 1", FOUND, OTHER), demo_stage)
    assert (listed.shown, listed.talked) == ((FOUND, OTHER), ())
    picked = after(listed, found("A = 1", OTHER, limit=1), demo_stage)
    assert (picked.shown, picked.talked, picked.subject) == ((FOUND, OTHER), (OTHER,), listed.subject)
    assert picked.last != picked.subject


async def test_what_is_narrowed_remembers_how_it_began(demo_stage: Stage) -> None:
    began = after(Memory(), found("A = 1", FOUND, OTHER), demo_stage)
    narrowed = after(began, found("A = 1 AND B = 2", FOUND), demo_stage)
    assert narrowed.began == began.subject != narrowed.subject
    other = after(narrowed, found("C = 3", FOUND), demo_stage)
    assert other.began == other.subject


async def test_a_question_asked_back_waits_for_one_turn(demo_stage: Stage) -> None:
    before = after(Memory(), found("A = 1", FOUND, OTHER), demo_stage)
    asked = after(before, Clarify("Which?", ("Leak", "Noise")), demo_stage)
    assert asked.asked == AskedBack("…", ("Leak", "Noise"))
    assert after(asked, Reply("I don't know.", known=False), demo_stage) == before


def test_memory_is_kept_as_json() -> None:
    frame = RememberedFrame("find_records", {"object": "Case", "fields": ["Id"]})
    memory = Memory(frame, frame, frame, (FOUND,), (OTHER,), AskedBack("Which?", ("Leak",)))
    assert memory_from_json(memory_as_json(memory)) == memory
    assert memory_from_json({}) == Memory()


async def test_the_person_behind_a_field_is_talked_about(ask: Ask) -> None:
    first = await ask("Who owns the opportunity Silverleaf Nursery - Controller Replacement 2026?", "sales")
    (owner,) = [each for each in first.session.memory.talked if each.object == "User"]
    assert first.outcome.text.count(owner.name) == 1
    second = await ask("What is his email address?", "sales", session=first.session)
    assert isinstance(second.outcome, Reply)
    assert second.outcome.evidence.steps[-1].arguments == {"id": owner.id, "fields": ["Email"]}


async def test_a_conversation_goes_on_where_it_was_left(ask: Ask, demo_app: App, demo_stage: Stage) -> None:
    maria = await find_actor(demo_app.database, demo_stage.org, MARIA)
    first = await ask("Show me my orders.", "service", actor=maria)
    resumed = await load_session(demo_app.database, "demo", first.session.id, maria)
    assert resumed == first.session
    second = await ask("The second one.", "service", actor=maria, session=resumed)
    assert isinstance(first.outcome, Reply)
    assert isinstance(second.outcome, Reply)
    assert second.outcome.answers == first.outcome.answers[1:2]


@pytest.mark.parametrize("said", ["The second one.", "who owns it?"])
async def test_what_another_may_not_see_is_not_told_by_memory(
    ask: Ask, demo_app: App, demo_stage: Stage, said: str
) -> None:
    """A record that was remembered is read anew, as the person who asks now."""
    maria = await find_actor(demo_app.database, demo_stage.org, MARIA)
    listed = await ask("Show me the orders of Redwood Garden Supply.", "analyst")
    memory = listed.session.memory
    theirs = Memory(memory.last, memory.subject, memory.began, memory.shown * 2, memory.talked)
    own = (await ask("Show me my orders.", "service", actor=maria)).session
    stolen = type(own)(own.id, own.agent, own.actor, own.channel, turns=own.turns, memory=theirs)
    played = await ask(said, "service", actor=maria, session=stolen)
    assert not (isinstance(played.outcome, Reply) and played.outcome.answers)
