"""Which sentences make one answer."""

from understudy.knowledge.answering.candidates import Candidate, Traits
from understudy.knowledge.answering.distil import distilled
from understudy.knowledge.index.retrieve import Passage
from understudy.knowledge.index.search import Found


def passage(document: int, text: str, cosine: float = 0.8) -> Passage:
    return Passage(
        Found(document, "a folder", "a.md", f"Title {document}", None, "", 0, text, "", "", cosine, 0.9)
    )


def candidates(*passages: Passage, scores: dict[str, float]) -> list[Candidate]:
    """A sentence's score is that of the word it has, and 2 without one; from about 16 on it is sure."""
    pairs = [(each, sentence) for each in passages for sentence in each.sentences]
    return [
        Candidate(each, s, order, Traits(0, 0, 0, 0, 0), score)
        for order, (each, s) in enumerate(pairs)
        for score in [next((n for word, n in scores.items() if word in s.text), 2.0)]
    ]


def told(question: str, found: list[Candidate]) -> list[str]:
    best = max(found, key=lambda c: c.score)
    return [each.sentence.text for each in distilled(question, found, best)]


def test_one_document_answers_in_its_own_order() -> None:
    found = candidates(
        passage(1, "Good ones come late. Nothing here. The best comes last."),
        passage(2, "This one is fine too."),
        scores={"best": 20.0, "Good": 18.0, "fine": 19.5},
    )
    assert told("When does it come?", found) == ["Good ones come late.", "The best comes last."]


def test_all_there_is_takes_the_sentences_of_several_documents() -> None:
    found = candidates(
        passage(1, "The best way is by card."),
        passage(2, "A fine way is by check."),
        passage(3, "One more way is far off."),
        scores={"best": 20.0, "fine": 18.0, "far": 8.0},
    )
    assert told("What are all the ways to pay?", found) == [
        "The best way is by card.",
        "A fine way is by check.",
    ]


def test_nothing_is_said_twice_but_another_number_is_another_thing() -> None:
    found = candidates(
        passage(1, "The limit of a refund is 20 dollars."),
        passage(2, "A refund has the limit of 20 dollars."),
        passage(3, "The limit of a refund is 30 dollars."),
        scores={"The limit of a": 20.0, "A refund": 19.0},
    )
    assert told("List all limits of a refund", found) == [
        "The limit of a refund is 20 dollars.",
        "The limit of a refund is 30 dollars.",
    ]


def test_a_step_brings_the_others_where_the_way_is_asked_for() -> None:
    text = "Do this first:\n1. Open the lid now.\n2. Press the red button.\n3. Close it firmly.\nThat is it."
    found = candidates(passage(1, text), scores={"Press": 20.0, "Do this": 10.0})
    assert [line[:2] for line in told("How do I start it?", found)] == ["1.", "2.", "3."]
    assert told("Which button is it?", found) == ["2. Press the red button."]


def test_a_document_that_does_not_answer_by_itself_does_not_join() -> None:
    best, other = passage(1, "The best way is by card."), passage(2, "A fine way is by check.")
    question = "What are all the ways to pay?"
    assert len(told(question, candidates(best, other, scores={"best": 18.0, "fine": 17.0}))) == 2
    assert len(told(question, candidates(best, other, scores={"best": 18.0, "fine": 15.0}))) == 1


def test_what_introduces_a_list_brings_its_points() -> None:
    found = candidates(
        passage(
            1,
            "We look here, in this best order:\nIn the box.\nOn the shelf.\n" + "So it goes on and on. " * 9,
        ),
        scores={"best": 20.0},
    )
    assert told("Where do you look first?", found) == [
        "We look here, in this best order:",
        "In the box.",
        "On the shelf.",
    ]


def test_a_long_line_is_no_point_of_a_list() -> None:
    found = candidates(
        passage(1, "The best order is:\nIn the box.\n" + "word " * 25 + "end.\nOn the shelf."),
        scores={"best": 20.0},
    )
    assert told("Where do you look first?", found) == ["The best order is:", "In the box."]
