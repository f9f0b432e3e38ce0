"""Questions for what a record consists of: its lines, listed or added up; no lines of what has none."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest

from understudy.llm.local.decide import Decision
from understudy.llm.situation import Memory, RememberedFrame, RememberedRecord

Understood = Callable[..., Awaitable[Decision]]


@pytest.mark.parametrize("said", ["what was in {}?", "What is in order {}?", "show me everything in {}"])
async def test_the_lines_are_listed(understood: Understood, demo_rows: Mapping[str, Any], said: str) -> None:
    order = demo_rows["Order"][8]
    decision = await understood(said.format(order["OrderNumber"]))
    assert decision.kind == "act"
    assert decision.reading is not None
    assert decision.reading.arguments["object"] == "OrderItem"
    assert decision.reading.arguments["where"] == f"Order.Id = '{order['Id']}'"


async def test_the_lines_are_added_up(understood: Understood, demo_rows: Mapping[str, Any]) -> None:
    order, product = demo_rows["Order"][8], demo_rows["Product2"][3]
    asked = f"how many {product['Name']} were on order {order['OrderNumber']}?"
    decision = await understood(asked, agent="service")
    assert decision.kind == "act"
    assert decision.reading is not None
    soql = decision.reading.arguments["soql"]
    assert soql.startswith("SELECT SUM(Quantity) FROM OrderItem WHERE ")
    assert product["Id"] in soql
    assert order["Id"] in soql


async def test_the_record_of_before(understood: Understood, demo_rows: Mapping[str, Any]) -> None:
    order = demo_rows["Order"][8]
    shown = RememberedRecord("Order", order["Id"], order["OrderNumber"])
    frame = RememberedFrame("get_record", {"id": order["Id"], "fields": []})
    decision = await understood("and what was in it?", memory=Memory(frame, talked=(shown,)))
    assert decision.reading is not None
    assert decision.reading.arguments.get("object") == "OrderItem"


async def test_a_record_without_lines_is_shown(marina: Understood, marina_ids: Mapping[str, str]) -> None:
    decision = await marina("What is in the boat Gannet?")
    assert decision.reading is not None
    assert decision.reading.arguments.get("id") == marina_ids["boat Gannet"]
