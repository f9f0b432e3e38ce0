"""A turn with a provider's model on the demo org: what the provider sees, and what the person is told."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.llm.fake_provider import Answer, FakeProvider, calls, fake_provider, says

from understudy.agents.events import Event, Said
from understudy.agents.names import OrgNames
from understudy.app import App
from understudy.conversations.turn import Stage, Turn
from understudy.evals.cases import Case, Expectation, Suite
from understudy.evals.masking_cost import compare
from understudy.kit.config import Settings
from understudy.llm.model import provider_model
from understudy.org.permissions import System
from understudy.trust.guard import masked
from understudy.trust.masking.fields import private_objects
from understudy.trust.masking.policy import Rules
from understudy.trust.masking.standins import STAND_IN

Ask = Callable[..., Awaitable[Turn]]
Script = Callable[[FakeProvider], Answer]
CONTACTS = {"object": "Contact", "fields": ["Name", "Email", "Phone"], "order_by": "CreatedDate", "limit": 5}


def sent(provider: FakeProvider) -> str:
    return json.dumps(provider.asked, ensure_ascii=False)


@pytest.fixture
def play(demo_stage: Stage, ask: Ask) -> Callable[..., Awaitable[tuple[Turn, str]]]:
    """One turn with a model whose provider answers by the functions; and the bytes that it got."""

    async def played(
        message: str, *script: Script, rules: Rules | None = None, **how: Any
    ) -> tuple[Turn, str]:
        steps = iter(script)
        async with fake_provider(iter(lambda: next(steps)(provider), None)) as provider:
            org = demo_stage.org
            names = OrgNames(demo_stage.database, org, System("a test"), private_objects(org.schema))
            async with provider_model("openai:fake", {"OPENAI_BASE_URL": provider.url}) as model:
                guarded = masked(model, rules or Rules(), org.schema, names)
                stage = replace(demo_stage, model_for=lambda spec, situation: guarded)
                turn = await ask(message, "analyst", stage=stage, **how)
        return turn, sent(provider)

    return played


def echo(provider: FakeProvider) -> Answer:
    """Says what it was handed last."""
    content = provider.asked[-1]["messages"][-1]["content"]
    return says(*(content[at : at + 7] for at in range(0, len(content), 7)))


async def test_records_leave_as_stand_ins_and_are_told_as_they_are(
    play: Callable[..., Awaitable[tuple[Turn, str]]], demo_rows: Any
) -> None:
    turn, got = await play("Who are our first contacts?", lambda _: calls("find_records", CONTACTS), echo)
    (step,) = turn.outcome.evidence.steps
    people = [dict(zip(step.finding.columns, row, strict=True)) for row in step.finding.rows]
    values = [value for person in people for value in person.values() if value]
    assert len(values) > 5
    assert [value for value in values if value in got] == []
    assert [value for value in values if value not in turn.outcome.text] == []


async def test_a_name_that_the_org_knows_is_masked_however_it_is_written(
    play: Callable[..., Awaitable[tuple[Turn, str]]], demo_rows: Any
) -> None:
    account = demo_rows["Account"][0]["Name"]
    question = f"how many cases has {account.lower()} had?"
    events: list[Event] = []
    turn, got = await play(question, echo, listen=events.append)
    assert account.lower() not in got.lower()
    assert turn.outcome.text == question
    assert "".join(event.text for event in events if isinstance(event, Said)) == question


async def test_a_value_comes_back_in_the_arguments_of_an_action(
    play: Callable[..., Awaitable[tuple[Turn, str]]], demo_rows: Any
) -> None:
    email = demo_rows["Contact"][0]["Email"]

    def look_up(provider: FakeProvider) -> Answer:
        stand_in = next(each[0] for each in STAND_IN.finditer(provider.asked[-1]["messages"][-1]["content"]))
        return calls("find_records", {"object": "Contact", "where": f"Email = '{stand_in}'"})

    turn, got = await play(f"Who is {email}?", look_up, lambda _: says("Found."))
    (step,) = turn.outcome.evidence.steps
    assert step.finding.records == 1
    assert email not in got


async def test_a_field_is_treated_as_the_policy_says_wherever_its_value_appears(
    play: Callable[..., Awaitable[tuple[Turn, str]]],
) -> None:
    rules = Rules(fields={"Contact.Email": "keep", "Contact.Phone": "drop", "Case.Status": "mask"})
    turn, got = await play(
        "Who are our first contacts?",
        lambda _: calls("find_records", CONTACTS),
        lambda _: calls("find_records", {"object": "Case", "fields": ["Status"], "limit": 3}),
        lambda _: says("These."),
        rules=rules,
    )
    assert "(phone removed)" in got
    found = turn.outcome.evidence.steps[0].finding
    emails = [row[found.columns.index("Email")] for row in found.rows]
    assert [email for email in emails if email and email not in got] == []
    assert "TEXT_" in got


async def test_what_masking_costs_is_what_the_answers_say(
    demo_app: App, demo_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A provider that spells a name out: it cannot when it sees a stand-in."""

    def spelt(provider: FakeProvider) -> Answer:
        content = provider.asked[-1]["messages"][-1]["content"]
        return calls("answer", {"text": "-".join(content.split()[-1].rstrip("?")), "known": True})

    case = Case(name="spell", say="Spell ann@example.com", expect=Expectation(contains=("a-n-n",)))
    suite = Suite(name="spelling", agent="analyst", cases=(case,))
    async with fake_provider(iter(lambda: spelt(provider), None)) as provider:
        monkeypatch.setenv("OPENAI_BASE_URL", provider.url)
        app = App(Settings(workspace=demo_app.settings.workspace), demo_app.database, demo_app.clock)
        cost = await compare(app, suite, "analyst", "openai:fake", lambda _run: None)
        await app.close()
    assert (cost.masked.passed, cost.open.passed, cost.lost, cost.won) == (0, 1, ("spell",), ())
