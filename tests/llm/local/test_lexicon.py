"""Words that mean something declared, in a small world."""

import pytest

from understudy.llm.local.lexicon import (
    DimensionTerm,
    FieldTerm,
    Lexicon,
    Meaning,
    MeasureTerm,
    Mention,
    ObjectTerm,
    ValueTerm,
)
from understudy.llm.local.normalise import tokens
from understudy.llm.local.world import DimensionView, FieldView, MeasureView, ObjectView, World

BOAT = ObjectView(
    "Boat__c",
    "Boat",
    "Boats",
    ("vessel",),
    "Name",
    (
        FieldView("Rig__c", "Rig", "choice", ("sail plan",), ("Ketch", "Gaff Cutter")),
        FieldView("Port__c", "Home port", "choice", (), ("ME", "OH", "IN")),
        FieldView("Pilot__c", "Pilot", "reference", target="User"),
    ),
)
USER = ObjectView("User", "Person", "People", ("sailor",), "Name", ())
VOYAGES = MeasureView(
    name="voyages",
    label="number of voyages",
    synonyms=("trips made",),
    description="",
    object="Boat__c",
    unit="trips",
    better="higher",
    dimensions=(
        DimensionView("pilot", "pilot", ("helmsman",), "User", "Boat__c", "Pilot__c"),
        DimensionView("port", "port", (), None, "Boat__c", "Port__c"),
    ),
    usual_group=None,
    usual_rank=None,
    timed=False,
    counts_rows=True,
    where=None,
    examples=(),
    reach=frozenset({"Boat__c", "User"}),
)
LEXICON = Lexicon(World((BOAT, USER), (VOYAGES,), (), (), (), {}))


def scan(text: str) -> list[Mention]:
    return LEXICON.scan(tokens(text), text)


@pytest.mark.parametrize(
    ("text", "words", "meaning"),
    [
        ("show the boat", "boat", ObjectTerm("Boat__c")),
        ("all Boats", "Boats", ObjectTerm("Boat__c")),
        ("which vessels", "vessels", ObjectTerm("Boat__c")),
        ("by sail plan", "sail plan", FieldTerm("Boat__c", "Rig__c")),
        ("gaff cutters only", "gaff cutters", ValueTerm("Boat__c", "Rig__c", "Gaff Cutter")),
        ("in Ohio", "Ohio", ValueTerm("Boat__c", "Port__c", "OH")),
        ("from ME", "ME", ValueTerm("Boat__c", "Port__c", "ME")),
        ("the number of voyages", "number of voyages", MeasureTerm("voyages")),
        ("trip made", "trip made", MeasureTerm("voyages")),
        ("per helmsman", "helmsman", DimensionTerm("voyages", "pilot")),
        ("which sailor", "sailor", DimensionTerm("voyages", "pilot")),
        ("by home port", "home port", DimensionTerm("voyages", "port")),
    ],
)
def test_a_phrase_and_its_meaning(text: str, words: str, meaning: Meaning) -> None:
    found = {mention.text: mention for mention in scan(text)}
    assert meaning in found[words].meanings
    mention = found[words]
    assert text[mention.start : mention.end] == words
    assert mention.size == len(words.split())


@pytest.mark.parametrize("text", ["give it to me", "in the morning", "me, in or out", "nothing of it"])
def test_short_values_are_meant_only_in_capitals(text: str) -> None:
    assert scan(text) == []


def test_overlapping_phrases_are_all_found() -> None:
    assert [mention.text for mention in scan("by home port")] == ["home port", "port"]


def test_its_words_are_known_to_the_spelling() -> None:
    assert {"ketch", "vessel", "voyages", "helmsman", "boats"} <= LEXICON.words


@pytest.mark.parametrize("text", ["a gaff rig on a cutter", "gaff of the cutter"])
def test_small_words_do_not_part_a_value(text: str) -> None:
    meanings = {term for mention in scan(text) for term in mention.meanings}
    assert (ValueTerm("Boat__c", "Rig__c", "Gaff Cutter") in meanings) == ("rig" not in text)


def test_not_is_no_note() -> None:
    noted = ObjectView("Log__c", "Log", "Logs", (), None, (FieldView("Notes__c", "Notes", "text"),))
    lexicon = Lexicon(World((noted,), (), (), (), (), {}))
    assert lexicon.scan(tokens("not"), "not") == []
    assert lexicon.scan(tokens("note"), "note")
