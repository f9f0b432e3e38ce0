"""Whatever an agent's model asks for, a person sees what the rules open to them and nothing else.

The model is scripted to ask for everything; what may be seen is worked out here from the demo rows.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from understudy.agents.outcome import Step
from understudy.agents.spec import AgentSpec, Limits, Topic
from understudy.app import App
from understudy.conversations.turn import Stage, Turn
from understudy.llm.scripted import Act, Say, ScriptedModel
from understudy.org.permissions import Actor, Customer, Employee
from understudy.org.users import find_actor
from understudy.trust.guard import inside

Ask = Callable[..., Awaitable[Turn]]
Row = dict[str, Any]
Rows = Mapping[str, list[Row]]
Steps = Callable[..., Awaitable[tuple[Step, ...]]]
CUSTOMERS = (0, 4, 30, 77, 150, 295)
"""Which contacts of the demo org are looked at."""
SET_ASIDE = ("pay-by-instalments", "update-by-memory-card")
"""The articles of the demo that no agent reads: one that nothing links to, one that nobody keeps up."""


@pytest.fixture
def act(demo_stage: Stage, ask: Ask) -> Steps:
    """What the actions find for an actor, played as one turn."""

    async def played(actor: Actor, *acts: Act) -> tuple[Step, ...]:
        audience = "customers" if isinstance(actor, Customer) else "employees"
        spec = AgentSpec(
            name="greedy",
            label="Greedy",
            job="Asks for everything.",
            audience=audience,
            topics=(Topic(name="all", when="Always.", actions=_ALL),),
            limits=Limits(actions=50, rows=2000),
        )
        model = ScriptedModel([acts, Say("Done.")])
        stage = replace(demo_stage, model_for=lambda spec, situation: inside(model))
        steps = (await ask("Everything, please.", spec, actor=actor, stage=stage)).outcome.evidence.steps
        assert len(steps) == len(acts)
        # Actions of one response run side by side, so their steps come in any order.
        order = {
            (act.action, str(dict(act.arguments))): i
            for i, act in enumerate(acts)
            if not isinstance(act.arguments, str)
        }
        return tuple(sorted(steps, key=lambda step: order[step.action, str(step.arguments)]))

    return played


_ALL = ("find_records", "get_record", "query", "measure", "route_case", "route_lead", "check_activities")


def by_id(rows: Rows, kind: str) -> dict[str, Row]:
    return {row["Id"]: row for row in rows[kind]}


def customer_sees(rows: Rows, contact: str, account: str) -> dict[str, set[str]]:
    """The ids that the rules open to a contact, by object."""
    cases, orders = by_id(rows, "Case"), by_id(rows, "Order")
    rules: dict[str, Callable[[Row], bool]] = {
        "Account": lambda row: row["Id"] == account,
        "Contact": lambda row: row["Id"] == contact,
        "Case": lambda row: row["ContactId"] == contact,
        "EmailMessage": lambda row: bool(row["ParentId"]) and cases[row["ParentId"]]["ContactId"] == contact,
        "LiveChatTranscript": lambda row: row["ContactId"] == contact,
        "Order": lambda row: row["AccountId"] == account,
        "OrderItem": lambda row: orders[row["OrderId"]]["AccountId"] == account,
        "Contract": lambda row: row["AccountId"] == account and row["Status"] in ("Signed", "Activated"),
        "Quote": lambda row: row["AccountId"] == account and row["Status"] in ("Presented", "Accepted"),
        "Knowledge__kav": lambda row: (
            row["Audience__c"] in ("public", "customers") and row["UrlName"] not in SET_ASIDE
        ),
    }
    return {kind: {row["Id"] for row in rows[kind] if rule(row)} for kind, rule in rules.items()}


def sales_sees(rows: Rows, team: frozenset[str]) -> dict[str, set[str]]:
    """The ids that the rules open to a member of the sales staff, by object."""
    deals, quotes = by_id(rows, "Opportunity"), by_id(rows, "Quote")
    rules: dict[str, Callable[[Row], bool]] = {
        "Lead": lambda row: row["OwnerId"] in team,
        "Opportunity": lambda row: row["OwnerId"] in team,
        "OpportunityLineItem": lambda row: deals[row["OpportunityId"]]["OwnerId"] in team,
        "Quote": lambda row: deals[row["OpportunityId"]]["OwnerId"] in team,
        "QuoteLineItem": lambda row: deals[quotes[row["QuoteId"]]["OpportunityId"]]["OwnerId"] in team,
        "Task": lambda row: row["OwnerId"] in team,
        "Event": lambda row: row["OwnerId"] in team,
    }
    return {kind: {row["Id"] for row in rows[kind] if rule(row)} for kind, rule in rules.items()}


def ids(step: Step) -> set[str | None]:
    return {item.id for item in step.finding.items}


async def assert_sees(act: Steps, actor: Actor, allowed: dict[str, set[str]]) -> None:
    """Listing, querying and counting give the same rows: the allowed ones."""
    listed = await act(actor, *(Act("find_records", {"object": kind, "limit": 2000}) for kind in allowed))
    queried = await act(
        actor, *(Act("query", {"soql": f"SELECT Id, CreatedDate FROM {kind}"}) for kind in allowed)
    )
    counted = await act(actor, *(Act("query", {"soql": f"SELECT COUNT(Id) FROM {kind}"}) for kind in allowed))
    for kind, listing, query, count in zip(allowed, listed, queried, counted, strict=True):
        assert ids(listing) == allowed[kind], kind
        assert ids(query) == allowed[kind], kind
        assert count.finding.items[0].value == f"{len(allowed[kind]):,}", kind


@pytest.mark.usefixtures("articles")
@pytest.mark.parametrize("number", CUSTOMERS)
async def test_a_customer_sees_their_own_records_only(act: Steps, demo_rows: Rows, number: int) -> None:
    contact = demo_rows["Contact"][number]
    actor = Customer(contact["Id"], contact["AccountId"])
    allowed = customer_sees(demo_rows, contact["Id"], contact["AccountId"])
    await assert_sees(act, actor, allowed)


@pytest.mark.parametrize("number", CUSTOMERS)
async def test_a_customer_cannot_get_a_record_of_another(act: Steps, demo_rows: Rows, number: int) -> None:
    contact = demo_rows["Contact"][number]
    actor = Customer(contact["Id"], contact["AccountId"])
    allowed = customer_sees(demo_rows, contact["Id"], contact["AccountId"])
    dice = Random(number)
    strange = [
        dice.choice([row["Id"] for row in demo_rows[kind] if row["Id"] not in seen])
        for kind, seen in allowed.items()
    ]
    strange += [
        dice.choice(demo_rows[kind])["Id"]
        for kind in ("User", "Lead", "Opportunity", "Task", "CaseHistory__c")
    ]
    got = await act(actor, *(Act("get_record", {"id": each}) for each in strange))
    assert {step.finding.status for step in got} <= {"nothing", "denied"}
    assert [step.finding.items for step in got] == [()] * len(strange)
    own = [min(seen) for seen in allowed.values() if seen]
    mine = await act(actor, *(Act("get_record", {"id": each}) for each in own))
    assert [ids(step) for step in mine] == [{each} for each in own]


@pytest.mark.parametrize(
    "soql",
    [
        "SELECT Id FROM User",
        "SELECT Owner.Name FROM Case",
        "SELECT Id FROM Case WHERE Owner.Name LIKE 'A%'",
        "SELECT Priority FROM Case",
        "SELECT COUNT(Id) FROM Case GROUP BY Priority",
        "SELECT Id FROM Case ORDER BY Priority",
        "SELECT Id FROM Order WHERE AccountId IN (SELECT AccountId FROM Opportunity)",
        "SELECT Id, (SELECT Id FROM Opportunities) FROM Account",
        "SELECT Account.Industry, COUNT(Id) FROM Order GROUP BY Account.Industry",
    ],
)
async def test_a_customer_cannot_reach_what_is_closed_by_a_detour(
    act: Steps, demo_rows: Rows, soql: str
) -> None:
    contact = demo_rows["Contact"][0]
    (step,) = await act(Customer(contact["Id"], contact["AccountId"]), Act("query", {"soql": soql}))
    assert step.finding.status == "denied"
    assert step.finding.items == ()


async def test_a_measure_counts_what_its_reader_may_see(act: Steps, demo_rows: Rows) -> None:
    contact = demo_rows["Contact"][0]
    actor = Customer(contact["Id"], contact["AccountId"])
    cases = [case for case in demo_rows["Case"] if case["ContactId"] == contact["Id"]]
    own, transfers, leads = await act(
        actor,
        Act("measure", {"definition": "case_volume"}),
        Act("measure", {"definition": "transfer_count"}),
        Act("route_lead", {"region": "OH"}),
    )
    assert own.finding.records == len(cases) > 0
    assert {transfers.finding.status, leads.finding.status} == {"denied"}


@pytest.mark.parametrize("number", range(3))
async def test_a_seller_sees_the_team_and_a_manager_the_teams_below(
    act: Steps, demo_app: App, demo_stage: Stage, demo_rows: Rows, number: int
) -> None:
    sellers = [user for user in demo_rows["User"] if user["Profile__c"] == "sales"]
    managers = {user["ManagerId"] for user in demo_rows["User"]}
    picked = [
        next(user for user in sellers if user["Id"] in managers),
        next(user for user in sellers if user["Id"] not in managers),
        [user for user in sellers if user["Id"] not in managers][-1],
    ][number]
    actor = await find_actor(demo_app.database, demo_stage.org, picked["Email"])
    assert isinstance(actor, Employee)
    assert actor.profile == "sales"
    assert (len(actor.team) > 1) == (picked["Id"] in managers)
    allowed = sales_sees(demo_rows, actor.team)
    assert len(allowed["Opportunity"]) > 0
    await assert_sees(act, actor, allowed)


async def test_a_seller_gets_no_deal_of_another_team(
    act: Steps, demo_app: App, demo_stage: Stage, demo_rows: Rows
) -> None:
    seller = next(u for u in demo_rows["User"] if u["Title"] == "Sales Representative")
    actor = await find_actor(demo_app.database, demo_stage.org, seller["Id"])
    assert isinstance(actor, Employee)
    allowed = sales_sees(demo_rows, actor.team)
    others = [
        next(row["Id"] for row in demo_rows[kind] if row["Id"] not in seen) for kind, seen in allowed.items()
    ]
    got = await act(actor, *(Act("get_record", {"id": each}) for each in others))
    assert {step.finding.status for step in got} == {"nothing"}
    (cycle,) = await act(actor, Act("measure", {"definition": "open_opportunities", "group_by": "agent"}))
    assert ids(cycle) <= actor.team
