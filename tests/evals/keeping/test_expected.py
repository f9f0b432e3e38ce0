"""What is expected of a turn that was held."""

from typing import Any

import pytest

from understudy.evals.cases import Expectation
from understudy.evals.keeping.expected import Correction, as_it_was, value_of


def outcome(kind: str = "reply", **given: Any) -> dict[str, Any]:
    steps = given.pop("steps", [])
    return {"kind": kind, "text": "so", "known": True, "evidence": {"steps": steps}, **given}


def step(action: str, *titles: str) -> dict[str, Any]:
    return {"action": action, "finding": {"citations": [{"title": title} for title in titles]}}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, None),
        ({"answers": [93]}, Expectation(kind="reply", answers=(93,))),
        ({"citations": ["Leave"]}, Expectation(kind="reply", citations=("Leave",))),
        ({"citations": []}, Expectation(citations=())),
        ({"kind": "unknown"}, Expectation(kind="unknown")),
        ({"kind": "refusal"}, Expectation(kind="refusal", refused=True)),
        ({"omits": ["today"]}, Expectation(omits=("today",))),
    ],
)
def test_what_somebody_says_is_all_that_is_expected(
    given: dict[str, Any], expected: Expectation | None
) -> None:
    assert Correction(**given).expected == expected


@pytest.mark.parametrize(
    ("came", "expected"),
    [
        (outcome(), Expectation(kind="reply", action="none")),
        (outcome(known=False), Expectation(kind="unknown", action="none")),
        (outcome("refusal"), Expectation(kind="refusal", action="none", refused=True)),
        (
            outcome(steps=[step("search"), step("measure")], answers=["93", "WA"]),
            Expectation(kind="reply", action="measure", answers=(93, "WA")),
        ),
        (
            outcome(steps=[step("answer_from_knowledge", "Leave", "Leave", "Pay")]),
            Expectation(kind="reply", action="answer_from_knowledge", citations=("Leave", "Pay")),
        ),
    ],
)
def test_what_came_is_expected_again(came: dict[str, Any], expected: Expectation) -> None:
    assert as_it_was(came) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [("93", 93), ("-2.50", -2.5), ("0", 0), ("00123", "00123"), ("93 cases", "93 cases"), ("yes", "yes")],
)
def test_only_numbers_are_numbers(text: str, value: object) -> None:
    assert value_of(text) == value
    assert type(value_of(text)) is type(value)
