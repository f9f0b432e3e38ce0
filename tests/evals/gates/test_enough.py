"""How many cases it takes."""

import pytest

from understudy.evals.gates.enough import cases_to_see, cases_to_settle, smallest_seen
from understudy.kit.shares import wilson


@pytest.mark.parametrize(("rate", "gate"), [(0.9, 0.8), (0.82, 0.8), (0.7, 0.8), (0.95, 0.9), (0.5, 0.6)])
def test_so_many_cases_settle_it_and_one_in_twenty_fewer_do_not(rate: float, gate: float) -> None:
    needed = cases_to_settle(rate, gate)
    assert needed
    low, high = wilson(rate * needed, needed)
    assert not low < gate < high
    fewer = needed * 0.95
    low, high = wilson(rate * fewer, fewer)
    assert low < gate < high


def test_no_number_settles_the_gate_itself() -> None:
    assert cases_to_settle(0.8, 0.8) is None


@pytest.mark.parametrize(
    ("difference", "disagreement", "cases"),
    [  # (1.96 + 0.8416)² = 7.849 times the share that ends differently, over the square of the difference
        (0.05, 0.1, 314),
        (0.1, 0.2, 157),
        (0.1, 0.05, 79),
    ],
)
def test_the_two_ways_agree(difference: float, disagreement: float, cases: int) -> None:
    assert cases_to_see(difference, disagreement) == cases
    assert smallest_seen(cases, disagreement) == pytest.approx(difference, abs=0.001)


def test_a_handful_of_cases_shows_nothing() -> None:
    assert smallest_seen(7, 0.1) > 1
