"""Messages that change a set of records: which, in which order, how many, and how many there are."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from understudy.llm.local.decide import Decision
from understudy.llm.situation import Memory, RememberedFrame, RememberedRecord

Understood = Callable[..., Awaitable[Decision]]
BASE = "StageName = 'Discovery'"
NEWEST = "CreatedDate DESC NULLS LAST"
IN_NOVEMBER = "CloseDate >= 2026-11-01 AND CloseDate < 2026-12-01"


def listed(where: str = BASE, began: str | None = None, **arguments: Any) -> Memory:
    """Opportunities were listed, narrowed from others perhaps."""
    shown = (RememberedRecord("Opportunity", "006A", "Acme"), RememberedRecord("Opportunity", "006B", "Bolt"))
    given = {"object": "Opportunity", "order_by": NEWEST, **arguments}
    frame = RememberedFrame("find_records", {**given, "where": where})
    first = RememberedFrame("find_records", {**given, "where": began}) if began is not None else frame
    return Memory(frame, frame, first, shown=shown)


@pytest.mark.parametrize(
    ("said", "changed"),
    [
        ("only those above 5,000 dollars", {"where": f"{BASE} AND Amount > 5000.0"}),
        ("and in Negotiation?", {"where": "StageName = 'Negotiation'"}),
        ("just the ones from trade shows", {"where": f"{BASE} AND LeadSource = 'Trade Show'"}),
        ("without those from trade shows", {"where": f"{BASE} AND LeadSource != 'Trade Show'"}),
        ("not those", {"where": f"{BASE} AND Id NOT IN ('006A', '006B')"}),
        ("largest first", {"order_by": "Amount DESC NULLS LAST"}),
        ("by amount", {"order_by": "Amount DESC NULLS LAST"}),
        ("the oldest one", {"order_by": "CreatedDate ASC NULLS LAST", "limit": 1}),
        ("and the three largest?", {"order_by": "Amount DESC NULLS LAST", "limit": 3}),
        ("which one is the newest?", {"order_by": NEWEST, "limit": 1}),
        ("show me the smallest one", {"order_by": "Amount ASC NULLS LAST", "limit": 1}),
        ("order them by close date", {"order_by": "CloseDate DESC NULLS LAST"}),
        ("sort those by amount", {"order_by": "Amount DESC NULLS LAST"}),
        ("just the ones over 7000", {"where": f"{BASE} AND Amount > 7000.0"}),
        ("show more", {"offset": 10, "limit": 10}),
        ("the next five", {"offset": 10, "limit": 5}),
    ],
)
async def test_a_list_is_changed(understood: Understood, said: str, changed: dict[str, Any]) -> None:
    decision = await understood(said, memory=listed())
    assert decision.kind == "act"
    assert decision.reading is not None
    assert decision.reading.action == "find_records"
    expected = {"object": "Opportunity", "where": BASE, "order_by": NEWEST, **changed}
    assert expected.items() <= decision.reading.arguments.items()


GROUPED = (
    f"SELECT LeadSource, COUNT(Id) FROM Opportunity WHERE {BASE} GROUP BY LeadSource ORDER BY COUNT(Id) DESC"
)


@pytest.mark.parametrize(
    ("said", "soql"),
    [
        ("how many are there?", f"SELECT COUNT(Id) FROM Opportunity WHERE {BASE}"),
        ("how many of them are above 5,000 dollars?",
         f"SELECT COUNT(Id) FROM Opportunity WHERE {BASE} AND Amount > 5000.0"),
        ("what is the total amount?", f"SELECT SUM(Amount) FROM Opportunity WHERE {BASE}"),
        ("and the average?", f"SELECT AVG(Amount) FROM Opportunity WHERE {BASE}"),
        ("by lead source",
         GROUPED),
    ],
)  # fmt: skip
async def test_a_number_is_asked_of_a_list(understood: Understood, said: str, soql: str) -> None:
    decision = await understood(said, memory=listed())
    assert decision.reading is not None
    assert decision.reading.arguments["soql"] == soql


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ("all of them", BASE),
        ("the Quote ones too", "(StageName = 'Discovery' OR StageName = 'Quote') AND Amount > 5000.0"),
    ],
)
async def test_a_list_is_widened(understood: Understood, said: str, where: str) -> None:
    decision = await understood(said, memory=listed(f"{BASE} AND Amount > 5000.0", began=BASE))
    assert decision.reading is not None
    assert set(decision.reading.arguments["where"].split(" AND ")) == set(where.split(" AND "))


@pytest.mark.parametrize(
    ("said", "window"),
    [
        ("and in December?", ("2026-12-01", "2027-01-01")),
        ("the month before", ("2026-10-01", "2026-11-01")),
        ("and a year earlier?", ("2025-11-01", "2025-12-01")),
        ("and in 2025?", ("2025-01-01", "2026-01-01")),
    ],
)
async def test_a_time_is_told_by_the_time_before(
    understood: Understood, said: str, window: tuple[str, str]
) -> None:
    decision = await understood(said, memory=listed(IN_NOVEMBER))
    assert decision.reading is not None
    expected = f"CloseDate >= {window[0]} AND CloseDate < {window[1]}"
    assert decision.reading.arguments["where"] == expected


async def test_a_count_is_listed(understood: Understood) -> None:
    frame = RememberedFrame("query", {"soql": f"SELECT COUNT(Id) FROM Opportunity WHERE {BASE}"})
    decision = await understood("List them.", memory=Memory(frame, frame, frame))
    assert decision.reading is not None
    assert decision.reading.action == "find_records"
    assert decision.reading.arguments["where"] == BASE


@pytest.mark.parametrize(
    ("said", "condition"),
    [
        ("and leads?", "LeadSource = 'Web' AND ConvertedAccount.Id = '001Un0000000001IAA'"),
        ("what about quotes?", "Account.Id = '001Un0000000001IAA'"),
    ],
)
async def test_another_kind_of_record_is_asked_for_alike(
    understood: Understood, said: str, condition: str
) -> None:
    where = f"{BASE} AND LeadSource = 'Web' AND AccountId = '001Un0000000001IAA'"
    decision = await understood(said, memory=listed(where))
    assert decision.reading is not None
    assert decision.reading.arguments["where"] == condition


async def test_what_was_changed_is_said(understood: Understood) -> None:
    where = f"StageName != 'Closed' AND Account.Id = '006A' AND {IN_NOVEMBER}"
    decision = await understood("only those above 5,000 dollars", memory=listed(where))
    assert decision.reading is not None
    assert decision.reading.about == (
        "opportunities (open opportunities) with account 006A with amount over 5000"
        " with close date 1 November 2026 to 30 November 2026"
    )


COUNTED = RememberedFrame(
    "query", {"soql": "SELECT COUNT(Id) FROM Lead WHERE State = 'TX'", "about": "leads"}
)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("only the ones that converted", "IsConverted = true"),
        ("in Ohio?", "State = 'OH'"),
    ],
)
async def test_a_count_is_changed(understood: Understood, said: str, expected: str) -> None:
    decision = await understood(said, memory=Memory(COUNTED, COUNTED, COUNTED))
    assert decision.kind == "act"
    assert decision.reading is not None
    soql = decision.reading.arguments["soql"]
    assert soql.startswith("SELECT COUNT(Id) FROM Lead WHERE ")
    assert expected in soql


async def test_a_count_is_shown(understood: Understood) -> None:
    decision = await understood("show only those in Nevada", memory=Memory(COUNTED, COUNTED, COUNTED))
    assert decision.reading is not None
    assert decision.reading.action == "find_records"
    assert decision.reading.arguments["where"] == "State = 'NV'"


async def test_what_no_field_tells_is_asked(understood: Understood) -> None:
    decision = await understood("only the purple ones", memory=listed())
    assert decision.kind == "ask"
    assert "purple" in decision.text
