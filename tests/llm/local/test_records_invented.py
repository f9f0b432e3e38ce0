"""Rules of reading records, on an org of which no rule can have known: a marina."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest

from understudy.llm.local.decide import Decision

Understood = Callable[..., Awaitable[Decision]]
YEAR_2025 = "CreatedDate >= 2025-01-01T00:00:00Z AND CreatedDate < 2026-01-01T00:00:00Z"


async def acted(marina: Understood, question: str) -> tuple[str, Mapping[str, Any]]:
    """The action and its arguments, which must be taken."""
    decision = await marina(question)
    assert decision.kind == "act", decision.text
    assert decision.reading is not None
    return decision.reading.action, decision.reading.arguments


@pytest.mark.parametrize(
    ("question", "record", "fields"),
    [
        ("What is the draught of Gannet?", "boat Gannet", ["Draught__c"]),
        ("Which rig does Black Kite have?", "boat Black Kite", ["Rig__c"]),
        ("Who is the skipper of Gannet?", "boat Gannet", ["Skipper__r.Name"]),
        ("Give me the phone number of the boat Gannet.", "boat Gannet", ["Phone__c"]),
        ("What is the phone number of the skipper of Gannet?", "boat Gannet", ["Skipper__r.Phone__c"]),
        ("What is the skipper's licence on Gannet?", "boat Gannet", ["Skipper__r.Licence__c"]),
        ("Which pier is Gannet at?", "boat Gannet", ["Berth__r.Pier__c"]),
        ("When was Black Kite launched?", "boat Black Kite", ["LaunchDate__c"]),
        ("When is the launch date of Black Kite?", "boat Black Kite", ["LaunchDate__c"]),
        ("Is Gannet insured?", "boat Gannet", ["Insured__c"]),
        ("Is Gannet a ketch?", "boat Gannet", ["Rig__c"]),
        ("How much is Gannet?", "boat Gannet", ["Fee__c"]),
        ("rig and draught of Gannet", "boat Gannet", ["Rig__c", "Draught__c"]),
        ("What is the licence of Jo Quill?", "skipper Jo Quill", ["Licence__c"]),
    ],
)
async def test_fields_of_one_record(
    marina: Understood, marina_ids: Mapping[str, str], question: str, record: str, fields: list[str]
) -> None:
    action, arguments = await acted(marina, question)
    assert (action, arguments["id"], arguments["fields"]) == ("get_record", marina_ids[record], fields)


@pytest.mark.parametrize(
    ("question", "kind", "order", "limit", "skip"),
    [
        ("Which boat is the newest?", "Boat__c", "CreatedDate DESC NULLS LAST", 1, 0),
        ("What is our cheapest repair?", "Repair__c", "Cost__c ASC NULLS LAST", 1, 0),
        ("Which repair was the most expensive?", "Repair__c", "Cost__c DESC NULLS LAST", 1, 0),
        ("Show the boat with the largest draught.", "Boat__c", "Draught__c DESC NULLS LAST", 1, 0),
        ("Show me the second oldest boat.", "Boat__c", "CreatedDate ASC NULLS LAST", 1, 1),
        ("Show the three cheapest repairs.", "Repair__c", "Cost__c ASC NULLS LAST", 3, 0),
        ("Show me the last two repairs.", "Repair__c", "CreatedDate DESC NULLS LAST", 2, 0),
        ("What was the first repair of Gannet?", "Repair__c", "CreatedDate ASC NULLS LAST", 1, 0),
    ],
)
async def test_the_ends_of_an_order(
    marina: Understood, question: str, kind: str, order: str, limit: int, skip: int
) -> None:
    action, arguments = await acted(marina, question)
    assert (action, arguments["object"]) == ("find_records", kind)
    assert (arguments["order_by"], arguments["limit"], arguments.get("offset", 0)) == (order, limit, skip)


@pytest.mark.parametrize(
    ("question", "kind", "where"),
    [
        (
            "Which repairs are overdue?",
            "Repair__c",
            "Deadline__c < 2026-11-20 AND State__c NOT IN ('Finished')",
        ),
        (
            "Which boats have no repairs?",
            "Boat__c",
            "Id NOT IN (SELECT Boat__c FROM Repair__c WHERE Boat__c != null)",
        ),
        (
            "List the skippers without boats.",
            "Skipper__c",
            "Id NOT IN (SELECT Skipper__c FROM Boat__c WHERE Skipper__c != null)",
        ),
        (
            "Which boats did not have overhauls in 2025?",
            "Boat__c",
            f"Id NOT IN (SELECT Boat__c FROM Repair__c WHERE Boat__c != null AND {YEAR_2025})",
        ),
        ("Show the boats that are ready for us to sail.", "Boat__c", "Rig__c = 'Ready to Sail'"),
    ],
)
async def test_which_records(marina: Understood, question: str, kind: str, where: str) -> None:
    action, arguments = await acted(marina, question)
    assert (action, arguments["object"], arguments["where"]) == ("find_records", kind, where)


async def test_what_open_means_is_asked_where_nothing_says_it(marina: Understood) -> None:
    decision = await marina("Show the overdue permits.")
    assert (decision.kind, decision.text) == ("ask", "Which permits count as open? Nothing declares it.")


async def test_what_has_no_due_date_is_never_overdue(marina: Understood) -> None:
    decision = await marina("How many overdue boats are there?")
    assert decision.kind == "ask"
    assert "overdue" in decision.text


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("Show me the repainted boats.", "repainted"),
        ("How many boats are seaworthy?", "seaworthy"),
        ("Which repairs that were disputed cost more than 500?", "disputed"),
        ("How many repairs were finished by the apprentice in October?", "apprentice"),
        ("List all boats leaking.", "leaking"),
    ],
)
async def test_a_word_that_limits_is_not_left_out(marina: Understood, question: str, word: str) -> None:
    decision = await marina(question)
    assert decision.kind == "ask"
    assert f"“{word}”" in decision.text


@pytest.mark.parametrize("question", ["Please help me list the boats.", "Do you have boats? List the boats."])
async def test_other_words_may_be_left_out(marina: Understood, question: str) -> None:
    action, arguments = await acted(marina, question)
    assert (action, arguments["where"]) == ("find_records", "")


async def test_a_name_in_two_objects_is_asked_back(marina: Understood) -> None:
    decision = await marina("Show me Tern.")
    assert decision.kind == "ask"
    assert set(decision.choices) == {"Tern (Berth__c)", "Tern (Boat__c)"}


@pytest.mark.parametrize(
    ("question", "record"),
    [
        ("Show me the boat Tern.", "boat Tern"),
        ("Show me the Tern berth.", "berth Tern"),
        ("What is the depth of Tern?", "berth Tern"),
        ("What is the rig of Tern?", "boat Tern"),
        ("Show me Ada Wave.", "skipper Ada Wave"),
        ("Show me the enquiry Ada Wave.", "enquiry Ada Wave"),
        ("What is the wish of Ada Wave?", "enquiry Ada Wave"),
    ],
)
async def test_the_rest_of_the_message_tells_namesakes_apart(
    marina: Understood, marina_ids: Mapping[str, str], question: str, record: str
) -> None:
    action, arguments = await acted(marina, question)
    assert (action, arguments["id"]) == ("get_record", marina_ids[record])
