"""What is a query and what is not, before any name is looked up."""

import pytest

from understudy.kit.errors import InputError
from understudy.soql.ast import And, Dialect
from understudy.soql.parse import parse, parse_condition

QUERIES = [
    "SELECT Id FROM Order",
    "SELECT Id, Group.Name FROM Group GROUP BY Id, Group.Name",
    "SELECT Id /* why */ FROM Account // because\n",
    "SELECT COUNT(Id)n FROM Account AS a",
    "SELECT Format, Fields FROM Report",
    "SELECT FORMAT(convertCurrency(Price__c)) p, toLabel(Status) FROM Thing__c",
    "SELECT Id FROM A WHERE X = -1.5 AND Y = +2 AND Z = 1e3",
    "SELECT Id FROM A WHERE T > 2026-01-01T10:00:00.123+0530",
    "SELECT Id FROM A WHERE NOT NOT X = 1",
    "SELECT Id FROM A WHERE DISTANCE(Place__c, GEOLOCATION(52.5, -13.4), 'km') < 10",
    "SELECT Id FROM A USING SCOPE team WITH USER_MODE LIMIT 0",
    "SELECT FIELDS(ALL) FROM A ALL ROWS",
    "SELECT Id FROM A WHERE Id IN :wanted.keySet() AND Name = :user?.name",
    "SELECT Id FROM A FOR VIEW, REFERENCE UPDATE TRACKING",
]
NO_QUERIES = [
    ("", "1:1"),
    ("SELECT Id", "1:10"),
    ("SELECT Id, FROM A", "1:12"),
    ("SELECT Id FROM A WHERE", "1:23"),
    ("SELECT Id FROM A ORDER BY", "1:26"),
    ("SELECT Id FROM A LIMIT -1", "1:24"),
    ("SELECT Id FROM A LIMIT 1.5", "1:24"),
    ("SELECT Id FROM A WHERE X IN ()", "1:30"),
    ("SELECT Id FROM A WHERE X = LAST_N_DAYS", "1:39"),
    ("SELECT Id FROM A WHERE X = LAST_N_DAYS:'3'", "1:40"),
    ("SELECT Id FROM A WHERE X == 1", "1:27"),
    ("SELECT Id FROM A WHERE X = 'a\\qb'", "1:28"),
    ("SELECT Id FROM A WHERE X = 12abc", "1:28"),
    ("SELECT Id FROM A WHERE (X = 1", "1:30"),
    ("SELECT Id FROM A UNION SELECT Id FROM B", "1:24"),
    ("SELECT Id FROM A WHERE X = 1 ORDER BY Id WHERE Y = 2", "1:42"),
    ("SELECT Amount * 2 FROM A", "1:15"),
    ("SELECT Id FROM A WHERE X = Y", "1:28"),
    ("SELECT Id FROM A ORDER BY X NULLS MIDDLE", "1:35"),
    ("SELECT GEOLOCATION(1, 2) FROM A", "1:8"),
    ("SELECT DISTANCE(1, 2) FROM A", "1:17"),
    ("SELECT Id FROM A;", "1:17"),
]


@pytest.mark.parametrize("text", QUERIES)
def test_accepted(text: str) -> None:
    assert parse(text).text == text


@pytest.mark.parametrize(("text", "place"), NO_QUERIES)
def test_refused_at(text: str, place: str) -> None:
    with pytest.raises(InputError) as refusal:
        parse(text)
    assert str(refusal.value.place) == f"query:{place}"


@pytest.mark.parametrize(
    "bind",
    [":name", ": a.Id", ":ids?.first", ":found.keySet()", ":list[0].Id", ":[SELECT Id FROM B LIMIT 1].Id"],
)
def test_a_bind_is_an_expression_of_the_program_around(bind: str) -> None:
    where = parse(f"SELECT Id FROM A WHERE X = {bind} AND Y = 1").where
    assert isinstance(where, And)
    assert len(where.operands) == 2


def test_binds_can_be_refused() -> None:
    with pytest.raises(InputError, match="expected a value"):
        parse("SELECT Id FROM A WHERE X = :x", binds=False)


@pytest.mark.parametrize(
    "text",
    [
        "(a + b) * 2 > c",
        "(a = 1 OR b = 2) AND c = 3",
        "((a = 1))",
        "(a) = 1",
        "-a < -(b)",
        "LIST_CONTAINS(a, 'x') AND NOT LIST_CONTAINS(a, b)",
        "(SELECT COUNT() FROM X WHERE Y = OUTER.Id) / 2 > 1",
    ],
)
def test_condition_of_a_definition(text: str) -> None:
    assert parse_condition(text)


@pytest.mark.parametrize("nested", ["(" * 900 + "X = 1" + ")" * 900, "NOT " * 2000 + "X = 1"])
def test_nesting_has_an_end(nested: str) -> None:
    with pytest.raises(InputError, match="nested too deeply"):
        parse(f"SELECT Id FROM A WHERE {nested}")


def test_length_has_an_end() -> None:
    with pytest.raises(InputError, match="longer than 100,000"):
        parse("SELECT Id FROM A" + " " * 100_000)


def test_characters_beyond_the_basic_plane() -> None:
    assert parse(r"SELECT Id FROM A WHERE X = '\uD83C\uDF5E'") == parse("SELECT Id FROM A WHERE X = '🍞'")
    with pytest.raises(InputError, match="half a character"):
        parse(r"SELECT Id FROM A WHERE X = '\uD83C'")


def test_arithmetic_binds_as_usual() -> None:
    assert parse("SELECT a - b - c * d x FROM T", Dialect.DEFINITION) == parse(
        "SELECT ((a - b) - (c * d)) x FROM T", Dialect.DEFINITION
    )
