"""Does what came fit what was expected?"""

import datetime as dt
from typing import Any

import pytest

from understudy.agents.outcome import Clarify, Evidence, Handoff, Outcome, Refusal, Reply, Step
from understudy.evals.cases import Expectation
from understudy.evals.checks import check, check_error, kind_of
from understudy.kit.errors import InputError
from understudy.llm.finding import Citation, Finding


def reply(*answers: str, text: str = "Ada leads.", action: str | None = None, **arguments: Any) -> Reply:
    steps = (Step(action, arguments, Finding("found", text), 1.0),) if action else ()
    return Reply(text, answers, evidence=Evidence(steps))


def citing(*titles: str) -> Reply:
    told = tuple(Citation("So it is.", 1, 0, title, f"{title}.md") for title in titles)
    step = Step("answer_from_knowledge", {}, Finding("found", "So it is.", citations=told), 1.0)
    return Reply("So it is.", evidence=Evidence((step,)))


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
        ({"actions": ["measure"]}, MAY, []),
        ({"actions": []}, MAY, ["actions"]),
        ({"actions": ["query", "measure"]}, MAY, ["actions"]),
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
        ({"citations": ["leave"]}, citing("Leave", "Pay"), []),
        ({"citations": ["Pay.md", "Leave"]}, citing("Leave", "Pay"), []),
        ({"citations": ["Leave", "Travel"]}, citing("Leave", "Pay"), ["citations"]),
        ({"citations": ["Leave"]}, reply(), ["citations"]),
        ({"citations": []}, citing("Leave"), ["citations"]),
        ({"citations": []}, reply(), []),
        ({"kind": "error"}, reply(), ["kind"]),
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


def test_a_wrong_citation_names_what_is_missing_and_what_came() -> None:
    (found,) = check(Expectation(citations=("Leave", "Travel")), citing("Leave", "Pay"))
    assert str(found) == "citations: expected “Travel”, came “Leave”, “Pay”"


def test_an_error_fits_only_who_expects_it() -> None:
    error = InputError("the agent is for employees")
    assert [found.what for found in check_error(None, error)] == ["error"]
    assert [found.what for found in check_error(Expectation(kind="reply"), error)] == ["error"]
    assert check_error(Expectation(kind="error", contains=("employees",)), error) == ()
    wrong = Expectation(kind="error", contains=("customers",), omits=("agent",))
    assert [found.what for found in check_error(wrong, error)] == ["text", "text"]
