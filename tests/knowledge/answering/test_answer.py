"""The sentences that answer, on the demo articles."""

from collections.abc import Mapping

import pytest

from understudy.conversations.turn import Stage
from understudy.kit.ids import RecordId
from understudy.knowledge.answering.answer import Answer, answer_from
from understudy.knowledge.index.retrieve import retrieve
from understudy.org.permissions import Actor, Customer, System

CUSTOMER = Customer(RecordId("003000000000001AAA"), None)
SYSTEM = System("a test")

HELP = {
    "What does it cost to send a parcel?": ("Shipping times and costs", "$"),
    "How long do I have to wait for my refund?": ("When do I get my money back?", "working days"),
    "May I return a greenhouse after assembling it?": ("Return goods you don't need", "cannot be returned"),
    "How long is the warranty on grow lights?": ("What the warranty covers and for how long", "months"),
    "Can I cancel an order I placed this morning?": ("Change or cancel an order", "hours"),
    "What is the trade discount?": ("Become a trade partner", "%"),
    "Do you take credit cards?": ("Ways to pay", "cards"),
    "A glass pane was cracked on arrival": ("A panel, pane or lid arrived cracked", "photographs"),
    "The circulation fan rattles": ("The circulation fan is noisy", "blade"),
    "Do old controllers go into the recycling?": ("Give old products back", "controllers"),
    "How high must a grow light hang above seedlings?": ("Hang grow lights at the right height", "Seedlings"),
    "For how many years do you keep spare parts?": ("Order spare parts", "10 years"),
}
INTERNAL = {
    "How many days of vacation do I have a year?": ("Vacation and sick leave", "vacation"),
    "What does the company match for retirement?": ("Health, retirement and other benefits", "match"),
    "Can I swap a shift?": ("Shifts and swaps in Support", "swap"),
}
UNRELATED = (
    "Who won the chess championship?",
    "How do I knit a scarf?",
    "What is the boiling point of tungsten?",
    "Which restaurant has the best pizza?",
    "How many moons does Saturn have?",
    "Can you write me a limerick?",
)


async def answer(stage: Stage, question: str, actor: Actor) -> Answer:
    passages = await retrieve(stage.database, stage.org, stage.encoder, question, actor)
    return answer_from(passages, question, stage.encoder)


@pytest.mark.parametrize(("question", "right"), HELP.items(), ids=HELP)
async def test_a_question_of_the_help_centre_is_answered(
    articles: Stage, question: str, right: tuple[str, str]
) -> None:
    title, word = right
    given = await answer(articles, question, CUSTOMER)
    assert {citation.title for citation in given.citations} == {title}
    assert word in " ".join(citation.shown for citation in given.citations)
    assert 1 <= len(given.citations) <= 4


@pytest.mark.parametrize(("question", "right"), INTERNAL.items(), ids=INTERNAL)
async def test_rules_for_employees_are_told_to_employees_only(
    articles: Stage, question: str, right: tuple[str, str]
) -> None:
    title, word = right
    told = (await answer(articles, question, SYSTEM)).citations
    assert {citation.title for citation in told} == {title}
    assert word in " ".join(citation.quote for citation in told)
    assert title not in {c.title for c in (await answer(articles, question, CUSTOMER)).citations}


@pytest.mark.parametrize("question", UNRELATED)
async def test_what_no_article_holds_is_not_answered(articles: Stage, question: str) -> None:
    given = await answer(articles, question, SYSTEM)
    assert given.citations == ()
    assert given.support < 0.5
    assert len(given.looked_at) >= 3


async def test_quotes_stand_in_the_article_letter_for_letter(
    articles: Stage, demo_rows: Mapping[str, list[dict[str, str]]]
) -> None:
    bodies = {row["Id"]: row["FAQ_Answer__c"] for row in demo_rows["Knowledge__kav"]}
    quotes = [c for question in HELP for c in (await answer(articles, question, CUSTOMER)).citations]
    assert len(quotes) >= len(HELP)
    for citation in quotes:
        rows = await articles.database.fetch(
            "SELECT text FROM understudy.document WHERE org = %s AND id = %s",
            (articles.org.name, citation.document),
        )
        assert rows[0][0].startswith(citation.quote, citation.at)
        # The article's own text, but for the marks of Markdown: emphasis, lists and the gaps of tables.
        plain = " ".join(bodies[citation.record or ""].replace("*", "").split())
        assert " ".join(citation.quote.split()) in plain


async def test_one_word_that_many_have_is_asked_back(articles: Stage) -> None:
    given = await answer(articles, "What is the limit?", SYSTEM)
    assert given.citations == ()
    assert len(given.which) >= 2
    assert (await answer(articles, "What is the hotel limit?", SYSTEM)).which == ()
    assert (await answer(articles, "Overtime?", SYSTEM)).which == ()


async def test_a_passage_that_only_names_a_person_does_not_tell_of_the_person(articles: Stage) -> None:
    question = "When is Teodoro Vance's birthday?"
    passages = await retrieve(articles.database, articles.org, articles.encoder, question, SYSTEM)
    assert answer_from(passages, question, articles.encoder).citations
    given = answer_from(passages, question, articles.encoder, ["Teodoro Vance"])
    assert (given.citations, given.support) == ((), 0.0)
    right = "Who decides on disputes, Teodoro Vance?"
    passages = await retrieve(articles.database, articles.org, articles.encoder, right, SYSTEM)
    assert answer_from(passages, right, articles.encoder, ["Teodoro Vance"]).citations


def test_nothing_to_read_is_no_answer(demo_stage: Stage) -> None:
    assert answer_from([], "How?", demo_stage.encoder) == Answer((), (), 0.0)
