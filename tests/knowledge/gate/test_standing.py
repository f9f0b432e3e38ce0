"""Which sentences hold: from what was found and decided, without a database."""

from datetime import UTC, date, datetime

import pytest

from understudy.knowledge.documents import read_text
from understudy.knowledge.front_matter import Head
from understudy.knowledge.gate.ledger import (
    Decision,
    Dispute,
    Findings,
    Page,
    Preference,
    Release,
    Rulings,
    SetAside,
    Side,
    Verdict,
    dispute_of,
)
from understudy.knowledge.gate.standing import Standing, complement, either, standing
from understudy.knowledge.index.chunks import cut_chunks


def page(key: str, reviewed: date | None = None) -> Page:
    return Page(0, "here", key, key.title(), "public", reviewed=reviewed)


def side(key: str, days: int, reviewed: date | None = None) -> Side:
    return Side(page(key, reviewed), 0, f"Goods come back within {days} days.", f"{days} days")


def decision(dispute: Dispute, verdict: Verdict) -> Decision:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    return Decision(1, dispute.id, verdict, "", None, "the operator", at)


def out(state: Standing) -> list[str]:
    """The pages of which something is held."""
    return sorted(key for _, key in state.held)


OLD_NEW = dispute_of(side("old", 30), side("new", 45), "returns")


@pytest.mark.parametrize(
    ("verdict", "held"),
    [
        (None, ["new", "old"]),
        ("a", ["old"]),
        ("b", ["new"]),
        ("both", []),
        ("neither", ["new", "old"]),
        ("no_conflict", []),
    ],
)
def test_a_side_is_held_until_it_is_decided_for(verdict: Verdict | None, held: list[str]) -> None:
    decided = {OLD_NEW.id: decision(OLD_NEW, verdict)} if verdict else {}
    assert out(standing(Findings((OLD_NEW,)), Rulings(decided))) == held


def test_a_dispute_is_the_same_whoever_finds_it_and_another_once_the_words_change() -> None:
    turned = dispute_of(side("new", 45), side("old", 30), "the window")
    assert (turned.id, turned.a.page.key) == (OLD_NEW.id, "new")
    assert dispute_of(side("new", 60), side("old", 30), "returns").id != OLD_NEW.id


def test_a_decision_holds_wherever_the_same_is_said_again() -> None:
    again = dispute_of(side("copy", 30), side("new", 45), "returns")
    other = dispute_of(side("third", 60), side("new", 45), "returns")
    rulings = Rulings({OLD_NEW.id: decision(OLD_NEW, "a")})
    state = standing(Findings((OLD_NEW, again, other)), rulings)
    assert [state.settled[each.id].how for each in (OLD_NEW, again, other)] == ["decided", "follows", "open"]
    assert out(state) == ["copy", "new", "old", "third"]


def test_a_sentence_that_has_lost_holds_no_other_back() -> None:
    loser_and_third = dispute_of(side("old", 30), side("third", 45), "returns")
    rulings = Rulings({OLD_NEW.id: decision(OLD_NEW, "a")})
    state = standing(Findings((OLD_NEW, loser_and_third)), rulings)
    assert state.settled[loser_and_third.id].how == "moot"
    assert out(state) == ["old"]


@pytest.mark.parametrize(
    ("prefer", "held"), [("ask", ["new", "old"]), ("maintained", ["old"]), ("reviewed", ["old"])]
)
def test_by_the_companys_preference_a_maintained_page_holds(prefer: Preference, held: list[str]) -> None:
    findings = Findings((OLD_NEW,), (SetAside(page("old"), "orphan", "no page links to it"),))
    assert out(standing(findings, Rulings(prefer=prefer))) == held


@pytest.mark.parametrize(("prefer", "held"), [("maintained", ["a", "b"]), ("reviewed", ["a"])])
def test_by_the_companys_preference_the_later_review_holds(prefer: Preference, held: list[str]) -> None:
    a, b = side("a", 30, date(2026, 1, 1)), side("b", 45, date(2026, 5, 1))
    assert out(standing(Findings((dispute_of(a, b, "x"),)), Rulings(prefer=prefer))) == held


def test_a_page_set_aside_is_held_as_a_whole_until_it_is_released() -> None:
    aside = SetAside(page("old"), "stale", "nobody has looked at it since 2023")
    findings = Findings((), (aside,))
    assert out(standing(findings, Rulings())) == ["old"]
    released = Release("I did", "Ann", datetime(2026, 11, 20, tzinfo=UTC))
    assert out(standing(findings, Rulings(releases={aside.mark: released}))) == []
    other = Findings((), (SetAside(page("old"), "stale", "its day has passed"),))
    assert out(standing(other, Rulings(releases={aside.mark: released}))) == ["old"]


def test_what_is_held_and_what_is_not_are_whole_sentences_and_together_the_document() -> None:
    text = "# Goods\n\nPack them well. Goods come back within 30 days. Ask us first.\n\n- Be kind."
    document = read_text(text, "old", Head("public"))
    state = standing(Findings((OLD_NEW,)), Rulings())
    spans = state.spans(document, ("here", "old"))
    assert [document.text[start:end] for start, end in spans] == ["Goods come back within 30 days."]
    readable = [chunk.text for chunk in cut_chunks(document, spans)]
    assert readable == ["Pack them well.", "Ask us first.\nBe kind."]
    held = [chunk.text for chunk in cut_chunks(document, complement(document, spans))]
    assert held == ["Goods come back within 30 days."]


def test_of_a_page_set_aside_agents_read_what_somebody_decided_for() -> None:
    document = read_text("Pack well. Goods come back within 30 days. Ask us.", "old", Head("public"))
    findings = Findings((OLD_NEW,), (SetAside(page("old"), "orphan", "no page links to it"),))
    state = standing(findings, Rulings({OLD_NEW.id: decision(OLD_NEW, "b")}))
    chunks = cut_chunks(document, state.spans(document, ("here", "old")))
    assert [chunk.text for chunk in chunks] == ["Goods come back within 30 days."]


def test_a_mere_suspicion_holds_nothing_back_until_it_is_decided() -> None:
    unsure = dispute_of(side("old", 30), side("new", 45), "returns", 0.6)
    state = standing(Findings((unsure,)), Rulings())
    assert (state.settled[unsure.id].how, out(state)) == ("suspected", [])
    assert out(standing(Findings((unsure,)), Rulings({unsure.id: decision(unsure, "a")}))) == ["old"]


def test_what_one_or_the_other_holds_is_whole_sentences() -> None:
    document = read_text("One is here. Two is there. Three is gone. Four is left.", "x", Head("public"))
    assert either(document, [(0, 12)], [(15, 20)]) == ((0, 26),)
    assert either(document, [(0, 12)], [(30, 33)]) == ((0, 12), (27, 41))
    assert either(document, [], []) == ()
