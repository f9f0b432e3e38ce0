"""Failures that are alike, together: what most of them have in common is mended first. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from understudy.evals.checks import Mismatch
from understudy.evals.report.told import Told

__all__ = ["Cause", "causes_of"]

_PLACED = re.compile(r" after \d+\. “.*”$", re.DOTALL)
_KIND = re.compile(r"^(\w+)(?: \(|$)")
_NAMES: dict[str, str] = {
    "reply": "an answer",
    "unknown": "“I don't know”",
    "clarify": "a question back",
    "confirm": "a question for a yes",
    "refusal": "a refusal",
    "handoff": "a person to take over",
    "error": "the message not taken",
}


@dataclass(frozen=True, slots=True)
class Cause:
    """What cases that failed have in common, in a sentence."""

    told: str
    cases: tuple[Told, ...]


def causes_of(failed: Sequence[Told]) -> list[Cause]:
    """Every failed case under its first mismatch's cause; the commonest cause first."""
    grouped: dict[str, list[Told]] = {}
    for each in failed:
        told = cause(each.mismatches[0]) if each.mismatches else "It failed without saying why"
        grouped.setdefault(told, []).append(each)
    by_size = sorted(grouped.items(), key=lambda entry: -len(entry[1]))
    return [Cause(told, tuple(cases)) for told, cases in by_size]


def cause(mismatch: Mismatch) -> str:
    """The kind of mismatch, without what belongs to one case alone."""
    what, _, of = _PLACED.sub("", mismatch.what).partition(" ")
    tell = _TOLD.get(what)
    return tell(mismatch, of) if tell else f"Not as expected: {_PLACED.sub('', mismatch.what)}"


def _kind(mismatch: Mismatch, _of: str) -> str:
    came = _KIND.match(mismatch.came)
    told = f"{_name(came.group(1) if came else '')} came instead of {_name(mismatch.expected)}"
    return told[0].upper() + told[1:]


def _name(kind: str) -> str:
    return _NAMES.get(kind, kind or "something else")


def _refused(mismatch: Mismatch, _of: str) -> str:
    return "It was not refused" if mismatch.expected == "a refusal" else "It was refused and should not be"


def _action(mismatch: Mismatch, _of: str) -> str:
    if mismatch.came == "none":
        return f"No action ran, {mismatch.expected} should have"
    if mismatch.expected == "none":
        return f"{mismatch.came} ran, no action should have"
    return f"{mismatch.came} ran instead of {mismatch.expected}"


_TOLD: dict[str, Callable[[Mismatch, str], str]] = {
    "kind": _kind,
    "refused": _refused,
    "action": _action,
    "actions": lambda _mismatch, _of: "Other actions ran, or in another order",
    "argument": lambda _mismatch, of: f"The action ran with another {of}",
    "answers": lambda _mismatch, _of: "The answer is another",
    "citations": lambda _mismatch, _of: "Other documents are cited",
    "text": lambda m, _of: (
        "The reply says what it may not" if m.expected.startswith("no ") else "The reply leaves something out"
    ),
    "citation": lambda _mismatch, _of: "It cites what the person may not read",
    "quote": lambda _mismatch, _of: "A quote stands in no document",
    "disclosed": lambda _mismatch, _of: "A refusal tells what the person may not see",
    "error": lambda _mismatch, _of: "The message was not taken",
    "records": lambda _mismatch, _of: "What is in the org afterwards is another",
}
