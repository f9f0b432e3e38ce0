"""Questions about one record of before: shown again, or a field of it told."""

from collections.abc import Awaitable, Callable, Mapping

import pytest

from understudy.llm.local.decide import Decision
from understudy.llm.situation import Memory, RememberedFrame, RememberedRecord
from understudy.org.demo.ledger import Row

Understood = Callable[..., Awaitable[Decision]]


@pytest.fixture
def memory(demo_rows: Mapping[str, list[Row]]) -> Memory:
    """The status of an order was told."""
    orders = tuple(
        RememberedRecord("Order", str(row["Id"]), str(row["OrderNumber"])) for row in demo_rows["Order"][:3]
    )
    frame = RememberedFrame("get_record", {"id": orders[0].id, "fields": ["Status"]})
    return Memory(last=frame, shown=orders, talked=orders[:1])


@pytest.mark.parametrize(
    ("said", "which", "fields"),
    [
        ("When was it placed?", 0, ["EffectiveDate"]),
        ("And the contract?", 0, ["Contract.ContractNumber"]),
        ("Who owns this order?", 0, ["Owner.Name"]),
        ("And MV-24002?", 1, ["Status"]),
        ("And the third?", 2, ["Status"]),
        ("The third one.", 2, []),
    ],
)
async def test_a_field_of_the_record(
    understood: Understood, memory: Memory, said: str, which: int, fields: list[str]
) -> None:
    decision = await understood(said, memory=memory)
    assert decision.reading is not None
    assert decision.reading.action == "get_record"
    assert decision.reading.arguments == {"id": memory.shown[which].id, "fields": fields}


@pytest.mark.parametrize(
    "said", ["How many contracts are there in all?", "Which account bought the most?", "What is the weather?"]
)
async def test_what_asks_for_more_than_a_field_is_left_alone(
    understood: Understood, memory: Memory, said: str
) -> None:
    decision = await understood(said, memory=memory)
    assert decision.kind != "act" or (decision.reading and decision.reading.action != "get_record")
