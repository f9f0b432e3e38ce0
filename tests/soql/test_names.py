"""Names of records, found as the actor may see them."""

import pytest

from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.org.orgs import Org
from understudy.org.permissions import Customer, Employee, System
from understudy.soql.names import find_named_in, find_names, find_similar

EXACT = [
    (["acorn mills"], ["Acorn Mills"], "capitals aside"),
    (["ADA BRENNER", "Bo Lindqvist"], ["Ada Brenner", "Bo Lindqvist"], "in the order of the phrases"),
    (["bo lindqvist", "ada brenner"], ["Bo Lindqvist", "Ada Brenner"], ""),
    (["o@birch.example"], ["Ödegaard"], "an email address is a name too"),
    (["ödegaard"], ["Ödegaard"], ""),
    (["Acorn"], [], "only whole names"),
    (["", "  "], [], ""),
    ([], [], ""),
]
SIMILAR = [
    ("Acorn Mils", ["Acorn Mills"], "a letter missing"),
    ("Lindquist", ["Bo Lindqvist"], "a surname with a letter wrong"),
    ("Brenner Ada", ["Ada Brenner"], "words turned round"),
    ("Ambros Smith", ["Ambrose Smith"], ""),
    ("Acorn", ["Acorn Mills"], "one whole word of the name"),
    ("Acre Milk", [], "words that only begin alike"),
    ("xy", [], "too short to search by"),
]


@pytest.mark.parametrize(("phrases", "expected"), [row[:2] for row in EXACT])
async def test_exact_names(
    phrases: list[str], expected: list[str], database: Database, shop: Org, system: System
) -> None:
    found = await find_names(database, shop, system, phrases)
    assert [match.name for match in found] == expected


@pytest.mark.parametrize(("phrase", "expected"), [row[:2] for row in SIMILAR])
async def test_similar_names(
    phrase: str, expected: list[str], database: Database, shop: Org, system: System
) -> None:
    found = await find_similar(database, shop, system, [phrase])
    assert [match.name for match in found] == expected


async def test_match_says_what_it_is(database: Database, shop: Org, system: System) -> None:
    (match,) = await find_names(database, shop, system, ["ada brenner"], objects=["user"])
    assert (match.object, match.phrase, match.score) == ("User", "ada brenner", 1.0)


async def test_objects_narrow_the_search(database: Database, shop: Org, system: System) -> None:
    assert await find_names(database, shop, system, ["ada brenner"], objects=["Account"]) == []
    assert await find_names(database, shop, system, ["ada brenner"], objects=[]) == []


async def test_hidden_records_have_no_name(
    database: Database, shop: Org, seller: Employee, customer: Customer, moment: Moment
) -> None:
    """The third account belongs to nobody in the team; customers see their own only."""
    cedar = "Cedar \\ Sons_100%"
    assert await find_names(database, shop, seller, [cedar], moment=moment) == []
    assert await find_similar(database, shop, seller, ["Cedar Sons"], moment=moment) == []
    assert len(await find_names(database, shop, System("test"), [cedar], moment=moment)) == 1
    found = await find_names(database, shop, customer, ["Acorn Mills", "birch bakery", "Ada Brenner"])
    assert [match.name for match in found] == ["Acorn Mills"]


async def test_names_in_a_text(database: Database, shop: Org, system: System) -> None:
    text = "The Oven cold at ACORN MILLS, not acorn millstones; flour older than birch bakery's."
    found = await find_named_in(database, shop, system, text, "Account")
    assert [match.name for match in found] == ["birch bakery", "Acorn Mills"]
    assert await find_named_in(database, shop, system, "flour older", "Case") == []
