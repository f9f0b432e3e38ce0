"""Does what came fit what was expected?"""

import datetime as dt
from typing import Any

import pytest

from understudy.agents.outcome import Clarify, Evidence, Handoff, Outcome, Refusal, Reply, Step
from understudy.evals.cases import Expectation
from understudy.evals.checks import check, kind_of
from understudy.llm.finding import Finding


def reply(*answers: str, text: str = "Ada leads.", action: str | None = None, **arguments: Any) -> Reply:
    steps = (Step(action, arguments, Finding("found", text), 1.0),) if action else ()
    return Reply(text, answers, evidence=Evidence(steps))


MAY = reply(
    action="measure",
    definition="sales",
    window_start="2026-05-01T00:00:00-05:00",
    filters=[{"by": "state", "values": ["WI"], "label": "in Wisconsin"}],
)


@pytest.mark.parametrize(
    ("expected", "outcome", "wrong"),
    [
        ({"kind": "reply"}, reply(), []),
        ({"kind": "reply"}, Reply("No idea.", known=False), ["kind"]),
        ({"kind": "unknown"}, Reply("No idea.", known=False), []),
        ({"kind": "refusal"}, Clarify("Which?"), ["kind"]),
        ({"action": "measure"}, MAY, []),
        ({"action": "none"}, MAY, ["action"]),
        ({"action": "none"}, reply(), []),
        ({"action": "query"}, reply(), ["action"]),
        ({"arguments": {"definition": "sales"}}, MAY, []),
        (
            {"arguments": {"definition": "cost", "rank": "highest"}},
            MAY,
            ["argument definition", "argument rank"],
        ),
        ({"arguments": {"window_start": dt.date(2026, 5, 1)}}, MAY, []),
        ({"arguments": {"window_start": dt.date(2026, 5, 2)}}, MAY, ["argument window_start"]),
        ({"arguments": {"filters": [{"values": ["WI"]}]}}, MAY, []),
        ({"arguments": {"filters": [{"values": ["OH"]}]}}, MAY, ["argument filters"]),
        ({"arguments": {"filters": []}}, MAY, ["argument filters"]),
        ({"answers": ["ada", "Bo"]}, reply("Ada", "Bo"), []),
        ({"answers": ["Bo", "Ada"]}, reply("Ada", "Bo"), ["answers"]),
        ({"answers": ["Bo", "Ada"], "in_order": False}, reply("Ada", "Bo"), []),
        ({"answers": ["Ada", "Ada"], "in_order": False}, reply("Ada", "Bo"), ["answers"]),
        ({"answers": ["Ada"]}, reply("Ada", "Bo"), ["answers"]),
        ({"answers": []}, reply(), []),
        ({"answers": [1234]}, reply("1,234 cases"), []),
        ({"answers": [1234]}, reply("1,235 cases"), ["answers"]),
        ({"answers": [12340.5]}, reply("$12,340.50"), []),
        ({"answers": [23.4]}, reply("23.5%"), ["answers"]),
        ({"answers": [3]}, reply("none"), ["answers"]),
        ({"answers": ["Ada"]}, Refusal("Not here."), ["answers"]),
        ({"contains": ["ADA  leads"], "omits": ["Bo"]}, reply(), []),
        ({"contains": ["Bo"], "omits": ["ada"]}, reply(), ["text", "text"]),
    ],
)
def test_what_does_not_fit_is_named(expected: dict[str, Any], outcome: Outcome, wrong: list[str]) -> None:
    assert [found.what for found in check(Expectation.model_validate(expected), outcome)] == wrong


def test_a_mismatch_says_what_was_expected_and_what_came() -> None:
    (found,) = check(Expectation(answers=("Bo",)), reply("Ada"))
    assert str(found) == "answers: expected Bo, came Ada"


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [
        (reply(), "reply"),
        (Reply("?", known=False), "unknown"),
        (Clarify("?"), "clarify"),
        (Refusal("No."), "refusal"),
        (Handoff("Wait.", "angry"), "handoff"),
    ],
)
def test_kinds(outcome: Outcome, kind: str) -> None:
    assert kind_of(outcome) == kind
