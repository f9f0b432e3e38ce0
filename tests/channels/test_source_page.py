"""The page of a document: whole, with the quote marked, for who may read it alone."""

import re
from html import unescape

import pytest
from tests.channels.conftest import CUSTOMER, BrowseAs

from understudy.channels.citations import source_href
from understudy.conversations.turn import Stage
from understudy.knowledge.answering.answer import answer_from
from understudy.knowledge.index.retrieve import retrieve
from understudy.llm.finding import Citation
from understudy.org.permissions import System

EMPLOYEE = "Caroline Mbatha"
QUESTIONS = ("How can I cancel an order?", "What does it cost to send a parcel?", "How do I clean a filter?")


async def cited(stage: Stage, question: str) -> tuple[Citation, ...]:
    passages = await retrieve(stage.database, stage.org, stage.encoder, question, System("a test"))
    return answer_from(passages, question, stage.encoder).citations


def href(citation: Citation) -> str:
    return source_href({"quote": citation.quote, "document": citation.document, "at": citation.at})


@pytest.mark.parametrize("question", QUESTIONS)
async def test_the_quote_is_marked_in_the_whole_document(
    articles: Stage, browse_as: BrowseAs, question: str
) -> None:
    visitor = await browse_as(CUSTOMER)
    citations = await cited(articles, question)
    assert citations
    for citation in citations:
        page = await visitor.get(href(citation).partition("#")[0])
        marked = [unescape(each) for each in re.findall("<mark>(.*?)</mark>", page.text)]
        assert " | ".join(marked) == citation.quote
        assert page.text.count('id="quoted"') == 1
        rows = await articles.database.fetch(
            "SELECT text FROM understudy.document WHERE id = %s", (citation.document,)
        )
        shown = " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())
        for cell in re.split(r"\n| \| ", rows[0][0].replace(citation.quote, "\n")):
            assert " ".join(cell.split()) in shown


async def test_a_quote_that_is_gone_is_told(articles: Stage, browse_as: BrowseAs) -> None:
    visitor = await browse_as(CUSTOMER)
    document = (await cited(articles, "How can I cancel an order?"))[0].document
    changed = await visitor.get(f"/source/{document}?quote=<b>Orders+last+forever.&at=x")
    assert changed.status_code == 200
    assert "does not stand in it any more" in changed.text
    assert "<mark>" not in changed.text
    assert "<b>" not in changed.text
    plain = await visitor.get(f"/source/{document}")
    assert "any more" not in plain.text
    assert "<mark>" not in plain.text


async def test_what_one_may_not_read_is_not_there(articles: Stage, browse_as: BrowseAs) -> None:
    internal = await cited(articles, "How many days of vacation do I have a year?")
    customer, employee, operator = [await browse_as(who) for who in (CUSTOMER, EMPLOYEE, None)]
    place = href(internal[0]).partition("#")[0]
    for reader in (employee, operator):
        assert internal[0].title in (await reader.get(place)).text
    others = ("/source/0", "/source/x", f"/source/{'9' * 5000}", "/source/-1", "/source/%C2%B2")
    answers = [await customer.get(each) for each in (place, *others)]
    assert [answer.status_code for answer in answers] == [404] * 6
    assert len({answer.text for answer in answers}) == 1
    assert internal[0].title not in answers[0].text
