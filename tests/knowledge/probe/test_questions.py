"""What is asked of a title, a heading, a sentence and a row; and where the answer stands."""

import pytest

from understudy.knowledge.probe.corpus import KeptDocument, Place
from understudy.knowledge.probe.questions import ask_from_heading, ask_from_row, ask_from_sentence, drafts_of

HEADINGS = {
    "Renew a berth permit": "How do I renew a berth permit?",
    "When does the gate close?": "When does the gate close?",
    "What our insurance pays for": "Can you tell me what your insurance pays for?",
    "Your first day on board": "What should I know about my first day on board?",
    "The bilge pump is blocked": "The bilge pump is blocked.",
    "About Marina North": "What should I know about Marina North?",
}
SENTENCES = {
    "Permits are renewed within 12 working days of the inspection.": (
        "Within how many working days are permits renewed of the inspection?"
    ),
    "A permit costs $45 a year.": "How much does a permit cost a year?",
    "You have 14 days of leave a year.": "How many days of leave do I have a year?",
    "We accept cheques and cash.": "Do you accept cheques and cash?",
    "Anchors cannot be returned once they were wet.": "Can anchors be returned once they were wet?",
    "If the mast bends, call the yard.": "What if the mast bends?",
    "To reset your winch, hold the lever.": "How do I reset my winch?",
    "Rinse our ropes in fresh water.": "Should I rinse your ropes in fresh water?",
}
NO_QUESTION = (
    "It is renewed yearly.",  # nobody knows what
    "These cost nothing.",
    "After the storm everybody slept.",
    "Is it late?",
    "Blue and green.",
)


@pytest.mark.parametrize(("heading", "question"), HEADINGS.items(), ids=HEADINGS)
def test_a_heading_becomes_what_is_asked_by_who_looks_for_it(heading: str, question: str) -> None:
    assert ask_from_heading(heading) == question


@pytest.mark.parametrize(("sentence", "question"), SENTENCES.items(), ids=SENTENCES)
def test_a_sentence_becomes_what_it_answers(sentence: str, question: str) -> None:
    assert ask_from_sentence(sentence) == question


@pytest.mark.parametrize("sentence", NO_QUESTION)
def test_no_rule_is_forced(sentence: str) -> None:
    assert ask_from_sentence(sentence) is None


def test_a_row_is_asked_by_its_first_cell_and_last_column() -> None:
    assert ask_from_row("Boat | Fee", "Dinghies under 4 m | 12 euros") == "Fee for dinghies under 4 m?"
    assert ask_from_row("Boat | ", "Dinghies | 12") is None


def test_a_document_is_asked_about_by_all_forms_with_the_places_of_the_answers() -> None:
    text = "Permits are renewed within 12 working days.\nBoat | Fee\nDinghies | 12 euros"
    at = text.index("Boat")
    whole = ((Place(0, at - 1), "Permits"), (Place(at, len(text)), "Permits › What berths cost"))
    found = {
        each.form: each
        for each in drafts_of(KeptDocument(1, "s", "k", "Berth permits", "public", text, whole))
    }
    assert set(found) == {"title", "heading", "sentence", "row"}
    (row,) = found["row"].places
    assert text[row.start : row.end] == "Dinghies | 12 euros"
    assert found["row"].question == "Berth permits: fee for dinghies?"
    assert found["heading"].question == "Berth permits: what berths cost?"
    assert [text[place.start : place.end] for place in found["heading"].places] == [
        "Boat | Fee",
        "Dinghies | 12 euros",
    ]
    assert len(found["title"].places) == 3
