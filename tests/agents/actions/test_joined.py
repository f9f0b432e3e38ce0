"""The findings of several questions as one."""

from understudy.agents.actions.joined import joined
from understudy.llm.finding import Citation, Finding, Item

CARD = Citation("We take cards.", 1, 0, "Pay", "pay")
SHIP = Citation("We ship in two days.", 2, 0, "Ship", "ship")


def found(citation: Citation, support: float = 0.8) -> Finding:
    return Finding(
        "found",
        citation.quote,
        (Item(citation.title),),
        1,
        notes=(f"Source: {citation.title}",),
        citations=(citation,),
        facts={"support": support},
    )


NOTHING = Finding("nothing", "I don't know.", (Item("Near"),), facts={"support": 0.1})


def test_answers_stand_in_the_order_of_their_questions_each_with_its_source() -> None:
    whole = joined([("Cards?", found(CARD)), ("How soon?", found(SHIP, 0.6))])
    assert whole.headline == "We take cards.\n\nWe ship in two days."
    assert whole.notes == ("Source: Pay", "Source: Ship")
    assert whole.citations == (CARD, SHIP)
    assert whole.facts["support"] == 0.6


def test_a_sentence_that_answers_twice_is_said_once() -> None:
    whole = joined([("Cards?", found(CARD)), ("How to pay?", found(CARD))])
    assert (whole.headline, whole.citations, whole.notes) == (CARD.quote, (CARD,), ("Source: Pay",))


def test_what_is_not_known_is_said_with_its_question() -> None:
    whole = joined([("Cards?", found(CARD)), ("Who?", NOTHING)])
    assert whole.status == "found"
    assert whole.headline == "We take cards.\n\nTo “Who?”: I don't know."
    assert whole.facts["parts"] == [
        {"question": "Cards?", "status": "found"},
        {"question": "Who?", "status": "nothing"},
    ]


def test_when_nothing_is_known_the_whole_is_not_known() -> None:
    whole = joined([("Who?", NOTHING), ("When?", NOTHING)])
    assert (whole.status, whole.headline, whole.items) == ("nothing", "I don't know.", (Item("Near"),))


def test_a_question_back_goes_before_not_knowing() -> None:
    which = Finding("several", "Which?", (Item("A"), Item("B")))
    assert joined([("Who?", NOTHING), ("It?", which)]) is which
