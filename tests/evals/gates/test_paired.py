"""The paired test and interval, against other ways to compute them."""

from fractions import Fraction
from itertools import product
from math import comb

import numpy as np
import pytest

from understudy.evals.gates.paired import difference_interval, no_difference_p


def pairs(regressed: int, improved: int, same: int = 0) -> list[Fraction]:
    return [Fraction(-1)] * regressed + [Fraction(1)] * improved + [Fraction(0)] * same


@pytest.mark.parametrize(
    ("regressed", "improved", "p"),
    [  # two-sided binomial probabilities of n tosses of a fair coin, as tables of the sign test have them
        (0, 5, 0.0625),
        (0, 6, 0.03125),
        (1, 9, 0.0215),
        (2, 10, 0.0386),
        (3, 12, 0.0352),
        (4, 4, 1.0),
        (0, 0, 1.0),
    ],
)
def test_with_one_attempt_it_is_mcnemar_s_exact_test(regressed: int, improved: int, p: float) -> None:
    assert no_difference_p(pairs(regressed, improved, 50)) == pytest.approx(p, abs=0.00005)


def test_it_is_the_binomial_for_all_small_tables() -> None:
    for b, c in product(range(12), range(12)):
        tail = sum(comb(b + c, k) for k in range(min(b, c) + 1)) / 2 ** (b + c)
        assert no_difference_p(pairs(b, c)) == pytest.approx(min(1.0, 2 * tail))


def test_with_several_attempts_it_weighs_every_choice_of_signs() -> None:
    differences = [Fraction(n, 12) for n in (4, -3, 8, 12, 0, -4, 6, 3, 9, -1)]
    came = abs(sum(differences))
    sums = [
        abs(sum(sign * each for sign, each in zip(signs, differences, strict=True)))
        for signs in product((1, -1), repeat=len(differences))
    ]
    assert no_difference_p(differences) == pytest.approx(sum(each >= came for each in sums) / len(sums))


def test_the_interval_is_near_the_normal_one_where_cases_are_many() -> None:
    low, high = difference_interval(pairs(60, 140, 800))
    spread = 1.96 * np.sqrt((200 / 1000 - 0.08**2) / 1000)
    assert (low, high) == (pytest.approx(0.08 - spread, abs=0.003), pytest.approx(0.08 + spread, abs=0.003))


def test_cases_that_all_end_alike_are_not_certain() -> None:
    low, high = difference_interval(pairs(0, 0, 30))
    assert low < -0.03
    assert high > 0.03
    assert difference_interval([]) == (-1.0, 1.0)


def test_the_interval_holds_the_truth_nineteen_times_in_twenty() -> None:
    """Sixty cases a run; 15% become better and 5% worse."""
    generator = np.random.default_rng(7)
    held = 0
    for _ in range(300):
        worse, better, same = generator.multinomial(60, [0.05, 0.15, 0.8])
        low, high = difference_interval(pairs(worse, better, same))
        held += low <= 0.1 <= high
    assert 0.92 <= held / 300 <= 0.99
