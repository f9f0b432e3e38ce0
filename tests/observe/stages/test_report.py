"""Many verdicts as measures, losses and weeks."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from understudy.kit.shares import wilson
from understudy.observe.stages.measures import measure_all
from understudy.observe.stages.report import as_json, leading, report_of
from understudy.observe.stages.store import KeptVerdict, Run

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def verdict(number: int, cause: str | None, **changed: Any) -> KeptVerdict:
    told: dict[str, Any] = {
        "number": number,
        "trace_id": None,
        "at": NOW,
        "agent": "service",
        "topic": "returns",
        "source": "articles",
        "document": 1,
        "kind": "answerable",
        "form": "title",
        "level": "as written",
        "question": f"Question {number}?",
        "ending": "wrong" if cause else "right",
        "expected": False,
        "cause": cause,
        "told": "",
        "passed": {},
        "counts": {"answered right": (0 if cause else 1, 1), "words kept": (number, 4)},
    }
    return KeptVerdict(**(told | changed))


VERDICTS = [
    verdict(0, None),
    verdict(1, "query"),
    verdict(2, "response", topic="shipping"),
    verdict(3, "permission", expected=True, ending="don't know", counts={}),
    verdict(4, "withheld"),
    verdict(4, None),
]


def test_steps_go_from_stage_to_stage_without_what_other_causes_took() -> None:
    report = report_of(VERDICTS, VERDICTS)
    ways = [(step.stage, step.entered, step.lost) for step in report.steps]
    assert ways == [
        ("query", 4, 1),
        ("retriever", 3, 0),
        ("chunk", 3, 0),
        ("handoff", 3, 0),
        ("response", 3, 1),
        ("citation", 2, 0),
    ]
    assert dict(report.causes) == {"query": 1, "response": 1, "withheld": 1}
    assert dict(report.expected) == {"permission": 1}
    assert report.steps[-1].left == report.endings["right"]


def test_measures_have_a_numerator_a_denominator_an_interval_and_a_method() -> None:
    found = {each.name: each for each in measure_all(each.counts for each in VERDICTS)}
    right, words = found["answered right"], found["words kept"]
    assert (right.numerator, right.denominator, right.method) == (2, 5, "Wilson")
    assert (right.low, right.high) == wilson(2, 5)
    assert (words.numerator, words.denominator, words.method, words.questions) == (11, 20, "ratio", 5)
    assert words.low < words.value == 0.55 < words.high
    assert set(found) == {"answered right", "words kept"}
    assert measure_all([]) == ()


def test_groups_and_weeks_are_told_apart() -> None:
    before = [verdict(1, "query", at=NOW - timedelta(weeks=1))]
    report = report_of(VERDICTS, [*before, *VERDICTS], Run(1, "", 1, 6, NOW, NOW))
    assert set(report.by_topic) == {"returns", "shipping"}
    shipping = leading(report.by_topic["shipping"], "response")
    assert shipping is not None
    assert (shipping.numerator, shipping.denominator) == (0, 1)
    assert [(week.begins.isoformat(), week.questions) for week in report.weeks] == [
        ("2026-11-09", 1),
        ("2026-11-16", 6),
    ]


def test_it_is_json_as_it_is() -> None:
    told = json.loads(json.dumps(as_json(report_of(VERDICTS, VERDICTS, Run(1, "", 1, 6, NOW, None)))))
    assert told["causes"] == {"query": 1, "response": 1, "withheld": 1}
    assert told["measures"][0]["value"] == pytest.approx(0.55)
    assert [each["question"] for each in told["lost"]] == ["Question 1?", "Question 2?", "Question 4?"]
