"""Intervals of shares and of ratios."""

import pytest

from understudy.kit.shares import ratio_interval, wilson


@pytest.mark.parametrize(
    ("passed", "total", "low", "high"),
    [  # from the formula with z = 1.96, to three digits, as published tables give them
        (0, 10, 0.0, 0.278),
        (1, 10, 0.018, 0.404),
        (8, 10, 0.490, 0.943),
        (10, 10, 0.722, 1.0),
        (90, 100, 0.826, 0.945),
    ],
)
def test_wilson(passed: int, total: int, low: float, high: float) -> None:
    assert wilson(passed, total) == (pytest.approx(low, abs=0.0006), pytest.approx(high, abs=0.0006))


def test_a_ratio_of_shares_alike_is_nearly_the_normal_interval_of_the_share() -> None:
    low, high = ratio_interval([(1, 1)] * 60 + [(0, 1)] * 40)
    assert (low, high) == (pytest.approx(0.6 - 0.0965, abs=0.001), pytest.approx(0.6 + 0.0965, abs=0.001))


def test_what_one_case_counts_makes_no_more_cases() -> None:
    """A hundred words of four questions are known as four are, not as a hundred."""
    low, high = ratio_interval([(25, 25), (25, 25), (0, 25), (25, 25)])
    assert high - low > 2 * (wilson(75, 100)[1] - wilson(75, 100)[0])
    assert ratio_interval([(3, 4)]) == (0.0, 1.0)
    assert ratio_interval([(2, 4), (1, 2)]) == (0.5, 0.5)


def test_cases_that_agree_are_not_certain() -> None:
    assert ratio_interval([(3, 3)] * 10) == wilson(10, 10)
    assert ratio_interval([(0, 3)] * 10) == wilson(0, 10)
