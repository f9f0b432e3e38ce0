"""What is found, in which order, and by whom: on the demo articles."""

from collections.abc import Mapping

import pytest

from understudy.conversations.turn import Stage
from understudy.kit.ids import RecordId
from understudy.knowledge.index.retrieve import Passage, retrieve
from understudy.knowledge.readers import audiences_of
from understudy.org.permissions import Actor, Customer, Employee, System

CUSTOMER = Customer(RecordId("003000000000001AAA"), None)
EMPLOYEE = Employee(RecordId("005000000000001AAA"), "standard")
Rows = Mapping[str, list[dict[str, str]]]


async def find(stage: Stage, question: str, actor: Actor, most: int = 6) -> list[Passage]:
    return await retrieve(stage.database, stage.org, stage.encoder, question, actor, most=most)


@pytest.fixture
def internal(demo_rows: Rows) -> list[dict[str, str]]:
    found = [row for row in demo_rows["Knowledge__kav"] if row["Audience__c"] == "employees"]
    assert len(found) >= 20
    return found


@pytest.mark.parametrize(
    ("actor", "audiences"),
    [
        (CUSTOMER, {"public", "customers"}),
        (EMPLOYEE, {"public", "customers", "employees"}),
        (System("a test"), {"public", "customers", "employees"}),
    ],
)
def test_who_reads_what(actor: Actor, audiences: set[str]) -> None:
    assert set(audiences_of(actor)) == audiences


async def test_a_customer_never_finds_an_article_for_employees(
    articles: Stage, internal: list[dict[str, str]]
) -> None:
    """Not even when asked by its title, and though all passages are asked for."""
    hidden = {row["Id"] for row in internal}
    for row in internal:
        found = await find(articles, row["Title"], CUSTOMER, most=1000)
        assert not hidden & {passage.found.key for passage in found}
        assert found
        (best, *_) = await find(articles, row["Title"], EMPLOYEE)
        assert best.found.key == row["Id"]


async def test_an_agent_may_read_less_than_the_person(
    articles: Stage, internal: list[dict[str, str]]
) -> None:
    own = {row["Id"] for row in internal}
    question = "How long is the warranty, and how many days of vacation do I have?"

    async def keys(actor: Actor, written_for: tuple[str, ...]) -> set[str]:
        found = await retrieve(
            articles.database,
            articles.org,
            articles.encoder,
            question,
            actor,
            written_for=written_for,
            most=1000,
        )
        return {passage.found.key for passage in found}

    assert await keys(EMPLOYEE, ()) - own
    assert await keys(EMPLOYEE, ("employees",)) <= own
    assert await keys(EMPLOYEE, ("employees",))
    assert await keys(CUSTOMER, ("employees",)) == set()


async def test_scores_of_a_customer_do_not_tell_of_what_is_hidden(articles: Stage) -> None:
    """A word that stands only in articles for employees weighs as much as one that stands nowhere."""
    hidden, nowhere = "bereavement", "zyzzyva"
    assert any(
        "bereave" in p.found.text or "relative" in p.found.text
        for p in await find(articles, hidden, EMPLOYEE)
    )
    one = await find(articles, f"vacation {hidden} delivery", CUSTOMER, most=1000)
    other = await find(articles, f"{nowhere} {nowhere}x delivery", CUSTOMER, most=1000)
    coverages = [{round(p.found.coverage, 9) for p in found} for found in (one, other)]
    assert coverages[0] == coverages[1]
    assert max(coverages[0]) > 0


RANKED = {
    "When is a refund paid out?": "When do I get my money back?",
    "fan squeaks": "The circulation fan is noisy",
    "IR-299": "Order spare parts",
    "minimum yearly purchase for resellers": "Become a trade partner",
    "Ethernet port": "Tally Water Controller or Tally Pro?",
    "How do I connect the Sluice valve?": "Pair a Sluice Smart Valve with a controller",
}


@pytest.mark.parametrize(("question", "title"), RANKED.items(), ids=RANKED)
async def test_the_right_article_is_among_the_first(articles: Stage, question: str, title: str) -> None:
    assert title in [passage.found.title for passage in (await find(articles, question, CUSTOMER))[:3]]


@pytest.mark.parametrize("question", ["", "   ", "the of and", "' | & ! :* \\", "\0", "x" * 5000])
async def test_any_text_can_be_asked(articles: Stage, question: str) -> None:
    found = await find(articles, question, CUSTOMER)
    assert len(found) == 6
    assert all(0 <= passage.found.coverage <= 1 for passage in found)


async def test_passages_come_with_their_sentences(articles: Stage) -> None:
    (passage, *_) = await find(articles, "How long does shipping take?", CUSTOMER)
    for sentence in passage.sentences:
        assert passage.found.text[sentence.start : sentence.end] == sentence.text
    assert len(passage.sentences) > 3
