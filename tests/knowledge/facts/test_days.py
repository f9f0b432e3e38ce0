"""Days, weekdays and clock times."""

import pytest

from understudy.knowledge.facts.days import find_clocks, find_days, find_weekdays
from understudy.llm.local.spans import longest_first


@pytest.mark.parametrize(
    ("text", "key", "bound"),
    [
        ("by 31 march 2026", "2026-03-31", "most"),
        ("on march 31st", "?-03-31", "exact"),
        ("until the end of april", "?-04-30", "most"),
        ("on 2026-03-31", "2026-03-31", "exact"),
        ("31.3.2026", "2026-03-31", "exact"),
        ("the 25th of each month", "of-month 25", "exact"),
        ("on the last working day of the month", "of-month last working", "exact"),
    ],
)
def test_a_day_is_read(text: str, key: str, bound: str) -> None:
    (found,) = longest_first(find_days(text))
    assert (found.value.key, found.value.bound) == (key, bound)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("9am to 5 p.m.", 9, 17),
        ("09:00-17:30", 9, 17.5),
        ("2-5 pm", 14, 17),
        ("before noon", 12, 12),
        ("at 18:00", 18, 18),
        ("24/7", 0, 24),
        ("served from seven until eleven", 7, 11),
        ("open from nine to five", 9, 17),
        ("staffed between 2 and 6", 14, 18),
    ],
)
def test_a_clock_time_is_read(text: str, low: float, high: float) -> None:
    (found,) = longest_first(find_clocks(text))
    assert (found.value.low, found.value.high) == (low, high)


@pytest.mark.parametrize(
    "text",
    ["9 to 17 people", "served from two to six guests", "from one to three days", "10 users", "version 3.30"],
)
def test_a_bare_number_is_no_clock_time(text: str) -> None:
    assert list(find_clocks(text)) == []


@pytest.mark.parametrize(
    ("text", "days"),
    [("monday to friday", "01234"), ("weekends", "56"), ("on tuesdays", "1"), ("i sat down", "")],
)
def test_weekdays_are_read(text: str, days: str) -> None:
    assert "".join(found.value.key for found in find_weekdays(text)) == days
