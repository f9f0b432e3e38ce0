"""Figures are computed from the rows."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from understudy.agents.actions.records import record_kind
from understudy.agents.actions.registry import ActionContext
from understudy.agents.actions.summary.below import read_below
from understudy.agents.actions.summary.figures import compute_figures
from understudy.agents.actions.summary.subject import read_subject
from understudy.llm.finding import Statement

Rows = Mapping[str, list[dict[str, Any]]]


async def figures(context: ActionContext, record_id: str) -> list[Statement]:
    subject = await read_subject(context, *record_kind(context, record_id))
    assert subject is not None
    return await compute_figures(subject, await read_below(subject))


async def test_an_order_s_worth_is_that_of_its_lines(context: ActionContext, demo_rows: Rows) -> None:
    for order in demo_rows["Order"][:5]:
        lines = [row for row in demo_rows["OrderItem"] if row["OrderId"] == order["Id"]]
        worth = sum((row["Quantity"] * row["UnitPrice"] for row in lines), Decimal())
        found = [each for each in await figures(context, order["Id"]) if "order item" in each.text]
        items = "order item" if len(lines) == 1 else "order items"
        assert [each.text for each in found] == [f"{len(lines)} {items}, ${worth:,.2f} together"]
        assert found[0].id == order["Id"]
        assert found[0].query
        assert "COUNT(Id)" in found[0].query


async def test_how_long_a_closed_case_took(context: ActionContext, demo_rows: Rows) -> None:
    for case in [row for row in demo_rows["Case"] if row["ClosedDate"]][:5]:
        hours = (case["ClosedDate"] - case["CreatedDate"]).total_seconds() / 3600
        took = f"{hours / 24:.1f}" if hours >= 24 else f"{hours:.1f}"
        unit = "day" if hours >= 24 else "hour"
        first = (await figures(context, case["Id"]))[0]
        assert first.text.startswith(f"Case closed after {took.removesuffix('.0')} {unit}")
