"""A record summed up: the demo org's, from its rows, and that of a company with objects of its own."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from understudy.agents.actions.registry import ActionContext
from understudy.agents.actions.summary import SUMMARISE_RECORD, SummariseArguments
from understudy.kit.errors import InputError
from understudy.kit.ids import RecordId, new_record_id
from understudy.llm.finding import Finding
from understudy.org.permissions import Customer, Employee

Rows = Mapping[str, list[dict[str, Any]]]
HERON, TEAL = new_record_id("b01", 1), new_record_id("b01", 2)


async def summed_up(context: ActionContext, record_id: str) -> Finding:
    return await SUMMARISE_RECORD.run(context, SummariseArguments(id=record_id))


def told(finding: Finding, part: str) -> list[tuple[str | None, str]]:
    return [(each.at, each.text) for each in finding.statements if each.part == part]


async def test_another_company_s_record(yard: ActionContext) -> None:
    finding = await summed_up(yard, HERON)
    assert finding.headline.startswith("Boat “Heron” - status: Waiting; deadline: 2026-11-10")
    assert told(finding, "event") == [
        ("2026-11-01 12:00", "Boat created"),
        ("2026-11-03 09:00", "Letter from yard@boats.example, “Our boat”"),
        ("2026-11-04 00:00", "Job “Hull” was due (Done)"),
        ("2026-11-05 09:00", "Letter from Ada Byron, “Our boat”"),
        ("2026-11-15 12:00", "Status: from In the yard to Waiting"),
    ]
    assert told(finding, "open") == [
        (None, "Deadline 2026-11-10 passed 10 days ago"),
        (None, "no reply yet to the letter of Ada Byron from 2026-11-05 09:00"),
        (None, "Job “Rudder” (Open; due 2026-11-18, 2 days overdue)"),
    ]
    assert [text for _, text in told(finding, "figure")] == [
        "open for 19 days",
        "status unchanged for 5 days",
        "2 letters",
        "2 jobs, $1,150.00 together; 1 open, $250.00",
    ]


async def test_each_statement_has_its_record_and_quotes_are_letter_for_letter(yard: ActionContext) -> None:
    finding = await summed_up(yard, HERON)
    quoted = {each.id: each.quote for each in finding.statements if each.quote}
    assert quoted == {
        new_record_id("b03", 1): "We have begun with the hull.",
        new_record_id("b03", 2): "The rudder is bent as well.",
    }
    sources = {
        each.text.split(" ")[0]: (each.object, each.id) for each in finding.statements if each.part == "event"
    }
    assert sources["Job"] == ("Job__c", new_record_id("b04", 1))
    assert sources["Status:"] == ("BoatHistory", new_record_id("b05", 1))
    assert sources["Boat"] == ("Boat__c", HERON)


async def test_what_is_done_with_has_nothing_open_of_its_own(yard: ActionContext) -> None:
    """Delivered: neither its past deadline nor the last letter waits; its open job does."""
    finding = await summed_up(yard, TEAL)
    assert told(finding, "open") == [(None, "Job “Sails” (Open; due 2026-12-01)")]


async def test_a_case_of_the_demo_org(context: ActionContext, demo_rows: Rows) -> None:
    case = next(row for row in demo_rows["Case"] if row["CaseNumber"] == "11198")
    finding = await summed_up(context, case["Id"])
    mails = [row for row in demo_rows["EmailMessage"] if row["ParentId"] == case["Id"]]
    steps = [row for row in demo_rows["CaseHistory__c"] if row["CaseId__c"] == case["Id"]]
    events = {each.id for each in finding.statements if each.part == "event"}
    assert events == {row["Id"] for row in (*mails, *steps)}
    open_points = [each for each in finding.statements if each.part == "open"]
    assert [each.id for each in open_points] == [mails[-1]["Id"]]
    assert open_points[0].quote
    assert open_points[0].quote in mails[-1]["TextBody"]
    hours = (context.moment.now - case["CreatedDate"]) / timedelta(hours=1)
    assert f"open for {round(hours, 1)} hours" in [text for _, text in told(finding, "figure")]


async def test_an_account_of_the_demo_org(context: ActionContext, demo_rows: Rows) -> None:
    account = demo_rows["Account"][0]
    deals = [row for row in demo_rows["Opportunity"] if row["AccountId"] == account["Id"]]
    cases = [row for row in demo_rows["Case"] if row["AccountId"] == account["Id"]]
    ids = {row["Id"] for row in deals}
    tasks = [row for row in demo_rows["Task"] if row["WhatId"] in ids and row["Status"] != "Completed"]
    finding = await summed_up(context, account["Id"])
    open_ids = {each.id for each in finding.statements if each.part == "open"}
    expected = [*tasks, *(row for row in cases if row["Status"] != "Closed")]
    expected += [row for row in deals if row["StageName"] != "Closed"]
    assert open_ids == {row["Id"] for row in expected}
    worth = sum(row["Amount"] for row in deals)
    figures = [text for _, text in told(finding, "figure")]
    assert any(text.startswith(f"{len(deals)} opportunities, ${worth:,.2f} together") for text in figures)
    assert f"{len(cases)} cases; 1 open" in figures


async def test_the_newest_events_are_told_in_order(context: ActionContext, demo_rows: Rows) -> None:
    finding = await summed_up(context, demo_rows["Account"][0]["Id"])
    times = [at for at, _ in told(finding, "event")]
    assert times == sorted(times, key=str)
    assert len(times) == 9
    assert finding.notes == ("Earlier events are left out.",)


async def test_nobody_learns_of_what_they_may_not_see(context: ActionContext, demo_rows: Rows) -> None:
    """A customer sees her cases and mails, and no colleague, no deal and no count of either."""
    contact = demo_rows["Contact"][0]
    customer = replace(context, actor=Customer(RecordId(contact["Id"]), RecordId(contact["AccountId"])))
    finding = await summed_up(customer, contact["AccountId"])
    objects = {each.object for each in finding.statements}
    assert objects <= {"Account", "Case", "Contract", "Order", "Quote", "Contact", "EmailMessage"}
    text = str(finding)
    assert "opportunit" not in text.lower()
    assert "task" not in text.lower()
    assert "Notes" not in text
    own = [row for row in demo_rows["Case"] if row["ContactId"] == contact["Id"]]
    assert any(each.text.startswith(f"{len(own)} cases") for each in finding.statements)
    foreign = next(row for row in demo_rows["Case"] if row["ContactId"] != contact["Id"])
    hidden = await summed_up(customer, foreign["Id"])
    unknown = await summed_up(customer, new_record_id("500", 999_999))
    assert hidden.status == unknown.status == "nothing"
    assert hidden.headline.replace(foreign["Id"], "X") == unknown.headline.replace(
        new_record_id("500", 999_999), "X"
    )


async def test_a_seller_s_summary_of_an_account_leaves_out_another_s_deals(
    context: ActionContext, demo_rows: Rows
) -> None:
    account = demo_rows["Account"][0]
    other = next(
        row for row in demo_rows["User"] if row["Profile__c"] == "sales" and row["Id"] != account["OwnerId"]
    )
    seller = replace(context, actor=Employee(other["Id"], "sales", team=frozenset({other["Id"]})))
    own = [
        row
        for row in demo_rows["Opportunity"]
        if row["AccountId"] == account["Id"] and row["OwnerId"] == other["Id"]
    ]
    finding = await summed_up(seller, account["Id"])
    assert {each.id for each in finding.statements if each.object == "Opportunity"} == {
        row["Id"] for row in own
    }
    if not own:
        assert not any("opportunit" in each.text for each in finding.statements)


async def test_what_is_no_record_is_refused(context: ActionContext) -> None:
    with pytest.raises(InputError, match="no record id"):
        await summed_up(context, "case 10004")
