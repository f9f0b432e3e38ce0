"""Find, get and query records on the demo org."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from understudy.agents.actions.records import (
    FIND_RECORDS,
    GET_RECORD,
    FindArguments,
    GetArguments,
    shown_fields,
)
from understudy.agents.actions.registry import ActionContext
from understudy.kit.errors import InputError, NotPermittedError
from understudy.org.permissions import Customer
from understudy.org.standard import standard_schema

Rows = Mapping[str, list[dict[str, Any]]]


async def test_records_come_in_the_order_asked_for(context: ActionContext, demo_rows: Rows) -> None:
    asked = FindArguments(
        object="Opportunity", where="StageName = 'Discovery'", order_by="Amount DESC", limit=4
    )
    finding = await FIND_RECORDS.run(context, asked)
    deals = [deal for deal in demo_rows["Opportunity"] if deal["StageName"] == "Discovery"]
    largest = sorted(deals, key=lambda deal: -deal["Amount"])[:4]
    assert [item.id for item in finding.items] == [deal["Id"] for deal in largest]
    assert [item.label for item in finding.items] == [deal["Name"] for deal in largest]
    assert (finding.status, finding.asked, finding.records) == ("found", 4, len(deals))
    assert finding.query is not None
    assert "WHERE StageName = 'Discovery' ORDER BY Amount DESC" in finding.query


async def test_a_place_below_the_first(context: ActionContext, demo_rows: Rows) -> None:
    asked = FindArguments(object="Opportunity", order_by="Amount DESC NULLS LAST", limit=1, offset=2)
    finding = await FIND_RECORDS.run(context, asked)
    amounts = sorted((deal["Amount"] for deal in demo_rows["Opportunity"]), reverse=True)
    third = {deal["Id"] for deal in demo_rows["Opportunity"] if deal["Amount"] == amounts[2]}
    assert {item.id for item in finding.items} <= third


async def test_one_record_is_told_in_a_sentence(context: ActionContext, demo_rows: Rows) -> None:
    contact = demo_rows["Contact"][0]
    asked = FindArguments(object="contact", where="Email = 'maria.okafor@harborlightnursery.example'")
    finding = await FIND_RECORDS.run(context, asked)
    assert finding.headline.startswith("Contact Maria Okafor - ")
    assert "account: Harbor Light Nursery" in finding.headline
    assert [item.id for item in finding.items] == [contact["Id"]]


@pytest.mark.parametrize(
    ("fields", "answers"),
    [
        (("Phone",), ("900-555-0148",)),
        (("Account.Name", "Phone"), ("Harbor Light Nursery", "900-555-0148")),
        (("Account.ShippingState",), ("MA",)),
    ],
)
async def test_only_the_fields_asked_for_answer(
    context: ActionContext, demo_rows: Rows, fields: tuple[str, ...], answers: tuple[str, ...]
) -> None:
    record_id = demo_rows["Contact"][0]["Id"]
    for finding in (
        await GET_RECORD.run(context, GetArguments(id=record_id, fields=fields)),
        await FIND_RECORDS.run(
            context, FindArguments(object="Contact", where=f"Id = '{record_id}'", fields=fields)
        ),
    ):
        assert tuple(item.value for item in finding.items) == answers
        assert all(answer in finding.headline for answer in answers)


async def test_a_field_that_is_empty_is_said_to_be(context: ActionContext, demo_rows: Rows) -> None:
    case = next(case for case in demo_rows["Case"] if case["ClosedDate"] is None)
    finding = await GET_RECORD.run(context, GetArguments(id=case["Id"], fields=("ClosedDate",)))
    assert "closed: not given" in finding.headline


async def test_an_id_of_15_characters_is_enough(context: ActionContext, demo_rows: Rows) -> None:
    record_id = demo_rows["Order"][4]["Id"]
    finding = await GET_RECORD.run(context, GetArguments(id=record_id[:15]))
    assert [item.id for item in finding.items] == [record_id]
    assert demo_rows["Order"][4]["OrderNumber"] in finding.headline


async def test_what_is_not_there(context: ActionContext) -> None:
    missing = await GET_RECORD.run(context, GetArguments(id="500000000000001AAA"))
    assert (missing.status, missing.items) == ("nothing", ())
    none = await FIND_RECORDS.run(
        context, FindArguments(object="Lead", where="State = 'XX'", about="leads on the moon")
    )
    assert (none.status, none.headline) == ("nothing", "I found no leads on the moon.")


async def test_no_more_rows_than_the_agent_may_show(context: ActionContext) -> None:
    few = replace(context, most_rows=3)
    found = await FIND_RECORDS.run(few, FindArguments(object="Case", limit=500))
    assert len(found.items) == 3


@pytest.mark.parametrize(
    "asked",
    [FindArguments(object="Casse"), FindArguments(object="Case", where="Subject = 'x') OR (Id != null")],
)
async def test_wrong_arguments_are_refused(context: ActionContext, asked: FindArguments) -> None:
    with pytest.raises(InputError):
        await FIND_RECORDS.run(context, asked)


@pytest.mark.parametrize("record_id", ["", "x", "999000000000001AAA", "500000000000001AAB"])
async def test_what_is_no_id(context: ActionContext, record_id: str) -> None:
    with pytest.raises(InputError, match="is no record id of this org"):
        await GET_RECORD.run(context, GetArguments(id=record_id))


async def test_a_customer_is_told_what_they_may_read(context: ActionContext, demo_rows: Rows) -> None:
    contact = demo_rows["Contact"][0]
    hers = replace(context, actor=Customer(contact["Id"], contact["AccountId"]))
    finding = await FIND_RECORDS.run(hers, FindArguments(object="Case"))
    assert "Priority" not in finding.columns
    assert "Case owner" not in finding.columns
    with pytest.raises(NotPermittedError):
        await FIND_RECORDS.run(hers, FindArguments(object="Case", fields=("Priority",)))


def test_the_telling_fields_of_an_object() -> None:
    opportunity = standard_schema().object("Opportunity")
    assert opportunity is not None
    names = [field.name for field in shown_fields(opportunity, 5)]
    assert names[0] == "Name"
    assert {"StageName", "Amount"} <= set(names)
    assert not {"Id", "CreatedById"} & {field.name for field in shown_fields(opportunity, 100)}
