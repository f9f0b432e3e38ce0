"""The action, and when the embedded reasoner chooses it."""

from collections.abc import Awaitable, Callable

import pytest

from understudy.agents.outcome import Clarify, Refusal, Reply
from understudy.conversations.turn import Stage, Turn
from understudy.org.permissions import Actor
from understudy.org.users import find_actor

Ask = Callable[..., Awaitable[Turn]]
ACTION = "answer_from_knowledge"


@pytest.fixture(scope="module")
async def maria(articles: Stage) -> Actor:
    """A customer, once the articles are indexed."""
    return await find_actor(articles.database, articles.org, "maria.okafor@harborlightnursery.example")


@pytest.fixture(scope="module")
async def caroline(demo_stage: Stage, maria: Actor) -> Actor:
    """An employee; the articles are indexed."""
    return await find_actor(demo_stage.database, demo_stage.org, "Caroline Mbatha")


def actions(turn: Turn) -> list[str]:
    return [step.action for step in turn.outcome.evidence.steps]


@pytest.mark.parametrize(
    "question",
    [
        "How long does shipping take?",
        "How do I set up the Tally controller?",
        "Is frost damage covered by the warranty?",
        "How can I cancel an order?",
        "The fan makes a terrible noise",
        "What will the weather be like tomorrow?",
    ],
)
async def test_a_customer_s_question_is_looked_up(ask: Ask, maria: Actor, question: str) -> None:
    turn = await ask(question, "service", actor=maria)
    assert actions(turn) == [ACTION]
    assert turn.outcome.evidence.steps[0].arguments == {"question": question}


@pytest.mark.parametrize(
    ("question", "action"),
    [
        ("What is the status of my order?", "find_records"),
        ("Show me my orders", "find_records"),
        ("How many open cases do I have?", "query"),
        ("When was my last order?", "find_records"),
    ],
)
async def test_questions_about_records_stay_with_the_records(
    ask: Ask, maria: Actor, question: str, action: str
) -> None:
    assert actions(await ask(question, "service", actor=maria)) == [action]


@pytest.mark.parametrize(
    "question", ["Who is your best selling agent this year?", "What is your lead conversion rate this year?"]
)
async def test_measures_stay_closed_to_customers(ask: Ask, maria: Actor, question: str) -> None:
    turn = await ask(question, "service", actor=maria)
    assert isinstance(turn.outcome, Refusal)
    assert actions(turn) == []


async def test_an_answer_quotes_and_names_its_source(ask: Ask, maria: Actor, demo_stage: Stage) -> None:
    turn = await ask("How can I cancel an order?", "service", actor=maria)
    assert isinstance(turn.outcome, Reply)
    finding = turn.outcome.evidence.steps[0].finding
    assert finding.status == "found"
    (source,) = finding.items
    assert (source.label, source.object) == ("Change or cancel an order", "Knowledge__kav")
    assert source.value == "cancel-order"
    assert turn.outcome.text == f"{finding.headline}\nSource: Change or cancel an order"
    rows = await demo_stage.database.fetch(
        "SELECT text FROM understudy.document WHERE org = %s AND key = %s", (demo_stage.org.name, source.id)
    )
    assert finding.citations
    for citation in finding.citations:
        assert rows[0][0].startswith(citation.quote, citation.at)
        assert (citation.title, citation.record) == (source.label, source.id)


async def test_it_says_what_it_looked_at(ask: Ask, maria: Actor) -> None:
    turn = await ask("How do I knit a scarf?", "service", actor=maria)
    finding = turn.outcome.evidence.steps[0].finding
    assert finding.status == "nothing"
    assert len(finding.items) == 3
    assert all(f"“{item.label}”" in turn.outcome.text for item in finding.items)


async def test_an_internal_article_is_not_even_named_to_a_customer(
    ask: Ask, maria: Actor, caroline: Actor
) -> None:
    question = "How many days of vacation do employees have?"
    told = (await ask(question, "employee", actor=caroline)).outcome
    assert "20 days of vacation" in told.text
    assert "Source: Vacation and sick leave" in told.text
    hidden = (await ask(question, "service", actor=maria)).outcome
    assert "acation" not in hidden.text


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("Can I work from home?", "Working from home"),
        ("What is the limit for meals on a trip?", "Expenses: limits and receipts"),
        ("Who approves a 25% discount?", "Discount approval"),
        ("When are the reviews?", "Career ladders in Support and Sales"),
    ],
)
async def test_an_employee_is_told_the_rules(ask: Ask, caroline: Actor, question: str, title: str) -> None:
    assert f"Source: {title}" in (await ask(question, "employee", actor=caroline)).outcome.text


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How soon should a new lead be called?", "within 24 hours"),
        ("What has to be done in the discovery stage?", "Discovery (25%)"),
        ("Who must approve a discount of 25%?", "above 20% | the Head of Sales"),
    ],
)
async def test_a_rule_about_records_is_looked_up_by_who_has_no_records(
    ask: Ask, caroline: Actor, question: str, told: str
) -> None:
    turn = await ask(question, "employee", actor=caroline)
    assert actions(turn) == [ACTION]
    assert told in turn.outcome.text


async def test_a_figure_is_not_a_rule(ask: Ask, caroline: Actor) -> None:
    turn = await ask("How many cases were escalated last month?", "employee", actor=caroline)
    assert isinstance(turn.outcome, Refusal)


async def test_a_slip_is_read_as_the_documents_have_it_and_that_is_said(ask: Ask, caroline: Actor) -> None:
    turn = await ask("recipt needed from wich amount for expences", "employee", actor=caroline)
    finding = turn.outcome.evidence.steps[0].finding
    assert "Receipts are needed from $25." in finding.headline
    assert finding.assumption
    assert "“expences” as “expenses”" in finding.assumption


async def test_it_asks_which_document_is_meant(ask: Ask, caroline: Actor) -> None:
    outcome = (await ask("Who approves it?", "employee", actor=caroline)).outcome
    assert isinstance(outcome, Clarify)
    assert "Discount approval" in outcome.choices


async def test_a_person_s_pay_is_not_told_by_the_name_alone(ask: Ask, caroline: Actor) -> None:
    outcome = (await ask("how much does teodoro vance earn?", "employee", actor=caroline)).outcome
    assert isinstance(outcome, Reply)
    assert not outcome.known
