"""What the searches of a turn found, put to the steps that searched."""

import json
from datetime import UTC, datetime
from typing import Any

from understudy.observe.passages import passages_of_steps
from understudy.observe.store import KeptTurn
from understudy.observe.traces import Bar, Trace

QUOTE = {"document": 7, "at": 30}


def chunk(document: int, start: int) -> dict[str, Any]:
    return {
        "document": document,
        "title": f"Document {document}",
        "heading": "",
        "start": start,
        "end": start + 40,
        "cosine": 0.5,
        "coverage": 0.25,
    }


def bar(name: str, depth: int, at: float, took: float, **attributes: object) -> Bar:
    dotted = {key.replace("__", "."): value for key, value in attributes.items()}
    return Bar(name, depth, at, took, took, dotted)


def traced(steps: list[tuple[str, list[dict[str, int]]]], *bars: Bar) -> Trace:
    kept = [{"action": action, "finding": {"citations": cited}} for action, cited in steps]
    outcome = {"kind": "reply", "evidence": {"steps": kept}}
    at = datetime(2026, 11, 20, tzinfo=UTC)
    return Trace("t", bars, KeptTurn("o", "s", "a", "rest", {}, 1, "?", outcome, at))


def search(at: float, *chunks: dict[str, Any]) -> Bar:
    return bar("knowledge.retrieve", 2, at, 1, knowledge__passages=json.dumps(chunks))


def test_what_was_quoted_is_told_from_what_was_only_found() -> None:
    trace = traced(
        [("answer_from_knowledge", [QUOTE])],
        bar("action.answer_from_knowledge", 1, 0, 9),
        search(1, chunk(7, 0), chunk(7, 20), chunk(7, 30), chunk(8, 20), chunk(7, 70)),
    )
    (found,) = passages_of_steps(trace)
    assert [each.quoted for each in found] == [True, True, True, False, False]
    assert [each.document for each in found] == [7, 7, 7, 8, 7]


def test_steps_are_told_apart_by_when_they_ended() -> None:
    trace = traced(
        [("query", []), ("answer_from_knowledge", []), ("answer_from_knowledge", [])],
        bar("action.answer_from_knowledge", 1, 0, 9),  # begins first, ends last
        search(1, chunk(1, 0)),
        bar("action.query", 1, 1, 2),
        bar("action.answer_from_knowledge", 1, 1, 1, exception__type="ModelRetry"),  # is no step
        search(1, chunk(3, 0)),
        bar("action.answer_from_knowledge", 1, 2, 4),
        search(3, chunk(2, 0)),
    )
    found = [[each.document for each in step] for step in passages_of_steps(trace)]
    assert found == [[], [2], [1]]


def test_without_spans_nothing_is_known() -> None:
    assert passages_of_steps(traced([("answer_from_knowledge", [QUOTE])])) == ((),)
    assert passages_of_steps(Trace("t", (), None)) == ()
