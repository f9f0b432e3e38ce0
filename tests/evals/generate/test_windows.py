"""Times to ask about: their first day and the first one after them."""

from datetime import date
from random import Random

import pytest

from understudy.evals.generate.windows import windows

TODAY = date(2026, 2, 17)


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("in January 2026", date(2026, 1, 1), date(2026, 2, 1)),
        ("in December 2025", date(2025, 12, 1), date(2026, 1, 1)),
        ("last month", date(2026, 1, 1), date(2026, 2, 1)),
        ("from October 2025 to December 2025", date(2025, 10, 1), date(2026, 1, 1)),
        ("this year", date(2026, 1, 1), date(2027, 1, 1)),
        ("in 2025", date(2025, 1, 1), date(2026, 1, 1)),
        ("last quarter", date(2025, 10, 1), date(2026, 1, 1)),
        ("in Q4 2025", date(2025, 10, 1), date(2026, 1, 1)),
        ("in the third quarter of 2025", date(2025, 7, 1), date(2025, 10, 1)),
    ],
)
def test_a_window_is_the_days_that_its_words_say(words: str, start: date, end: date) -> None:
    found = {window.words: (window.start, window.end) for window in windows(TODAY, 1, Random(1))}
    assert found[words] == (start, end)


def test_where_the_fiscal_year_is_another_a_quarter_could_be_either_s() -> None:
    words = " ".join(window.words for window in windows(TODAY, 4, Random(1)))
    assert "quarter" not in words
    assert "Q4" not in words


def test_none_lies_ahead() -> None:
    assert all(window.start <= TODAY for window in windows(TODAY, 1, Random(1)))
