"""The verdict."""

from dataclasses import replace
from typing import Any

import pytest

from understudy.agents.acceptance import Acceptance, Budgets
from understudy.evals.gates import judge
from understudy.evals.gates.judged import Judged
from understudy.evals.gates.verdict import judge_results


@pytest.mark.parametrize(
    ("passed", "gate", "holds", "is_sure"),
    [(90, 0.9, True, False), (89, 0.9, False, False), (97, 0.9, True, True), (0, 0.0, True, True)],
)
def test_the_rate_decides_and_the_interval_says_how_surely(
    passed: int, gate: float, holds: bool, is_sure: bool
) -> None:
    verdict = judge(passed, 100, gate)
    assert (verdict.holds, verdict.is_sure) == (holds, is_sure)


def results(good: int, bad: int, **given: Any) -> list[Judged]:
    plain = Judged("", True, False, ("measure",), 100.0, 0.0)
    return [replace(plain, **{"name": f"{n}", "passed": n < good, **given}) for n in range(good + bad)]


USUAL = Acceptance(success_rate=0.8, over_cases=30)


@pytest.mark.parametrize(
    ("came", "asked", "word", "told"),
    [
        (results(95, 5), USUAL, "holds", "no doubt"),
        (results(60, 40), USUAL, "does not hold", "no doubt"),
        (results(34, 6), USUAL, "holds", "Not enough data to be sure: the interval reaches down to 70.9%"),
        (results(31, 9), USUAL, "does not hold", "reaches up to 87.7%"),
        (results(34, 6), USUAL.model_copy(update={"surely": True}), "not enough data", "206 more cases"),
        (results(20, 0), USUAL, "not enough data", "20 cases were judged, and the criteria ask for at least"),
        (results(40, 0, passed=None), USUAL, "not enough data", "no case could be judged"),
        (
            results(40, 0),
            Acceptance(floors={"measure": 0.9, "query": 0.9}),
            "not enough data",
            "no case is about query",
        ),
        (results(34, 6), Acceptance(floors={"measure": 0.9}), "does not hold", "measure: 34 of 40 cases"),
        (results(99, 1, must_never=True), USUAL, "does not hold", "1 of 100 cases failed that must never"),
        (results(40, 0, must_never=True), USUAL, "holds", "must never fail (40) none failed"),
        (results(40, 0, took_ms=900), Acceptance(budgets=Budgets(p95_s=0.5)), "does not hold", "0.90 s"),
        (results(40, 0, took_ms=900), Acceptance(budgets=Budgets(p50_s=1)), "holds", "Half of the cases"),
        (
            results(40, 0, cost=0.02),
            Acceptance(budgets=Budgets(cost_per_case=0.01)),
            "does not hold",
            "$0.0200",
        ),
        (results(40, 0, cost=0.02), Acceptance(budgets=Budgets(cost_per_run=1)), "holds", "$0.8000"),
        (
            results(40, 0, cost=None),
            Acceptance(budgets=Budgets(cost_per_case=1)),
            "not enough data",
            "not known",
        ),
    ],
)
def test_each_criterion_in_a_sentence(came: list[Judged], asked: Acceptance, word: str, told: str) -> None:
    verdict = judge_results(came, asked)
    assert verdict.word == word
    assert any(told in reason.told for reason in verdict.reasons), [each.told for each in verdict.reasons]


def test_what_could_not_be_judged_counts_neither_way() -> None:
    verdict = judge_results([*results(40, 10), *results(5, 0, passed=None)], USUAL)
    assert (verdict.passed, verdict.total, verdict.unjudged) == (40, 50, 5)


def test_attempts_at_one_case_are_alike_and_make_no_more_cases() -> None:
    once = results(40, 10)
    thrice = judge_results([*once, *once, *once], USUAL)
    assert (thrice.passed, thrice.total, thrice.success.cases) == (120, 150, 50)
    alone = judge_results(once, USUAL)
    assert thrice.low == pytest.approx(alone.low, abs=0.01)
    assert thrice.high == pytest.approx(alone.high, abs=0.01)


def test_in_a_suite_of_what_must_never_happen_every_case_must_pass() -> None:
    verdict = judge_results(results(99, 1), USUAL, all_must_pass=True)
    assert verdict.word == "does not hold"
