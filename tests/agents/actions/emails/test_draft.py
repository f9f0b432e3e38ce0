"""Drafts on the demo org: every value is that of a record, and who may not see it does not get it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from understudy.agents.actions.emails import DRAFT_EMAIL, DraftArguments
from understudy.agents.actions.registry import ActionContext
from understudy.kit.errors import InputError
from understudy.kit.ids import RecordId
from understudy.llm.finding import Finding
from understudy.org.permissions import Customer, Employee

Rows = Mapping[str, list[dict[str, Any]]]


def first(rows: Rows, kind: str, **values: Any) -> dict[str, Any]:
    return next(row for row in rows[kind] if all(row[key] == value for key, value in values.items()))


async def drafted(context: ActionContext, record: str, purpose: str = "", **given: Any) -> Finding:
    return await DRAFT_EMAIL.run(context, DraftArguments(id=record, purpose=purpose, **given))


async def test_the_facts_are_those_of_the_records(context: ActionContext, demo_rows: Rows) -> None:
    case = first(demo_rows, "Case", CaseNumber="11198")
    contact = first(demo_rows, "Contact", Id=case["ContactId"])
    owner = first(demo_rows, "User", Id=case["OwnerId"])
    finding = await drafted(context, case["Id"], "status update")
    assert finding.facts["to"] == contact["Email"]
    assert finding.facts["subject"] == f"Your case 11198: {case['Subject']}"
    assert finding.facts["body"].startswith(f"Dear {contact['FirstName']},")
    assert f"its status is “{case['Status']}”" in finding.facts["body"]
    assert f"{owner['FirstName']} {owner['LastName']} looks after it." in finding.facts["body"]
    assert "It was closed on" not in finding.facts["body"]
    assert finding.facts["sent"] is False
    assert "nothing was sent" in finding.notes[-1]
    told = {(fact["object"], fact["field"]): (fact["value"], fact["id"]) for fact in finding.facts["facts"]}
    assert told[("Contact", "FirstName")] == (contact["FirstName"], contact["Id"])
    assert told[("Case", "Status")] == (case["Status"], case["Id"])
    assert told[("User", "Owner.Name")][1] == owner["Id"]
    texts = finding.facts["subject"] + finding.facts["body"]
    assert all(value in texts for value, _ in told.values())


async def test_the_colleague_who_asks_signs(context: ActionContext, demo_rows: Rows) -> None:
    case = first(demo_rows, "Case", CaseNumber="11198")
    user = first(demo_rows, "User", Profile__c="support")
    asking = replace(context, actor=Employee(user["Id"], "support"))
    finding = await drafted(asking, case["Id"], "status update")
    assert finding.facts["body"].endswith(f"Kind regards\n{user['FirstName']} {user['LastName']}")
    without = await drafted(context, case["Id"], "status update")
    assert without.facts["body"].endswith("Kind regards")


async def test_an_input_is_asked_for_or_taken_from_the_words(context: ActionContext, demo_rows: Rows) -> None:
    case = first(demo_rows, "Case", CaseNumber="11198")
    asked = await drafted(context, case["Id"], "missing_information")
    assert (asked.status, asked.headline) == ("missing", "What shall the customer send us?")
    said = await drafted(context, case["Id"], "ask for a photo of the row")
    assert "we need the following from you: a photo of the row." in said.facts["body"]
    given = await drafted(context, case["Id"], "missing_information", inputs={"information": "the invoice"})
    assert "from you: the invoice." in given.facts["body"]


async def test_who_it_goes_to(context: ActionContext, demo_rows: Rows) -> None:
    order = first(demo_rows, "Order", OrderNumber="MV-24007")
    asked = await drafted(context, order["Id"], "order status update")
    assert (asked.status, asked.headline) == ("missing", "Who shall the email go to?")
    maria = first(demo_rows, "Contact", FirstName="Maria", LastName="Okafor")
    for to in (maria["Id"], "Maria Okafor", maria["Email"]):
        finding = await drafted(context, order["Id"], "order status update", to=to)
        assert finding.facts["to"] == maria["Email"]
        assert finding.facts["body"].startswith("Dear Maria,")
    stranger = await drafted(context, order["Id"], "order status update", to="ada@elsewhere.example")
    assert stranger.facts["to"] == "ada@elsewhere.example"
    assert stranger.facts["body"].startswith("Dear customer,")
    for to in ("Ada Nowhere", "ada@elsewhere.example\nBcc: eve@elsewhere.example"):
        nobody = await drafted(context, order["Id"], "order status update", to=to)
        assert (nobody.status, nobody.facts) == ("missing", {})


async def test_what_may_not_be_seen_is_not_written(context: ActionContext, demo_rows: Rows) -> None:
    """A customer sees no colleague, so the sentence with the owner's name is left out."""
    case = first(demo_rows, "Case", CaseNumber="11198")
    customer = Customer(RecordId(case["ContactId"]), RecordId(case["AccountId"]))
    finding = await drafted(replace(context, actor=customer), case["Id"], "status update")
    owner = first(demo_rows, "User", Id=case["OwnerId"])
    assert finding.status == "found"
    assert owner["LastName"] not in finding.facts["body"]
    other = first(demo_rows, "Case", CaseNumber="10001")
    hidden = await drafted(replace(context, actor=customer), other["Id"], "status update")
    assert (hidden.status, hidden.facts) == ("nothing", {})


async def test_what_is_no_record_is_refused(context: ActionContext) -> None:
    with pytest.raises(InputError, match="no record id"):
        await drafted(context, "case 11198")
