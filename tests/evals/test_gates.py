"""The verdict and its interval."""

import pytest

from understudy.evals.gates import judge, wilson


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


@pytest.mark.parametrize(
    ("passed", "gate", "holds", "is_sure"),
    [(90, 0.9, True, False), (89, 0.9, False, False), (97, 0.9, True, True), (0, 0.0, True, True)],
)
def test_the_rate_decides_and_the_interval_says_how_surely(
    passed: int, gate: float, holds: bool, is_sure: bool
) -> None:
    verdict = judge(passed, 100, gate)
    assert (verdict.holds, verdict.is_sure) == (holds, is_sure)
