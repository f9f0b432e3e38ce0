"""Failures by cause."""

import pytest
from tests.evals.report.given import RESULTS, RUN, result

from understudy.agents.acceptance import Acceptance
from understudy.evals.checks import Mismatch
from understudy.evals.report.causes import cause, causes_of
from understudy.evals.report.told import of_kept


@pytest.mark.parametrize(
    ("mismatch", "told"),
    [
        (Mismatch("kind", "reply", "unknown (I don't know.)"), "“I don't know” came instead of an answer"),
        (Mismatch("kind", "confirm", "reply (Yes.)"), "An answer came instead of a question for a yes"),
        (Mismatch("refused", "a refusal", "reply (Sure)"), "It was not refused"),
        (Mismatch("action", "measure", "query"), "query ran instead of measure"),
        (Mismatch("action", "measure", "none"), "No action ran, measure should have"),
        (Mismatch("argument window_start", "2026-05-01", "None"), "The action ran with another window_start"),
        (Mismatch("argument rank after 2. “and the\nworst?”", "1", "2"), "The action ran with another rank"),
        (Mismatch("text", "no “Acme” in it", "Acme"), "The reply says what it may not"),
        (Mismatch("text", "“Acme” in it", "Bo"), "The reply leaves something out"),
        (
            Mismatch("records of SELECT Id FROM Case", "{}", "no rows"),
            "What is in the org afterwards is another",
        ),
        (Mismatch("tone", "kind", "rude"), "Not as expected: tone"),
    ],
)
def test_a_cause_has_nothing_of_one_case(mismatch: Mismatch, told: str) -> None:
    assert cause(mismatch) == told


def test_the_commonest_comes_first() -> None:
    report = of_kept(RUN, [*RESULTS, result("odd", False, Mismatch("answers", "1", "2"))], Acceptance())
    assert [(each.told, len(each.cases)) for each in causes_of(report.failed)] == [
        ("The answer is another", 2),
        ("query ran instead of measure", 1),
    ]
    assert causes_of([]) == []
