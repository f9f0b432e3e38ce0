"""An org with words of its own is understood with these words: labels, synonyms, values, objects; no code."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from understudy.agents import spoken
from understudy.agents.outcome import Reply
from understudy.agents.spec import AgentSpec
from understudy.agents.world import build_world
from understudy.app import App
from understudy.conversations.turn import Stage, Turn
from understudy.kit.ids import new_record_id
from understudy.llm.local.model import EmbeddedModel
from understudy.llm.local.reasoner import Reasoner
from understudy.llm.situation import Situation
from understudy.org.metadata import Field, FieldType, ObjectType, Schema
from understudy.org.standard import standard_schema
from understudy.trust.guard import GuardedModel, inside

KILNS = ObjectType(
    "Kiln__c",
    "Kiln",
    "Kilns",
    "a0K",
    (
        Field("Name", "Kiln name", FieldType.STRING),
        Field("Glaze__c", "Glaze", FieldType.PICKLIST, values=("Celadon", "Tenmoku", "Raku")),
        Field("Heat__c", "Peak heat", FieldType.NUMBER, synonyms=("top temperature",)),
        Field("Studio__c", "Studio", FieldType.REFERENCE, references=("Account",), relationship="Studio__r"),
    ),
    "Name",
    synonyms=("furnace",),
)
NAMES = {
    "Case": ("Incident log", "Incident logs", ("occurrence",)),
    "Opportunity": ("Engagement", "Engagements", ("mandate",)),
    "Account": ("Studio", "Studios", ("workshop",)),
}
VALUES = {
    ("Case", "Status"): ("Fresh", "On the bench", "Shelved"),
    ("Case", "Priority"): ("Mild", "Grave"),
    ("Opportunity", "StageName"): ("Sketch", "Maquette", "Casting"),
}


def renamed() -> Schema:
    """The standard objects under other names and with other values, and one more."""
    return Schema((*(_renamed(kind) for kind in standard_schema()), KILNS))


def _renamed(kind: ObjectType) -> ObjectType:
    label, plural, synonyms = NAMES.get(kind.name, (kind.label, kind.plural, kind.synonyms))
    fields = tuple(replace(f, values=VALUES.get((kind.name, f.name), f.values)) for f in kind.fields)
    return replace(kind, label=label, plural=plural, synonyms=synonyms, fields=fields)


def rows() -> dict[str, list[dict[str, Any]]]:
    studios = [new_record_id("001", serial) for serial in (1, 2)]
    ada, bo = (new_record_id("005", serial) for serial in (1, 2))
    may, june = datetime(2026, 5, 4, 12, tzinfo=UTC), datetime(2026, 6, 4, 12, tzinfo=UTC)

    def log(subject: str, status: str, priority: str, owner: str, made: datetime) -> dict[str, Any]:
        told = {"Subject": subject, "Status": status, "Priority": priority}
        return {**told, "OwnerId": owner, "CreatedDate": made, "AccountId": studios[0]}

    def deal(name: str, stage: str, amount: int, studio: str) -> dict[str, Any]:
        return {"Name": name, "StageName": stage, "Amount": Decimal(amount), "AccountId": studio}

    return {
        "User": [
            {"Id": ada, "FirstName": "Ada", "LastName": "Byron"},
            {"Id": bo, "FirstName": "Bo", "LastName": "Diaz"},
        ],
        "Account": [{"Id": studios[0], "Name": "Clay & Sons"}, {"Id": studios[1], "Name": "Moon Pottery"}],
        "Case": [
            log("Cracked bowl", "Fresh", "Grave", ada, may),
            log("Missing lid", "On the bench", "Mild", ada, may),
            log("Wrong blue", "On the bench", "Grave", bo, may),
            log("Late crate", "Shelved", "Mild", bo, june),
            log("Loose handle", "On the bench", "Mild", bo, june),
        ],
        "Opportunity": [
            deal("Town fountain", "Casting", 9000, studios[0]),
            deal("Hotel tiles", "Sketch", 4000, studios[1]),
            deal("School mural", "Sketch", 7000, studios[1]),
        ],
        "Kiln__c": [
            {"Name": "Big Bertha", "Glaze__c": "Raku", "Heat__c": 1280, "Studio__c": studios[0]},
            {"Name": "Little Tom", "Glaze__c": "Celadon", "Heat__c": 980, "Studio__c": studios[0]},
            {"Name": "Old Nell", "Glaze__c": "Raku", "Heat__c": 1100, "Studio__c": studios[1]},
        ],
    }  # fmt: skip


@pytest.fixture
async def stage(demo_app: App, demo_stage: Stage, small_org: Callable[..., Awaitable[Any]]) -> Stage:
    """The renamed org, ready for turns with the embedded model."""
    org = await small_org(renamed(), rows())

    def model_for(spec: AgentSpec, situation: Situation) -> GuardedModel:
        world = build_world(org, demo_stage.library, spec)
        return inside(EmbeddedModel(Reasoner(world, demo_stage.encoder), situation))

    return replace(demo_stage, org=org, model_for=model_for)


QUESTIONS = {
    "How many incident logs are on the bench?": ["3"],
    "How many occurrences are shelved?": ["1"],
    "How many incident logs were opened in May 2026?": ["3"],
    "Show me the incident logs that are grave.": ["Cracked bowl", "Wrong blue"],
    "Which engagements are in the sketch stage?": ["Hotel tiles", "School mural"],
    "Which engagements belong to the studio Moon Pottery?": ["Hotel tiles", "School mural"],
    "Show me the largest engagement.": ["Town fountain"],
    "How many mandates does Moon Pottery have?": ["2"],
    "List the kilns of Clay & Sons.": ["Big Bertha", "Little Tom"],
    "How many furnaces use the Raku glaze?": ["2"],
    "Which kiln has the highest peak heat?": ["Big Bertha"],
    "What is the top temperature of Old Nell?": ["1,100"],
}


async def test_the_org_s_own_words(ask: Callable[..., Awaitable[Turn]], stage: Stage) -> None:
    assert await _told(ask, stage, list(QUESTIONS)) == QUESTIONS


async def test_an_object_beyond_the_well_known_ones_is_learnt_when_it_is_named(
    ask: Callable[..., Awaitable[Turn]], stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spoken, "_MOST", len(standard_schema().objects))
    asked = [question for question in QUESTIONS if "kiln" in question or "furnace" in question]
    assert await _told(ask, stage, asked) == {question: QUESTIONS[question] for question in asked}


async def test_a_conversation_about_such_an_object_goes_on(
    ask: Callable[..., Awaitable[Turn]], stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spoken, "_MOST", len(standard_schema().objects))
    first = await ask("List the kilns of Clay & Sons.", stage=stage)
    then = await ask("Only those with the Celadon glaze.", stage=stage, session=first.session)
    assert _labels(then) == ["Little Tom"]


async def _told(
    ask: Callable[..., Awaitable[Turn]], stage: Stage, questions: list[str]
) -> dict[str, list[str] | str]:
    return {question: _labels(await ask(question, stage=stage)) for question in questions}


def _labels(turn: Turn) -> list[str] | str:
    outcome = turn.outcome
    steps = outcome.evidence.steps
    found = steps[-1].finding if steps and isinstance(outcome, Reply) else None
    return sorted(i.label for i in found.items[: found.asked]) if found else outcome.text
