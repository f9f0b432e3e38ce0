"""Cases that end otherwise than last time, and what changed meanwhile that can reach them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from understudy.evals.affected.reach import Changed, Met, reach_of
from understudy.evals.cases import Case
from understudy.evals.runs.kept import KeptResult
from understudy.evals.runs.pairing import Flip, Paired
from understudy.evals.runs.version import Change

__all__ = ["Drifted", "drift"]


@dataclass(frozen=True, slots=True)
class Drifted:
    """A case that ended otherwise, with what may have caused it; with nothing, it was chance."""

    flip: Flip
    causes: tuple[Change, ...]


def drift(paired: Paired, changes: Sequence[Change], changed: Changed) -> list[Drifted]:
    """Every case that ended otherwise, with each change that can reach it, the narrowest first.

    A change that reaches few of the cases that ended otherwise explains them better than one that reaches
    all, such as another program.
    """
    flips = [*paired.regressed, *paired.improved]
    reaching = {
        change: [flip.name for flip in flips if _reaches(change, changed, flip)] for change in changes
    }
    return [
        Drifted(
            flip,
            tuple(
                sorted(
                    (change for change in changes if flip.name in reaching[change]),
                    key=lambda change: (_is_direct(change, flip) is False, len(reaching[change])),
                )
            ),
        )
        for flip in flips
    ]


def _reaches(change: Change, changed: Changed, flip: Flip) -> bool:
    reach = reach_of(change, changed)
    return any(reach.reaches(_met(result)) for result in (flip.before, flip.after))


def _met(result: KeptResult) -> Met:
    return Met(Case.model_validate(result.case), result.touched)


def _is_direct(change: Change, flip: Flip) -> bool:
    """Whether the case itself had to do with that very thing, before or now."""
    touched = (flip.before.touched, flip.after.touched)
    match change.part:
        case "knowledge":
            return any(change.name in each.documents for each in touched)
        case "definitions" | "words":
            return any(change.name in each.definitions for each in touched)
        case "records" | "objects":
            return any(change.name in each.objects for each in touched)
        case _:
            return False
