"""Who gets a case or a lead, against the policies worked out over the demo rows."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

from understudy.agents.actions.registry import ActionContext
from understudy.agents.actions.routing import ROUTE_CASE, ROUTE_LEAD, RouteCaseArguments, RouteLeadArguments
from understudy.kit.errors import InputError

LEAK = "Leaking Connector"
Rows = Mapping[str, list[dict[str, Any]]]


def best_for_lead(rows: Rows, state: str) -> list[str]:
    places = {t["Id"] for t in rows["Territory2"] if state in t["Description"].split(",")}
    people = [m["UserId"] for m in rows["UserTerritory2Association"] if m["Territory2Id"] in places]
    owner = {deal["Id"]: deal["OwnerId"] for deal in rows["Opportunity"]}
    won = Counter(owner[q["OpportunityId"]] for q in rows["Quote"] if q["Status"] == "Accepted")
    waiting = Counter(lead["OwnerId"] for lead in rows["Lead"] if not lead["IsConverted"])
    return sorted(people, key=lambda person: (-won[person], waiting[person], person))[:1]


def best_for_case(rows: Rows, issue: str, product: str | None) -> str:
    bought = {item["Id"]: item["Product2Id"] for item in rows["OrderItem"]}
    closed = [case for case in rows["Case"] if case["Status"] == "Closed"]
    of_issue = Counter(case["OwnerId"] for case in closed if case["IssueId__c"] == issue)
    of_product = Counter(c["OwnerId"] for c in closed if product and bought[c["OrderItemId__c"]] == product)
    waiting = Counter(case["OwnerId"] for case in rows["Case"] if case["Status"] != "Closed")
    people = {case["OwnerId"] for case in closed}
    return min(people, key=lambda who: (-of_issue[who], -of_product[who], waiting[who], who))


@pytest.mark.parametrize("state", ["OH", "CA", "TX", "WI", "NY", "FL", "AK"])
async def test_a_lead_by_its_region(context: ActionContext, demo_rows: Rows, state: str) -> None:
    finding = await ROUTE_LEAD.run(context, RouteLeadArguments(region=state))
    assert [item.id for item in finding.items[: finding.asked]] == best_for_lead(demo_rows, state)
    assert finding.headline.endswith("should get this lead.")


@pytest.mark.parametrize("number", [0, 40, 249])
async def test_a_lead_by_its_id(context: ActionContext, demo_rows: Rows, number: int) -> None:
    lead = demo_rows["Lead"][number]
    finding = await ROUTE_LEAD.run(context, RouteLeadArguments(lead_id=lead["Id"]))
    assert [item.id for item in finding.items[: finding.asked]] == best_for_lead(demo_rows, lead["State"])


@pytest.mark.parametrize("number", [3, 99, 500, 1199])
async def test_a_case_by_its_id(context: ActionContext, demo_rows: Rows, number: int) -> None:
    case = demo_rows["Case"][number]
    product = {item["Id"]: item["Product2Id"] for item in demo_rows["OrderItem"]}[case["OrderItemId__c"]]
    finding = await ROUTE_CASE.run(context, RouteCaseArguments(case_id=case["Id"]))
    assert finding.items[0].id == best_for_case(demo_rows, case["IssueId__c"], product)


@pytest.mark.parametrize(
    ("subject", "description", "issue", "product"),
    [
        (
            "Water drips",
            "A joint of the Rill Drip Kit leaks at the fitting.",
            "Leaking Connector",
            "Rill Drip Kit",
        ),
        (
            "Schedule is gone",
            "Since the update the Tally Water Controller has lost its watering schedule.",
            "Schedule Lost After Update",
            "Tally Water Controller",
        ),
        ("A fitting leaks", "Water sprays from a hose joint.", LEAK, None),
    ],
)
async def test_a_case_by_what_it_says(
    context: ActionContext, demo_rows: Rows, subject: str, description: str, issue: str, product: str | None
) -> None:
    issues = {row["Name"]: row["Id"] for row in demo_rows["Issue__c"]}
    products = {row["Name"]: row["Id"] for row in demo_rows["Product2"]}
    finding = await ROUTE_CASE.run(context, RouteCaseArguments(subject=subject, description=description))
    assert f"issue: {issue}" in finding.notes
    assert (f"product: {product}" in finding.notes) == (product is not None)
    assert finding.items[0].id == best_for_case(demo_rows, issues[issue], products.get(product or ""))
    assert finding.assumption


async def test_each_level_says_who_was_left(context: ActionContext) -> None:
    finding = await ROUTE_LEAD.run(context, RouteLeadArguments(region="OH"))
    assert finding.notes[0].startswith("most accepted quotes: ")
    assert finding.definition == "lead_routing v1"
    assert finding.query is not None


async def test_what_is_missing_is_asked_for(context: ActionContext) -> None:
    lead = await ROUTE_LEAD.run(context, RouteLeadArguments())
    assert (lead.status, lead.headline) == ("missing", "To route this lead I need its region.")
    case = await ROUTE_CASE.run(context, RouteCaseArguments())
    assert case.status == "missing"


async def test_a_region_of_nobody(context: ActionContext) -> None:
    finding = await ROUTE_LEAD.run(context, RouteLeadArguments(region="Atlantis"))
    assert (finding.status, finding.headline) == ("nothing", "No agent is a candidate for region Atlantis.")


@pytest.mark.parametrize("lead_id", ["x", "500Un0000000001IAA", "00Q000000000001AAA"])
async def test_what_is_no_lead(context: ActionContext, lead_id: str) -> None:
    with pytest.raises(InputError, match="lead"):
        await ROUTE_LEAD.run(context, RouteLeadArguments(lead_id=lead_id))
