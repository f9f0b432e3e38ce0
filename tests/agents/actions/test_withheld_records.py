"""What is withheld reaches no agent as a record either: not by a query, a count, a group or a search."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart, ToolCallPart
from pydantic_ai.models.function import AgentInfo, FunctionModel
from tests.conftest import Ask

from understudy.agents.actions.query import QUERY, QueryArguments
from understudy.agents.actions.records import FIND_RECORDS, GET_RECORD, FindArguments, GetArguments
from understudy.agents.actions.registry import ActionContext
from understudy.agents.actions.search import SEARCH, SearchArguments
from understudy.conversations.turn import Stage
from understudy.kit.clock import Moment
from understudy.knowledge.articles import OBJECT
from understudy.knowledge.gate.deciding import decide, release
from understudy.knowledge.gate.ledger import Dispute, Page
from understudy.knowledge.gate.records import LEFT_OUT, as_agents_read
from understudy.knowledge.gate.settling import Ledger, open_ledger, settle
from understudy.llm.finding import Finding
from understudy.org.demo import DEMO_NOW
from understudy.org.permissions import System
from understudy.soql.run import run
from understudy.trust.guard import inside

OPERATOR = System("a test")
AMOUNTS = "$2,500", "$5,000"
NOW = Moment(DEMO_NOW, ZoneInfo("UTC"))


@pytest.fixture
async def ledger(articles: Stage) -> AsyncGenerator[Ledger]:
    """What is found of the demo's articles; nothing is decided, and nothing afterwards."""
    yield await open_ledger(articles.database, articles.org.name)
    for table in ("decision", "release"):
        await articles.database.execute(
            f"DELETE FROM understudy.{table} WHERE org = %s", (articles.org.name,)
        )
    await articles.database.execute("UPDATE understudy.gate SET version = version + 1")
    await settle(articles.database, articles.org.name, articles.encoder)


@pytest.fixture
def dispute(ledger: Ledger) -> Dispute:
    (found,) = [each for each in ledger.findings.disputes if ledger.standing.settled[each.id].how == "open"]
    return found


@pytest.fixture
def stale(ledger: Ledger) -> Page:
    return next(each.page for each in ledger.findings.set_aside if each.reason == "stale")


async def reading(stage: Stage) -> ActionContext:
    org = await as_agents_read(stage.database, stage.org)
    return ActionContext(stage.database, org, stage.library, OPERATOR, NOW, stage.encoder)


async def queried(stage: Stage, soql: str) -> Finding:
    return await QUERY.run(await reading(stage), QueryArguments(soql=soql))


async def searched(stage: Stage, words: str) -> Finding:
    return await SEARCH.run(await reading(stage), SearchArguments(words=words, objects=(OBJECT,)))


def told(finding: Finding) -> str:
    return repr(replace(finding, query=None))


async def test_a_page_that_is_set_aside_is_no_record(articles: Stage, stale: Page) -> None:
    every = await run(articles.database, articles.org, f"SELECT Id FROM {OBJECT}", OPERATOR, NOW)
    there = {row["Id"] for row in every.rows}
    assert stale.key in there
    context = await reading(articles)
    left = await queried(articles, f"SELECT Id, Title FROM {OBJECT}")
    assert stale.key not in told(left)
    assert stale.title not in told(left)
    assert left.records
    assert left.records < len(there)
    counted = await queried(articles, f"SELECT COUNT(Id) n FROM {OBJECT}")
    assert counted.headline.startswith(f"{left.records}:")
    listed = await FIND_RECORDS.run(context, FindArguments(object=OBJECT, limit=1))
    assert listed.records == 1
    grouped = await queried(articles, f"SELECT Audience__c, COUNT(Id) n FROM {OBJECT} GROUP BY Audience__c")
    assert sum(int(row[-1]) for row in grouped.rows) == left.records
    found = await GET_RECORD.run(context, GetArguments(id=stale.key))
    assert found.status == "nothing"
    by_title = await queried(articles, f"SELECT Id FROM {OBJECT} WHERE Title = '{stale.title}'")
    assert by_title.status == "nothing"
    assert (await searched(articles, f'"{stale.title}"')).status == "nothing"


async def test_no_way_down_leads_to_it(articles: Stage, stale: Page) -> None:
    owners = f"SELECT OwnerId FROM {OBJECT}"
    children = "SELECT Name, (SELECT Title FROM KnowledgeArticles)"
    below = await queried(articles, f"{children} FROM User WHERE Id IN ({owners})")
    assert below.records
    assert stale.title not in told(below)


