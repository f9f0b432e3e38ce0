"""Intervals of shares and of ratios."""

import numpy as np
import pytest

from understudy.kit.shares import clustered, ratio_interval, wilson


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


def test_tries_that_are_alike_tell_what_their_cases_tell() -> None:
    assert clustered([(1, 1)] * 30 + [(0, 1)] * 10) == wilson(30, 40)
    assert clustered([(3, 3)] * 10) == wilson(10, 10)
    low, high = clustered([(4, 4)] * 30 + [(0, 4)] * 10)
    assert (low, high) == (
        pytest.approx(wilson(30, 40)[0], abs=0.01),
        pytest.approx(wilson(30, 40)[1], abs=0.01),
    )


def test_tries_that_have_nothing_to_do_with_their_case_count_each() -> None:
    passed = np.random.default_rng(2).binomial(4, 0.7, size=200)
    low, high = clustered([(int(each), 4) for each in passed])
    plain_low, plain_high = wilson(560, 800)
    assert high - low == pytest.approx(plain_high - plain_low, rel=0.15)


def test_the_clustered_interval_holds_the_truth_nineteen_times_in_twenty() -> None:
    """Fifty cases with a chance of their own, four tries each; the plain interval holds it far less often."""
    generator = np.random.default_rng(11)
    held, plain = 0, 0
    for _ in range(400):
        passed = generator.binomial(4, generator.beta(1.6, 0.4, size=50))
        low, high = clustered([(int(each), 4) for each in passed])
        held += low <= 0.8 <= high
        low, high = wilson(int(passed.sum()), 200)
        plain += low <= 0.8 <= high
    assert held / 400 >= 0.93
    assert plain / 400 < 0.85
