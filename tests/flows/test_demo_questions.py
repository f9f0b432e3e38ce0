"""The eight questions of `understudy demo`, with the answers worked out from the demo rows."""

from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from fractions import Fraction
from statistics import mean
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from understudy.agents.outcome import Clarify, Outcome, Refusal, Reply
from understudy.app import App
from understudy.cli.company import CUSTOMER
from understudy.cli.overture import QUESTIONS
from understudy.conversations.turn import Stage, Turn
from understudy.llm.finding import Finding
from understudy.org.users import find_actor

HOME = ZoneInfo("America/Chicago")
Rows = Mapping[str, list[dict[str, Any]]]
Tell = Callable[[int], Awaitable[Outcome]]
(RANKING, TREND, COMPARISON, ROUTING, LIST, AMBIGUOUS, NOT_THEIRS, UNKNOWABLE) = range(8)


@pytest.fixture
def answer(demo_app: App, demo_stage: Stage, ask: Callable[..., Awaitable[Turn]]) -> Tell:
    """The outcome of one of the eight."""

    async def asked(number: int) -> Outcome:
        question = QUESTIONS[number]
        actor = await find_actor(demo_app.database, demo_stage.org, question.who) if question.who else None
        return (await ask(question.text, question.agent, actor=actor)).outcome

    return asked


def found(outcome: Outcome) -> Finding:
    """What the only action of an answered question found."""
    assert isinstance(outcome, Reply)
    assert outcome.known
    (step,) = outcome.evidence.steps
    return step.finding


def winners(finding: Finding) -> list[str | None]:
    return [item.id or item.label for item in finding.items[: finding.asked]]


def handlers(rows: Rows) -> dict[str, set[str]]:
    """Who ever had a case."""
    found: dict[str, set[str]] = defaultdict(set)
    for step in rows["CaseHistory__c"]:
        if step["Field__c"] == "Owner Assignment":
            found[step["CaseId__c"]].add(step["NewValue__c"])
    return found


def hours(case: dict[str, Any]) -> Fraction:
    open_for = case["ClosedDate"] - case["CreatedDate"]
    return Fraction(open_for.days * 86400 + open_for.seconds, 3600)


async def test_the_shortest_handle_time_of_the_busy(answer: Tell, demo_rows: Rows) -> None:
    finding = found(await answer(RANKING))
    start, end = datetime(2026, 5, 20, tzinfo=HOME), datetime(2026, 11, 20, tzinfo=HOME)
    cases = [case for case in demo_rows["Case"] if start <= case["CreatedDate"] < end]
    had = handlers(demo_rows)
    busy = Counter(agent for case in cases for agent in had[case["Id"]])
    times: dict[str, list[Fraction]] = defaultdict(list)
    for case in cases:
        if case["ClosedDate"] and len(had[case["Id"]]) == 1 and busy[case["OwnerId"]] >= 20:
            times[case["OwnerId"]].append(hours(case))
    assert len(times) > 1
    fastest = min(times, key=lambda agent: mean(times[agent]))
    assert winners(finding) == [fastest]
    assert finding.items[0].shown == f"{float(mean(times[fastest])):.1f} hours"
    assert finding.assumption


async def test_the_month_that_stands_out(answer: Tell, demo_rows: Rows) -> None:
    finding = found(await answer(TREND))
    (product,) = [p["Id"] for p in demo_rows["Product2"] if p["Name"] == "Tally Water Controller"]
    items = {item["Id"] for item in demo_rows["OrderItem"] if item["Product2Id"] == product}
    months = Counter(
        case["CreatedDate"].astimezone(HOME).strftime("%B %Y")
        for case in demo_rows["Case"]
        if case["OrderItemId__c"] in items and case["CreatedDate"] >= datetime(2026, 1, 1, tzinfo=HOME)
    )
    (month, most), (_, second) = months.most_common(2)
    assert most > second
    assert winners(finding) == [month]
    assert finding.items[0].shown == f"{most} cases"


async def test_the_state_where_cases_are_resolved_fastest(answer: Tell, demo_rows: Rows) -> None:
    finding = found(await answer(COMPARISON))
    state = {account["Id"]: account["ShippingState"] for account in demo_rows["Account"]}
    times: dict[str, list[Fraction]] = defaultdict(list)
    for case in demo_rows["Case"]:
        if case["ClosedDate"] and case["CreatedDate"] >= datetime(2026, 1, 1, tzinfo=HOME):
            times[state[case["AccountId"]]].append(hours(case))
    fastest = min(times, key=lambda each: mean(times[each]))
    assert winners(finding) == [fastest]
    assert finding.items[0].shown == f"{float(mean(times[fastest])):.1f} hours"


async def test_the_rep_for_a_lead_from_ohio(answer: Tell, demo_rows: Rows) -> None:
    finding = found(await answer(ROUTING))
    territories = {t["Id"] for t in demo_rows["Territory2"] if "OH" in t["Description"].split(",")}
    reps = [m["UserId"] for m in demo_rows["UserTerritory2Association"] if m["Territory2Id"] in territories]
    owner = {deal["Id"]: deal["OwnerId"] for deal in demo_rows["Opportunity"]}
    accepted = Counter(
        owner[quote["OpportunityId"]] for quote in demo_rows["Quote"] if quote["Status"] == "Accepted"
    )
    waiting = Counter(lead["OwnerId"] for lead in demo_rows["Lead"] if not lead["IsConverted"])
    assert len(reps) > 1
    assert winners(finding) == [min(reps, key=lambda rep: (-accepted[rep], waiting[rep], rep))]


async def test_the_largest_deals_in_negotiation(answer: Tell, demo_rows: Rows) -> None:
    finding = found(await answer(LIST))
    deals = [deal for deal in demo_rows["Opportunity"] if deal["StageName"] == "Negotiation"]
    largest = sorted(deals, key=lambda deal: -deal["Amount"])[:3]
    assert winners(finding) == [deal["Id"] for deal in largest]


async def test_an_ambiguous_name_is_asked_back(answer: Tell, demo_rows: Rows) -> None:
    outcome = await answer(AMBIGUOUS)
    assert isinstance(outcome, Clarify)
    names = sorted(a["Name"] for a in demo_rows["Account"] if a["Name"].startswith("Harbor "))
    assert len(names) > 1
    assert [choice.removesuffix(" (Account)") for choice in outcome.choices] == names
    assert outcome.evidence.steps == ()


async def test_a_customer_gets_no_figures_of_the_company(answer: Tell) -> None:
    assert QUESTIONS[NOT_THEIRS].who == CUSTOMER
    outcome = await answer(NOT_THEIRS)
    assert isinstance(outcome, Refusal)
    assert outcome.evidence.steps == ()


async def test_nobody_here_knows_the_weather(answer: Tell) -> None:
    outcome = await answer(UNKNOWABLE)
    assert isinstance(outcome, Reply)
    assert not outcome.known
    assert outcome.text.startswith("I don't know")
    assert outcome.evidence.steps == ()


def test_the_demo_shows_eight_kinds() -> None:
    assert len({question.shows for question in QUESTIONS}) == 8
