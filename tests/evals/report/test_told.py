"""What a report says of a run that was kept."""

from dataclasses import replace

from tests.evals.report.given import RESULTS, RUN, result

from understudy.agents.acceptance import Acceptance
from understudy.evals.report.told import of_kept


def test_cases_are_told_once_by_the_attempt_that_failed() -> None:
    first = result("flaky")
    second = replace(result("flaky", False, replies=("Wrong.",)), attempt=2)
    third = replace(result("flaky", None), attempt=3)
    report = of_kept(RUN, [first, second, third, result("good")], Acceptance(over_cases=2))
    flaky, good = report.cases
    assert (flaky.passed, flaky.attempts, flaky.replies) == (False, (1, 2), ("Wrong.",))
    assert (good.passed, good.attempts) == (True, (1, 1))
    assert report.repeats
    assert report.repeats.flipped == ("flaky",)
    assert report.verdict.unjudged == 1


def test_what_could_not_be_judged_is_neither() -> None:
    report = of_kept(RUN, RESULTS, Acceptance())
    assert [each.case.name for each in report.failed] == ["bad", "evil"]
    assert [each.case.name for each in report.unjudged] == ["open"]
    assert (report.took_s, report.number, report.cost) == (4.0, 7, 0.0)
    assert report.verdict.word == "does not hold"
