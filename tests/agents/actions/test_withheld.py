"""The demo's own: an old page that nobody linked to contradicts a maintained one, and what agents say."""

import asyncio
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from tests.conftest import Ask

from understudy.app import App
from understudy.conversations.turn import Stage
from understudy.kit.trace import flush
from understudy.knowledge.gate.deciding import decide
from understudy.knowledge.gate.ledger import Dispute
from understudy.knowledge.gate.settling import open_ledger, settle
from understudy.observe.story import tell
from understudy.observe.traces import read_trace
from understudy.org.demo import DEMO_NOW
from understudy.org.permissions import Actor, System
from understudy.org.store import use_org
from understudy.org.users import find_actor

QUESTION = "How large must an order be for three instalments?"
OPERATOR = System("a test")
OLD, MAINTAINED = "$2,500", "$5,000"
CUSTOMER = "maria.okafor@harborlightnursery.example"


@pytest.fixture
async def dispute(articles: Stage) -> AsyncGenerator[Dispute]:
    """The dispute on instalments, open; open again afterwards."""
    ledger = await open_ledger(articles.database, articles.org.name)
    (found,) = [each for each in ledger.findings.disputes if ledger.standing.settled[each.id].how == "open"]
    yield found
    await articles.database.execute("DELETE FROM understudy.decision WHERE org = %s", (articles.org.name,))
    await articles.database.execute("UPDATE understudy.gate SET version = version + 1")
    await settle(articles.database, articles.org.name, articles.encoder)


async def person(stage: Stage, name: str) -> Actor:
    return await find_actor(stage.database, stage.org, name)


async def decided(stage: Stage, dispute: Dispute, maintained: bool) -> None:
    side = "a" if (MAINTAINED in dispute.a.sentence) == maintained else "b"
    actor = await person(stage, "Rosalind Achebe")
    await decide(
        stage.database, stage.org, stage.encoder, actor, dispute.id, side, because="board of May", at=DEMO_NOW
    )


async def test_an_employee_learns_which_sentences_disagree(
    articles: Stage, ask: Ask, dispute: Dispute
) -> None:
    outcome = (await ask(QUESTION, "service", actor=OPERATOR)).outcome
    assert "our own pages disagree" in outcome.text
    assert dispute.a.sentence in outcome.text
    assert dispute.b.sentence in outcome.text
    assert outcome.evidence.steps[0].finding.facts["withheld"][0] == dispute.id
    assert outcome.evidence.steps[0].finding.citations == ()


async def test_a_customer_learns_only_that_it_is_being_checked(
    articles: Stage, ask: Ask, dispute: Dispute
) -> None:
    outcome = (await ask(QUESTION, "service", actor=await person(articles, CUSTOMER))).outcome
    assert "is being checked" in outcome.text
    assert "a person" in outcome.text
    told = repr(outcome)
    for page in (dispute.a, dispute.b):
        assert page.sentence not in told
        assert page.value not in told
    assert not {OLD, MAINTAINED} & set(told.replace(".", " ").split())


@pytest.mark.parametrize("maintained", [True, False])
async def test_a_decision_changes_the_answer_and_the_trace_says_why(
    articles: Stage, ask: Ask, dispute: Dispute, traced: None, maintained: bool
) -> None:
    await decided(articles, dispute, maintained)
    holds, falls = (MAINTAINED, OLD) if maintained else (OLD, MAINTAINED)
    turn = await ask(QUESTION, "service", actor=OPERATOR)
    assert holds in turn.outcome.text
    assert falls not in turn.outcome.text
    assert turn.outcome.evidence.steps[0].finding.facts["upheld"] == [dispute.id]
    assert turn.trace_id
    flush()
    trace = await read_trace(articles.database, turn.trace_id)
    (line,) = [each.text for each in await tell(articles.database, trace, OPERATOR) if each.about == "upheld"]
    assert line.startswith("By decision of Rosalind Achebe on 2026-11-20 “")
    assert "because board of May" in line


async def test_to_a_customer_the_trace_names_nobody(
    articles: Stage, ask: Ask, dispute: Dispute, traced: None
) -> None:
    await decided(articles, dispute, maintained=True)
    maria = await person(articles, CUSTOMER)
    turn = await ask(QUESTION, "service", actor=maria)
    assert MAINTAINED in turn.outcome.text
    assert turn.trace_id
    flush()
    trace = await read_trace(articles.database, turn.trace_id)
    told = repr([*(await tell(articles.database, trace, maria)), trace.bars])
    assert "By decision of the company on 2026-11-20 this holds" in told
    for hidden in ("Rosalind", "board of May", "Pay in instalments", OLD):
        assert hidden not in told


async def test_another_process_answers_by_the_decision_at_once(
    articles: Stage, dispute: Dispute, demo_app: App
) -> None:
    await decided(articles, dispute, maintained=True)
    await use_org(articles.database, articles.org.name)
    settings = demo_app.settings
    asking = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).with_name("understudy")),
        *("ask", "service", QUESTION, "--as", CUSTOMER),
        env={
            "UNDERSTUDY_WORKSPACE": str(settings.workspace),
            "UNDERSTUDY_DATABASE_URL": str(settings.database_url),
        },
        stdout=asyncio.subprocess.PIPE,
    )
    said = (await asking.communicate())[0].decode()
    assert MAINTAINED in said
    assert OLD not in said


async def test_the_stale_page_is_not_quoted(articles: Stage, ask: Ask) -> None:
    question = "How do I put new firmware on a Tally by memory card?"
    outcome = (await ask(question, "service", actor=OPERATOR)).outcome
    assert "FAT32" not in outcome.text
    assert "“Update a Tally by memory card”, is set aside: last updated on 2024-02-12" in outcome.text
