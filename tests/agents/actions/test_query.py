"""A model's own query on the demo org."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from understudy.agents.actions.query import QUERY, QueryArguments
from understudy.agents.actions.registry import ActionContext
from understudy.kit.errors import InputError

Rows = Mapping[str, list[dict[str, Any]]]


@pytest.mark.parametrize(
    ("soql", "answers"),
    [
        ("SELECT COUNT(Id) FROM Order", ["179"]),
        ("SELECT COUNT() FROM Order", ["179"]),
        ("SELECT MAX(UnitPrice) FROM PricebookEntry WHERE Id = null", [""]),
    ],
)
async def test_one_number(context: ActionContext, soql: str, answers: list[str]) -> None:
    finding = await QUERY.run(context, QueryArguments(soql=soql, about="orders"))
    assert [item.value for item in finding.items] == answers
    assert finding.headline == f"{answers[0] or 'No value'}: orders."


async def test_groups_of_a_query(context: ActionContext, demo_rows: Rows) -> None:
    finding = await QUERY.run(
        context,
        QueryArguments(soql="SELECT Priority, COUNT(Id) n FROM Case GROUP BY Priority ORDER BY Priority"),
    )
    right = {p: sum(c["Priority"] == p for c in demo_rows["Case"]) for p in ("High", "Low", "Medium")}
    assert {row[0]: row[1] for row in finding.rows} == {key: f"{value:,}" for key, value in right.items()}


@pytest.mark.parametrize(
    ("soql", "told"),
    [
        ("SELECT Id FROM Casesheet", "no object Casesheet"),
        ("SELECT Colour FROM Case", "no field Colour on Case"),
        ("SELECT MEDIAN(Amount) FROM Opportunity", "MEDIAN"),
        ("DELETE FROM Case", "expected SELECT"),
    ],
)
async def test_a_wrong_query_is_refused(context: ActionContext, soql: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        await QUERY.run(context, QueryArguments(soql=soql))


async def test_a_cut_is_told_with_what_was_left_out(context: ActionContext, demo_rows: Rows) -> None:
    few = replace(context, most_rows=3)
    finding = await QUERY.run(few, QueryArguments(soql="SELECT Id, Subject FROM Case"))
    assert len(finding.items) == 3
    note = next(note for note in finding.notes if note.startswith("cut at 3 rows of about "))
    about = int(note.split("about ")[1].split(";")[0].replace(",", ""))
    assert about == pytest.approx(len(demo_rows["Case"]), rel=0.5)


async def test_child_records_stand_in_one_cell(context: ActionContext, demo_rows: Rows) -> None:
    order = next(each["OrderId"] for each in demo_rows["OrderItem"])
    lines = [each for each in demo_rows["OrderItem"] if each["OrderId"] == order]
    soql = f"SELECT Id, (SELECT Quantity FROM OrderItems) FROM Order WHERE Id = '{order}'"
    finding = await QUERY.run(context, QueryArguments(soql=soql))
    assert finding.columns[-1] == "OrderItems"
    assert finding.rows[0][-1].startswith(f"{len(lines)}: ")


async def test_a_long_text_is_cut(context: ActionContext) -> None:
    soql = "SELECT FAQ_Answer__c FROM Knowledge__kav WHERE FAQ_Answer__c != null"
    finding = await QUERY.run(context, QueryArguments(soql=soql))
    assert max(len(row[0]) for row in finding.rows) == 401
