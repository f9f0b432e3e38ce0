"""All that changed since a run, and what becomes of each case: played again, or taken over. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from understudy.evals.affected.reach import Changed, Met, Reach, reach_of
from understudy.evals.cases import Case, Suite
from understudy.evals.runs.kept import KeptResult
from understudy.evals.runs.version import Change
from understudy.org.definitions.library import Library

__all__ = ["Plan", "plan", "referring"]


@dataclass(frozen=True, slots=True)
class Plan:
    """The cases that are `played` again, each with the reason, and those whose results are `taken_over`;
    `reaches` says of each change which cases it can reach.
    """

    reaches: tuple[Reach, ...]
    played: Mapping[str, str]
    taken_over: tuple[str, ...]


def plan(
    suite: Suite,
    earlier: Sequence[KeptResult],
    changes: Sequence[Change],
    changed: Changed,
    attempts: int = 1,
) -> Plan:
    """What a change reaches of the suite's cases, by what they reached when they were played.

    A case that is new or another, that could not be judged, or that was tried less often is played too.
    """
    reaches = tuple(reach_of(change, changed) for change in changes)
    played: dict[str, str] = {}
    for case in suite.cases:
        of_case = [each for each in earlier if each.name == case.name]
        why = _unknown(case, of_case, attempts) or _reached(case, of_case, reaches)
        if why:
            played[case.name] = why
    return Plan(reaches, played, tuple(case.name for case in suite.cases if case.name not in played))


def _unknown(case: Case, earlier: Sequence[KeptResult], attempts: int) -> str | None:
    if not earlier:
        return "the case is new"
    if any(_told(Case.model_validate(each.case)) != _told(case) for each in earlier):
        return "the case changed"
    judged = [each for each in earlier if each.passed is not None]
    return "it could not be judged" if len(judged) < max(attempts, len(earlier)) else None


def _told(case: Case) -> dict[str, Any]:
    """As it is kept, where a date is a text."""
    return case.model_dump(mode="json")


def _reached(case: Case, earlier: Sequence[KeptResult], reaches: Sequence[Reach]) -> str | None:
    met = [Met(case, each.touched) for each in earlier]
    return next((reach.told for reach in reaches if any(map(reach.reaches, met))), None)


def referring(library: Library) -> dict[str, frozenset[str]]:
    """By definition all that compute with it, over however many steps: a measure's volumes and a policy's
    levels are measures too.
    """
    uses: dict[str, set[str]] = {}
    for measure in library.measures.values():
        for dimension in measure.dimensions.values():
            if dimension.volume:
                uses.setdefault(dimension.volume, set()).add(measure.name)
    for policy in library.policies.values():
        for level in policy.levels:
            uses.setdefault(level.measure, set()).add(policy.name)
    for users in uses.values():
        while more := {user for each in users for user in uses.get(each, ())} - users:
            users |= more
    return {name: frozenset(users) for name, users in uses.items()}
