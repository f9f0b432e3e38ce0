"""A model's query on the demo org: put right, measured, cut, and what to heed said."""

import pytest

from understudy.conversations.turn import Stage
from understudy.kit.clock import Moment
from understudy.kit.errors import InputError, NotPermittedError
from understudy.org.demo import DEMO_NOW
from understudy.org.permissions import Actor, Customer, System
from understudy.soql.assisted.ask import Asked, ask


async def asked(
    stage: Stage,
    text: str,
    *,
    most_rows: int = 50,
    actor: Actor = System("a test"),  # noqa: B008  (a value)
) -> Asked:
    moment = Moment(DEMO_NOW, stage.org.timezone)
    distinctions = stage.library.distinctions.values()
    return await ask(
        stage.database, stage.org, text, actor, moment, most_rows=most_rows, distinctions=distinctions
    )


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("SELECT COUNT() FROM Opportunity WHERE StageName = 'Quote'", []),
        ("SELECT COUNT(*) FROM Deals WHERE Stage = 'Quote';", ["'Deals' was read as Opportunity", "'Stage'"]),
        (
            "SELECT COUNT() FROM Case WHERE Status = 'Pending customer'",
            ["Status has no value 'Pending customer'"],
        ),
        ("SELECT COUNT() FROM Case WHERE Status IN ('Closd')", ["did you mean 'Closed'?"]),
        (
            "SELECT Id FROM Case WHERE Subject LIKE '%sensor%' LIMIT 3",
            ["FIND {sensor} IN ALL FIELDS RETURNING Case"],
        ),
        ("SELECT COUNT() FROM Lead WHERE CreatedDate = THIS_MONTH", ["Opportunity is a qualified sale"]),
        ("SELECT SUM(UnitPrice) FROM OrderItem", ["PricebookEntry is the list price"]),
        ("SELECT SUM(Quantity) FROM OrderItem", ["QuoteLineItem is"]),
    ],
)
async def test_what_to_heed(demo_stage: Stage, text: str, notes: list[str]) -> None:
    said = (await asked(demo_stage, text)).notes
    assert len(said) >= len(notes)
    assert all(any(note in each for each in said) for note in notes)
    assert bool(said) == bool(notes)


async def test_a_double_that_lacks_a_field_is_not_named(demo_stage: Stage) -> None:
    said = (await asked(demo_stage, "SELECT SUM(Quantity) FROM OrderItem")).notes
    assert not any("PricebookEntry" in each for each in said)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("SELECT Sbject FROM Csae", "this would run: SELECT Subject FROM Case"),
        (
            "SELECT Id FROM Case WHERE Owne.Name == 'x'",
            "this would run: SELECT Id FROM Case WHERE Owner.Name = 'x'",
        ),
        ("SELECT OrderId, IsActive FROM OrderItem", "PricebookEntry has IsActive: the list price"),
        ("SELECT * FROM Case", "name the fields"),
    ],
)
async def test_a_refusal_shows_what_would_run(demo_stage: Stage, text: str, hint: str) -> None:
    with pytest.raises(InputError) as refused:
        await asked(demo_stage, text)
    assert hint in (refused.value.hint or "")


async def test_a_cut_names_both_numbers(demo_stage: Stage) -> None:
    result = await asked(demo_stage, "SELECT Id FROM Case LIMIT 90", most_rows=10)
    assert len(result.result.rows) == 10
    assert result.notes == ("cut at 10 rows of 90 asked for; filter, group, or ask for fewer with LIMIT",)


async def test_a_query_that_would_read_too_much_does_not_run(
    demo_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("understudy.soql.assisted.ask._MOST_READ", 10)
    with pytest.raises(InputError, match="would read about"):
        await asked(demo_stage, "SELECT Id FROM Case")
    assert (await asked(demo_stage, "SELECT Id FROM Case WHERE Id = '500000000000000AAA'")).result.total == 0


async def test_a_hint_names_nothing_hidden(demo_stage: Stage) -> None:
    account = (await asked(demo_stage, "SELECT Id FROM Account LIMIT 1")).result.rows[0]["Id"]
    contact = (await asked(demo_stage, "SELECT Id FROM Contact LIMIT 1")).result.rows[0]["Id"]
    customer = Customer(contact, account)
    for text in ("SELECT Id FROM Ld", "SELECT Id FROM Leads", "SELECT Amount FROM Opportunity"):
        with pytest.raises(NotPermittedError) as refused:
            await asked(demo_stage, text, actor=customer)
        assert "this would run" not in str(refused.value) or "Lead" not in (refused.value.hint or "")
