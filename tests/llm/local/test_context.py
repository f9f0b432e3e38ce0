"""Facts stated beside or in a message."""

import pytest

from understudy.llm.local.context import find_facts

CASES = [
    ("Today's date: 2022-03-04", "Today's date", "2022-03-04", "date"),
    ("   ## Today's date: 2022-03-04   ", "Today's date", "2022-03-04", "date"),
    ("today is 2022-03-04, go on", "today", "2022-03-04", "date"),
    ("## Garden's county: Kent", "Garden's county", "Kent", "text"),
    ("- Pump Id to be considered is: 01tUn0000000001IAA", "Pump Id", "01tUn0000000001IAA", "id"),
    ("Customer: Ada Byron", "Customer", "Ada Byron", "text"),
    ("dealer = Acme", "dealer", "Acme", "text"),
    ("* **Fault**: it leaks: badly", "Fault", "it leaks: badly", "text"),
    ("Which one? The pump id is 01tUn0000000001IAA. Thanks", "pump id", "01tUn0000000001IAA", "id"),
]


@pytest.mark.parametrize(("text", "label", "value", "kind"), CASES)
def test_a_fact(text: str, label: str, value: str, kind: str) -> None:
    (fact,) = find_facts(text)
    assert (fact.label, fact.value, fact.kind) == (label, value, kind)
    assert value in text[slice(*fact.range)]


@pytest.mark.parametrize(
    "text",
    [
        "see https://example.org/a",
        "Question: who sold most?",
        "Can you tell me: who sold most",
        "It leaks at 9 am",
    ],
)
def test_what_states_nothing(text: str) -> None:
    assert find_facts(text) == []


def test_fields_of_a_record_inside_a_message() -> None:
    text = "Who takes this?\n## Given Repair\n- Repair Subject: Leak\n- Repair Description: Wet. Very: wet."
    subject, description = find_facts(text)
    assert (subject.value, description.value) == ("Leak", "Wet. Very: wet.")
    assert text[slice(*description.range)] == "- Repair Description: Wet. Very: wet."


def test_a_date_that_is_none_stays_text() -> None:
    assert find_facts("Due date: 2022-02-31")[0].kind == "text"
