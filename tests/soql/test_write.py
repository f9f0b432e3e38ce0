"""Every tree survives being written and read again."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from understudy.soql import ast
from understudy.soql.ast import Dialect
from understudy.soql.literals import quote
from understudy.soql.parse import parse
from understudy.soql.write import write

NAMES = st.sampled_from(["Id", "Name", "Owner", "Account", "Amount__c", "Contact__r", "Status", "x1"])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map(lambda parts: ast.Path(tuple(parts)))
TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("'\\%_\n\t\"/*:"), max_size=12
)
NUMBERS = st.decimals(-10_000, 10_000, allow_nan=False, places=3)
VALUES = st.one_of(
    TEXT.map(ast.Value),
    NUMBERS.map(ast.Value),
    st.sampled_from([True, False, None]).map(ast.Value),
    st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(ast.Value),
    st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
    .map(lambda t: t.replace(microsecond=t.microsecond // 1000 * 1000))
    .map(ast.Value),
    st.sampled_from([ast.DateLiteral("TODAY"), ast.DateLiteral("LAST_N_DAYS", 3), ast.Bind("bound")]),
    st.just(ast.CurrencyValue("USD", Decimal("12.5"))),
)
CALLS = st.builds(
    ast.Call, st.sampled_from(["COUNT", "SUM", "MIN", "CALENDAR_YEAR", "TOLABEL"]), st.tuples(PATHS)
)
OPERATORS = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])


def conditions(operands: Any, values: Any) -> Any:
    leaves = st.one_of(
        st.builds(ast.Comparison, OPERATORS, operands, values),
        st.builds(ast.Comparison, st.just("LIKE"), operands, TEXT.map(ast.Value)),
        st.builds(ast.In, operands, st.lists(VALUES, min_size=1, max_size=3).map(tuple), st.booleans()),
        st.builds(ast.Includes, operands, st.lists(VALUES, min_size=1, max_size=3).map(tuple), st.booleans()),
    )

    def larger(inner: Any) -> Any:
        several = st.lists(inner, min_size=2, max_size=3).map(tuple)
        return st.one_of(st.builds(ast.Not, inner), st.builds(ast.And, several), st.builds(ast.Or, several))

    return st.recursive(leaves, larger, max_leaves=6)


def arithmetic() -> Any:
    def larger(inner: Any) -> Any:
        return st.one_of(
            st.builds(ast.Arithmetic, st.sampled_from("+-*/"), inner, inner), st.builds(ast.Negative, inner)
        )

    return st.recursive(
        st.one_of(PATHS, CALLS, NUMBERS.filter(lambda n: n >= 0).map(ast.Value)), larger, max_leaves=6
    )


def queries(operands: Any, values: Any) -> Any:
    return st.builds(
        ast.Query,
        st.lists(
            st.builds(ast.SelectItem, operands, st.none() | st.just("alias")), min_size=1, max_size=3
        ).map(tuple),
        st.builds(ast.Source, NAMES.map(lambda n: ast.Path((n,))), st.none() | st.just("a")).map(
            lambda s: (s,)
        ),
        where=st.none() | conditions(operands, values),
        group=st.none() | st.builds(ast.Grouping, st.lists(operands, min_size=1, max_size=2).map(tuple)),
        order=st.lists(
            st.builds(ast.OrderItem, operands, st.booleans(), st.none() | st.booleans()), max_size=2
        ).map(tuple),
        limit=st.none() | st.integers(0, 2000),
        offset=st.none() | st.integers(0, 2000),
    )


@settings(max_examples=150, deadline=None)
@given(queries(PATHS | CALLS, VALUES))
def test_soql_round_trip(query: ast.Query) -> None:
    assert parse(write(query)) == query


@settings(max_examples=150, deadline=None)
@given(queries(arithmetic(), arithmetic()))
def test_definition_round_trip(query: ast.Query) -> None:
    assert parse(write(query), Dialect.DEFINITION) == query


@pytest.mark.parametrize(
    "text",
    [
        "SELECT Id, (SELECT Id FROM Contacts LIMIT 2) FROM Account a, a.Owner o",
        "SELECT TYPEOF What WHEN Account THEN Phone, Name WHEN Case THEN Subject ELSE Name END FROM Event",
        "SELECT Id FROM Account USING SCOPE mine WITH DATA CATEGORY Geo__c AT (us, uk) FOR VIEW, UPDATE",
        "SELECT Id FROM Account WHERE Id NOT IN (SELECT AId FROM Case) AND Name LIKE 'a\\_b\\\\%' ALL ROWS",
        "SELECT COUNT() FROM Knowledge__kav WITH UserId = 'x' UPDATE TRACKING",
        "SELECT COUNT(Id) FROM Account GROUP BY ROLLUP(Name, Type) HAVING COUNT(Id) > 1",
    ],
)
def test_written_query_is_the_same_text(text: str) -> None:
    assert write(parse(text)).casefold() == text.casefold()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("it's\na \\ line", "'it\\'s\\na \\\\ line'"),
        (None, "null"),
        (True, "true"),
        (3, "3"),
        (1e-7, "0.0000001"),
        (Decimal("2.50"), "2.50"),
        (date(2026, 1, 31), "2026-01-31"),
        (datetime(2026, 1, 31, 12, tzinfo=UTC), "2026-01-31T12:00:00.000Z"),
    ],
)
def test_quote(value: Any, expected: str) -> None:
    assert quote(value) == expected


@pytest.mark.parametrize("value", [float("nan"), float("inf"), datetime(2026, 1, 1)])  # noqa: DTZ001
def test_quote_refuses_what_has_no_literal(value: Any) -> None:
    with pytest.raises(ValueError):
        quote(value)
