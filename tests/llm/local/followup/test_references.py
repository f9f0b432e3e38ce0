"""Words that mean a record of before become its id."""

from collections.abc import Awaitable, Callable, Mapping

import pytest

from understudy.llm.local.decide import Decision
from understudy.llm.local.followup.references import place_told
from understudy.llm.situation import Memory, RememberedFrame, RememberedRecord
from understudy.org.demo.ledger import Row

Understood = Callable[..., Awaitable[Decision]]
LIST = RememberedFrame("find_records", {"object": "Account", "where": "ShippingState = 'OH'"})


def _records(rows: Mapping[str, list[Row]], kind: str, count: int) -> tuple[RememberedRecord, ...]:
    return tuple(RememberedRecord(kind, str(r["Id"]), str(r["Name"])) for r in rows[kind][:count])


@pytest.fixture
def memory(demo_rows: Mapping[str, list[Row]]) -> Memory:
    """Three accounts were listed; a seller had been talked about before."""
    seller = demo_rows["User"][20]
    person = RememberedRecord("User", str(seller["Id"]), f"{seller['FirstName']} {seller['LastName']}")
    shown = _records(demo_rows, "Account", 3)
    return Memory(LIST, LIST, LIST, shown=shown, talked=(shown[0], person))


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("the second one", 2),
        ("number 3", 3),
        ("#2", 2),
        ("the last", -1),
        ("and the first one?", 1),
        ("3", 3),
        ("three", 3),
        ("the third case", 3),
        ("largest first", None),
        ("show more", None),
    ],
)
def test_a_place_in_a_list(said: str, place: int | None) -> None:
    assert place_told(said) == place


@pytest.mark.parametrize(
    ("said", "which"),
    [
        ("the second one", 1),
        ("the last one", -1),
        ("number 3", 2),
        ("who owns it?", 0),
        ("the Point one", 1),
        ("who owns the second account?", 1),
        ("show me that account", 0),
        ("its website", 0),
    ],
)
async def test_a_record_of_the_list(understood: Understood, memory: Memory, said: str, which: int) -> None:
    decision = await understood(said, memory=memory)
    assert decision.kind == "act"
    assert decision.reading is not None
    assert decision.reading.action == "get_record"
    assert decision.reading.arguments["id"] == memory.shown[which].id


async def test_a_person_is_not_a_thing(understood: Understood, memory: Memory) -> None:
    decision = await understood("What is her email address?", memory=memory)
    assert decision.reading is not None
    assert decision.reading.arguments == {"id": memory.talked[1].id, "fields": ["Email"]}


async def test_what_belongs_to_a_person_is_found_by_its_owner(understood: Understood, memory: Memory) -> None:
    decision = await understood("Show her open opportunities.", memory=memory)
    assert decision.reading is not None
    assert decision.reading.arguments["object"] == "Opportunity"
    assert f"Owner.Id = '{memory.talked[1].id}'" in decision.reading.arguments["where"]


async def test_whom_nobody_knows_is_asked(understood: Understood) -> None:
    decision = await understood("Show me his cases.")
    assert (decision.kind, decision.text) == ("ask", "Whom do you mean by “his”?")


async def test_words_that_fit_several_are_asked(understood: Understood, memory: Memory) -> None:
    decision = await understood("the Harbor one", memory=memory)
    assert decision.kind == "ask"
    assert len(decision.choices) == 2


@pytest.mark.parametrize(
    "said",
    [
        "How long does it take to close a case?",
        "New lead, state TN: who works it?",
        "Is it going to rain tomorrow?",
        "the ninth one",
    ],
    ids=["it means nothing", "it means the lead", "the weather", "there is none"],
)
async def test_what_means_no_record_of_before(understood: Understood, memory: Memory, said: str) -> None:
    decision = await understood(said, memory=memory)
    shown = {each.id for each in memory.shown}
    assert decision.kind != "act" or not (
        decision.reading and shown & set(map(str, decision.reading.arguments.values()))
    )
