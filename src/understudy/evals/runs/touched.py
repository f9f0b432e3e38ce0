"""What a case reached: where a change of it may change the result. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from understudy.agents.outcome import Evidence

__all__ = ["Touched", "touched_by"]


@dataclass(frozen=True, slots=True)
class Touched:
    """Names of the actions that ran, the definitions that they used, the objects that they asked for or found
    records of, and the documents (source and key, with a slash between) that were quoted.
    """

    actions: tuple[str, ...] = ()
    definitions: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()


def touched_by(evidences: Iterable[Evidence]) -> Touched:
    """All that the turns of a case reached, each once, in order of first use."""
    steps = [step for evidence in evidences for step in evidence.steps]
    findings = [step.finding for step in steps]
    given = [step.arguments.get("object") for step in steps]
    found = [item.object for finding in findings for item in finding.items]
    return Touched(
        _once(step.action for step in steps),
        _once(finding.definition for finding in findings),
        _once(name for name in (*given, *found) if isinstance(name, str)),
        _once(f"{each.source}/{each.key}" for finding in findings for each in finding.citations),
    )


def _once(names: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))
