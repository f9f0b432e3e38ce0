"""Values as they are written in a letter, each with the record that holds it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from understudy.agents.actions.emails.values import Fact, read_values
from understudy.agents.actions.registry import ActionContext
from understudy.kit.ids import RecordId
from understudy.org.permissions import Customer

Rows = Mapping[str, list[dict[str, Any]]]


async def test_days_money_and_parents(context: ActionContext, demo_rows: Rows) -> None:
    deal = next(row for row in demo_rows["Opportunity"] if row["Amount"])
    kind = context.org.schema.object("Opportunity")
    assert kind is not None
    values = await read_values(
        context, kind, deal["Id"], ["CloseDate", "Amount", "Account.Name", "ContractID__c"]
    )
    account = next(row for row in demo_rows["Account"] if row["Id"] == deal["AccountId"])
    assert values is not None
    day = deal["CloseDate"]
    assert values["CloseDate"].value == f"{day.day} {day:%B %Y}"
    assert values["Amount"].value == f"${deal['Amount']:,.2f}"
    assert values["Account.Name"] == Fact("Account.Name", account["Name"], account["Id"], "Account")
    assert ("ContractID__c" in values) == (deal["ContractID__c"] is not None)


async def test_what_may_not_be_seen_is_missing(context: ActionContext, demo_rows: Rows) -> None:
    case = demo_rows["Case"][0]
    kind = context.org.schema.object("Case")
    assert kind is not None
    customer = Customer(RecordId(case["ContactId"]), RecordId(case["AccountId"]))
    seen = await read_values(
        replace(context, actor=customer), kind, case["Id"], ["Priority", "Owner.Name", "Status"]
    )
    assert seen is not None
    assert seen.keys() == {"Status"}
    stranger = next(row for row in demo_rows["Case"] if row["ContactId"] != case["ContactId"])
    assert await read_values(replace(context, actor=customer), kind, stranger["Id"], ["Status"]) is None
