"""The company's words in a sentence."""

from random import Random

import pytest

from understudy.evals.generate.words import Words, is_participle, plural_of, prose
from understudy.org.definitions.library import Library
from understudy.org.metadata import Field, FieldType, ObjectType, Schema

KILN = ObjectType("Kiln__c", "Kiln", "Kilns", "a0K", (), "Name", synonyms=("furnace", "oven"))
STOVE = ObjectType("Stove__c", "Stove", "Stoves", "a0S", (), "Name", synonyms=("oven",))


@pytest.mark.parametrize(
    ("label", "told"), [("Close date", "close date"), ("URL name", "URL name"), ("Wi-Fi Zone", "Wi-Fi zone")]
)
def test_an_abbreviation_keeps_its_capitals(label: str, told: str) -> None:
    assert prose(label) == told


@pytest.mark.parametrize(
    ("one", "many"), [("box", "boxes"), ("party", "parties"), ("day", "days"), ("deal", "deals")]
)
def test_plurals(one: str, many: str) -> None:
    assert plural_of(one) == many


def test_a_synonym_that_means_two_things_is_never_said() -> None:
    words = Words(Schema((KILN, STOVE)), Library())
    assert {words.others(Random(seed), KILN)["kiln"] for seed in range(20)} == {"furnace"}
    assert words.others(Random(1), STOVE) == {}


@pytest.mark.parametrize(
    ("field", "noun"),
    [
        (Field("A", "Peak heat", FieldType.NUMBER), "peak heat"),
        (Field("B", "Expires", FieldType.DATE, synonyms=("expiration date",)), "expiration date"),
        (Field("C", "Opened", FieldType.DATETIME), None),
        (Field("D", "Related to", FieldType.STRING), None),
        (Field("E", "Email", FieldType.EMAIL), "email address"),
    ],
)
def test_a_field_as_a_noun(field: Field, noun: str | None) -> None:
    assert Words(Schema(), Library()).field(field) == noun


def test_participles() -> None:
    assert [is_participle(word) for word in ("Opened", "Sent", "Need", "Start date")] == [
        True,
        True,
        False,
        False,
    ]
