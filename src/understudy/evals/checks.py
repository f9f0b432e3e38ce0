"""Does what came fit what was expected? Pure."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from understudy.agents.outcome import Outcome, Refusal, Reply
from understudy.evals.cases import Expectation, Value
from understudy.kit.errors import UnderstudyError
from understudy.llm.finding import Citation

__all__ = ["Mismatch", "check", "check_error", "cited", "kind_of"]

_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_NEAR = 0.051
"""Answers are shown with at least one decimal."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One thing that is not as it should be: what, what was expected, what came."""

    what: str
    expected: str
    came: str

    def __str__(self) -> str:
        return f"{self.what}: expected {self.expected}, came {self.came}"


def check(expected: Expectation, outcome: Outcome) -> tuple[Mismatch, ...]:
    """All that does not fit; empty when it holds."""
    return (
        *_kind(expected, outcome),
        *_action(expected, outcome),
        *_answers(expected, outcome),
        *_citations(expected, outcome),
        *_text(expected, outcome.text),
    )


def check_error(expected: Expectation | None, error: UnderstudyError) -> tuple[Mismatch, ...]:
    """The same for a message that was not taken: `contains` and `omits` are about what the error says."""
    if expected is None or "error" not in expected.kinds:
        return (Mismatch("error", "none", str(error)),)
    return tuple(_text(expected, str(error)))


def cited(outcome: Outcome) -> list[Citation]:
    """All citations behind an outcome."""
    return [each for step in outcome.evidence.steps for each in step.finding.citations]


def kind_of(outcome: Outcome) -> str:
    """How the turn ended, in the words of a suite."""
    if isinstance(outcome, Reply) and not outcome.known:
        return "unknown"
    return type(outcome).__name__.lower()


def _kind(expected: Expectation, outcome: Outcome) -> Iterable[Mismatch]:
    if expected.kinds and kind_of(outcome) not in expected.kinds:
        yield Mismatch("kind", " or ".join(expected.kinds), f"{kind_of(outcome)} ({outcome.text})")
    if expected.refused is not None and expected.refused != isinstance(outcome, Refusal):
        came = f"{kind_of(outcome)} ({outcome.text})"
        yield Mismatch("refused", "a refusal" if expected.refused else "no refusal", came)


def _action(expected: Expectation, outcome: Outcome) -> Iterable[Mismatch]:
    last = outcome.evidence.steps[-1] if outcome.evidence.steps else None
    came = last.action if last else "none"
    if expected.action and expected.action != came:
        yield Mismatch("action", expected.action, came)
    ran = tuple(step.action for step in outcome.evidence.steps)
    if expected.actions is not None and expected.actions != ran:
        yield Mismatch("actions", _listed(expected.actions), _listed(ran))
    given: Mapping[str, Any] = last.arguments if last else {}
    for name, value in expected.arguments.items():
        if not _fits(value, given.get(name)):
            yield Mismatch(f"argument {name}", str(value), str(given.get(name)))


def _fits(expected: object, came: object) -> bool:
    """A mapping fits one that has at least its entries, a list one as long, a date an instant of its day."""
    match expected:
        case dict():
            return isinstance(came, dict) and all(_fits(v, came.get(k)) for k, v in expected.items())
        case list() | tuple():
            if not isinstance(came, list | tuple) or len(expected) != len(came):
                return False
            return all(_fits(e, c) for e, c in zip(expected, came, strict=True))
        case dt.date():
            return isinstance(came, str) and came.startswith(expected.isoformat())
        case _:
            return expected == came


def _answers(expected: Expectation, outcome: Outcome) -> Iterable[Mismatch]:
    if expected.answers is None:
        return
    came = outcome.answers if isinstance(outcome, Reply) else ()
    if not _same(expected.answers, came, in_order=expected.in_order):
        yield Mismatch("answers", _listed(expected.answers), _listed(came) if came else outcome.text)


def _same(expected: Sequence[Value], came: Sequence[str], *, in_order: bool) -> bool:
    if len(expected) != len(came):
        return False
    if in_order:
        return all(map(_is, expected, came))
    left = list(came)
    for value in expected:
        found = next((each for each in left if _is(value, each)), None)
        if found is None:
            return False
        left.remove(found)
    return True


def _is(expected: Value, came: str) -> bool:
    if isinstance(expected, int | float) and not isinstance(expected, bool):
        found = _NUMBER.search(came)
        number = float(found.group().replace(",", "")) if found else None
        return number is not None and (
            number == expected if isinstance(expected, int) else abs(number - expected) < _NEAR
        )
    return _plain(str(expected)) == _plain(came)


def _citations(expected: Expectation, outcome: Outcome) -> Iterable[Mismatch]:
    if expected.citations is None:
        return
    names = {_plain(name) for each in cited(outcome) for name in (each.title, each.key, each.url) if name}
    titles = ", ".join(dict.fromkeys(f"“{each.title}”" for each in cited(outcome)))
    missing = [f"“{name}”" for name in expected.citations if _plain(name) not in names]
    if missing or (titles and not expected.citations):
        yield Mismatch("citations", ", ".join(missing) or "none", titles or f"none ({outcome.text})")


def _text(expected: Expectation, text: str) -> Iterable[Mismatch]:
    for part in expected.contains:
        if _plain(part) not in _plain(text):
            yield Mismatch("text", f"“{part}” in it", text)
    for part in expected.omits:
        if _plain(part) in _plain(text):
            yield Mismatch("text", f"no “{part}” in it", text)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _listed(values: Sequence[Value]) -> str:
    return ", ".join(map(str, values)) or "nothing"
