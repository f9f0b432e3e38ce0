"""SQL's words become SOQL's, and nothing else changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from understudy.soql.assisted.habits import without_habits
from understudy.soql.parse import parse


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("SELECT Id FROM Case;", "SELECT Id FROM Case"),
        ("SELECT COUNT(*) FROM Case", "SELECT COUNT() FROM Case"),
        (
            "SELECT Status, COUNT(*) FROM Case GROUP BY Status",
            "SELECT Status, COUNT(Id) FROM Case GROUP BY Status",
        ),
        ("SELECT Id FROM Case WHERE Subject = \"a 'b'\"", r"SELECT Id FROM Case WHERE Subject = 'a \'b\''"),
        ("SELECT Id FROM Case WHERE Hours == 3", "SELECT Id FROM Case WHERE Hours = 3"),
        ("SELECT Id FROM Case WHERE Hours is null", "SELECT Id FROM Case WHERE Hours = null"),
        ("SELECT Id FROM Case WHERE Hours IS NOT NULL", "SELECT Id FROM Case WHERE Hours != null"),
        (
            "SELECT Id FROM Case WHERE Hours BETWEEN 1 AND 2.5 AND Status = 'New'",
            "SELECT Id FROM Case WHERE (Hours >= 1 AND Hours <= 2.5) AND Status = 'New'",
        ),
        (
            "SELECT Id FROM Case WHERE Subject BETWEEN 'a' AND 'b and c'",
            "SELECT Id FROM Case WHERE (Subject >= 'a' AND Subject <= 'b and c')",
        ),
        (
            "SELECT Id FROM Case WHERE Status = 'New' AND Subject NOT LIKE '%x%'",
            "SELECT Id FROM Case WHERE Status = 'New' AND (NOT Subject LIKE '%x%')",
        ),
        (
            "SELECT Id FROM Case WHERE CreatedDate = LAST_N_DAYS(30)",
            "SELECT Id FROM Case WHERE CreatedDate = LAST_N_DAYS:30",
        ),
        ("SELECT TOP 5 Id FROM Case ORDER BY Hours", "SELECT Id FROM Case ORDER BY Hours LIMIT 5"),
        ("SELECT Id FROM Case LIMIT 5, 10", "SELECT Id FROM Case LIMIT 10 OFFSET 5"),
        ("SELECT COUNT(Id) AS n FROM Case", "SELECT COUNT(Id) n FROM Case"),
        ("SELECT `Id` FROM `Case`", "SELECT Id FROM Case"),
        (
            "SELECT YEAR(CreatedDate), COUNT(Id) FROM Case GROUP BY YEAR(CreatedDate)",
            "SELECT CALENDAR_YEAR(CreatedDate), COUNT(Id) FROM Case GROUP BY CALENDAR_YEAR(CreatedDate)",
        ),
    ],
)
def test_what_means_the_same(written: str, meant: str) -> None:
    assert without_habits(written) == meant
    parse(meant)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT Id FROM Case WHERE Subject = 'IS NULL; COUNT(*) == BETWEEN 1 AND 2'",
        r"SELECT Id FROM Case WHERE Subject LIKE 'it\'s \"%' LIMIT 5",
        "SELECT COUNT() FROM Case",
    ],
)
def test_soql_stays_as_it_is(text: str) -> None:
    assert without_habits(text) == text


@given(st.text(max_size=200))
def test_any_text_comes_through(text: str) -> None:
    assert isinstance(without_habits(f"SELECT {text} FROM Case"), str)


def test_long_repeated_texts_do_not_freeze_it() -> None:
    for piece in ("a ", "'", '"', "SELECT TOP 1 ", "x BETWEEN 1 AND ", "COUNT(*) FROM "):
        without_habits(piece * 20_000)