async def test_it_is_a_record_again_once_it_is_released(articles: Stage, stale: Page) -> None:
    await release(
        articles.database, articles.org, articles.encoder, OPERATOR, str(stale.id), because="", at=DEMO_NOW
    )
    found = await queried(articles, f"SELECT Title FROM {OBJECT} WHERE Id = '{stale.key}'")
    assert found.headline.startswith(stale.title)


async def test_sentences_in_dispute_stand_in_no_text(articles: Stage, dispute: Dispute) -> None:
    for side in dispute.sides:
        context = await reading(articles)
        fields = ("FAQ_Answer__c", "Summary")
        finding = await GET_RECORD.run(context, GetArguments(id=side.page.key, fields=fields))
        if finding.status == "nothing":
            continue
        assert LEFT_OUT in told(finding)
        assert side.sentence not in told(finding)
        assert not any(amount in told(finding) for amount in AMOUNTS)
        # Nor does anything that is asked about the text tell of it.
        for amount in AMOUNTS:
            for field in fields:
                like = f"SELECT Id FROM {OBJECT} WHERE Id = '{side.page.key}' AND {field} LIKE '%{amount}%'"
                assert (await queried(articles, like)).status == "nothing"


async def test_their_words_find_nothing(articles: Stage, dispute: Dispute) -> None:
    pages = {side.page.title for side in dispute.sides}
    for side in dispute.sides:
        for words in (f'"{side.sentence.rstrip(".")}"', f'"{side.value}"', *AMOUNTS):
            finding = await searched(articles, words)
            assert not pages & {item.label for item in finding.items}
    full = replace(await reading(articles), org=articles.org)
    sentence = f'"{dispute.a.sentence.rstrip(".")}"'
    arguments = SearchArguments(words=sentence, objects=(OBJECT,))
    assert (await SEARCH.run(full, arguments)).status == "found"


async def test_a_decision_brings_the_side_that_holds_back(articles: Stage, dispute: Dispute) -> None:
    side = "a" if AMOUNTS[1] in dispute.a.sentence else "b"
    holds, falls = (dispute.a, dispute.b) if side == "a" else (dispute.b, dispute.a)
    await decide(articles.database, articles.org, articles.encoder, OPERATOR, dispute.id, side, at=DEMO_NOW)
    text = f"SELECT FAQ_Answer__c FROM {OBJECT} WHERE Id = '{holds.page.key}'"
    org = await as_agents_read(articles.database, articles.org)
    ((answer,),) = [
        tuple(row.values()) for row in (await run(articles.database, org, text, OPERATOR, NOW)).rows
    ]
    assert AMOUNTS[1] in answer
    assert LEFT_OUT not in answer
    lost = await queried(articles, f"SELECT FAQ_Answer__c FROM {OBJECT} WHERE Id = '{falls.page.key}'")
    assert AMOUNTS[0] not in told(lost)


async def test_what_a_remote_model_queries_itself_is_no_way_around(
    articles: Stage, ask: Ask, dispute: Dispute, stale: Page
) -> None:
    ids = ", ".join(f"'{each.key}'" for each in (dispute.a.page, dispute.b.page, stale))
    soql = f"SELECT Title, Summary, FAQ_Answer__c FROM {OBJECT} WHERE Id IN ({ids})"
    seen: list[str] = []

    def model(messages: list[ModelMessage], _info: AgentInfo) -> ModelResponse:
        if len(messages) == 1:
            return ModelResponse([ToolCallPart("query", {"soql": soql, "about": "articles"})])
        seen.append(repr(messages[-1]))
        return ModelResponse([TextPart("done")])

    stage = replace(articles, model_for=lambda _spec, _situation: inside(FunctionModel(model)))
    turn = await ask("Is it possible to pay in instalments?", actor=OPERATOR, stage=stage)
    assert [step.action for step in turn.outcome.evidence.steps] == ["query"]
    assert len(seen) == 1
    for hidden in (dispute.a.sentence, dispute.b.sentence, stale.title, *AMOUNTS):
        assert hidden not in seen[0]


async def test_the_org_is_the_same_until_something_is_decided(articles: Stage, dispute: Dispute) -> None:
    first = await as_agents_read(articles.database, articles.org)
    assert await as_agents_read(articles.database, articles.org) is first
    assert articles.org.access.redacted == {}
    await decide(articles.database, articles.org, articles.encoder, OPERATOR, dispute.id, "both", at=DEMO_NOW)
    assert await as_agents_read(articles.database, articles.org) is not first
