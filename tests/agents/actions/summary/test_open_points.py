"""What waits: the most pressing first, the rest as an exact count."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from understudy.agents.actions.records import record_kind
from understudy.agents.actions.registry import ActionContext
from understudy.agents.actions.summary.below import read_below
from understudy.agents.actions.summary.open_points import find_open_points
from understudy.agents.actions.summary.subject import read_subject
from understudy.llm.finding import Statement

Rows = Mapping[str, list[dict[str, Any]]]


async def open_points(context: ActionContext, record_id: str) -> list[Statement]:
    subject = await read_subject(context, *record_kind(context, record_id))
    assert subject is not None
    return await find_open_points(subject, await read_below(subject))


def tasks_of(rows: Rows, account: str) -> list[dict[str, Any]]:
    deals = {row["Id"] for row in rows["Opportunity"] if row["AccountId"] == account}
    found = [row for row in rows["Task"] if row["WhatId"] in deals and row["Status"] != "Completed"]
    return sorted(found, key=lambda row: (row["ActivityDate"], row["Id"]))


async def test_the_most_pressing_tasks_and_how_many_more(context: ActionContext, demo_rows: Rows) -> None:
    account = max(demo_rows["Account"], key=lambda row: len(tasks_of(demo_rows, row["Id"])))["Id"]
    expected = tasks_of(demo_rows, account)
    assert len(expected) > 5
    for most_rows in (200, 3):  # an agent that may read few rows finds the same
        points = await open_points(replace(context, most_rows=most_rows), account)
        assert [each.id for each in points if each.object == "Task"] == [row["Id"] for row in expected[:5]]
        assert f"and {len(expected) - 5} more open tasks" in [each.text for each in points]


async def test_days_overdue_are_days_of_the_calendar(context: ActionContext, demo_rows: Rows) -> None:
    account = max(demo_rows["Account"], key=lambda row: len(tasks_of(demo_rows, row["Id"])))["Id"]
    texts = {each.id: each.text for each in await open_points(context, account)}
    zone, today = context.moment.timezone, context.moment.today
    for row in tasks_of(demo_rows, account)[:5]:
        due = row["ActivityDate"].astimezone(zone).date()
        late = (today - due).days
        assert f"due {due}" in texts[row["Id"]]
        assert ("overdue" in texts[row["Id"]]) == (late > 0)
        if late > 1:
            assert f"{late} days overdue" in texts[row["Id"]]


async def test_a_mail_waits_only_when_somebody_from_outside_wrote_last(
    context: ActionContext, demo_rows: Rows
) -> None:
    """Of the open cases with mail: those whose last mail is from the case's contact."""
    contacts = {row["Id"]: row["Email"] for row in demo_rows["Contact"]}
    mails: dict[str, list[dict[str, Any]]] = {}
    for mail in sorted(demo_rows["EmailMessage"], key=lambda row: row["MessageDate"]):
        mails.setdefault(mail["ParentId"] or "", []).append(mail)
    cases = [row for row in demo_rows["Case"] if row["Status"] != "Closed" and row["Id"] in mails]
    waiting = {c["Id"] for c in cases if mails[c["Id"]][-1]["FromAddress"] == contacts[c["ContactId"]]}
    found = {
        c["Id"] for c in cases if any("no reply yet" in p.text for p in await open_points(context, c["Id"]))
    }
    assert waiting
    assert found == waiting
