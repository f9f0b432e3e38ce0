"""Where to look below a record: through the schema alone."""

from collections.abc import Mapping
from typing import Any

from understudy.agents.actions.records import record_kind
from understudy.agents.actions.registry import ActionContext
from understudy.agents.actions.summary.below import below_of, read_below
from understudy.agents.actions.summary.subject import Subject, read_subject
from understudy.kit.ids import new_record_id
from understudy.org.roles import Part

Rows = Mapping[str, list[dict[str, Any]]]


async def subject_of(context: ActionContext, record_id: str) -> Subject:
    found = await read_subject(context, *record_kind(context, record_id))
    assert found is not None
    return found


async def test_another_company_s_objects(yard: ActionContext) -> None:
    found = await read_below(await subject_of(yard, new_record_id("b01", 1)))
    assert {below.kind.name: (below.role.part, len(below.rows)) for below in found} == {
        "Letter__c": (Part.MESSAGE, 2),
        "Job__c": (Part.TASK, 2),
        "BoatHistory": (Part.CHANGE, 1),
    }


async def test_an_account_s_tasks_are_those_of_its_deals(context: ActionContext, demo_rows: Rows) -> None:
    account = demo_rows["Account"][0]["Id"]
    deals = {row["Id"] for row in demo_rows["Opportunity"] if row["AccountId"] == account}
    tasks = {row["Id"] for row in demo_rows["Task"] if row["WhatId"] in deals}
    below = {each.kind.name: each for each in await read_below(await subject_of(context, account))}
    assert {row["Id"] for row in below["Task"].rows} == tasks
    assert below["Task"].ways == ("WhatId",)


async def test_who_owns_or_made_a_record_is_not_above_it(context: ActionContext, demo_rows: Rows) -> None:
    """A user is named by every record's owner; only what the schema calls a way down counts."""
    user = demo_rows["User"][0]["Id"]
    names = {below.kind.name for below in below_of(await subject_of(context, user))}
    assert "Case" not in names
    assert "User" in names
