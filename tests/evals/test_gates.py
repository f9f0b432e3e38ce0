"""The verdict."""

import pytest

from understudy.evals.gates import judge


@pytest.mark.parametrize(
    ("passed", "gate", "holds", "is_sure"),
    [(90, 0.9, True, False), (89, 0.9, False, False), (97, 0.9, True, True), (0, 0.0, True, True)],
)
def test_the_rate_decides_and_the_interval_says_how_surely(
    passed: int, gate: float, holds: bool, is_sure: bool
) -> None:
    verdict = judge(passed, 100, gate)
    assert (verdict.holds, verdict.is_sure) == (holds, is_sure)
