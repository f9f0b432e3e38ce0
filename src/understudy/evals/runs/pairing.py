"""The results of two runs, side by side: the cases that both have, and those that ended otherwise. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from understudy.evals.cases import Case
from understudy.evals.gates.comparison import MARGIN, Comparison, compare_tallies
from understudy.evals.gates.judged import judged_kept, tallies
from understudy.evals.runs.kept import KeptResult

__all__ = ["Flip", "Paired", "pair"]


@dataclass(frozen=True, slots=True)
class Flip:
    """A case that passes less or more often than before, with a result of before and after that shows it."""

    name: str
    before: KeptResult
    after: KeptResult
    must_never: bool


@dataclass(frozen=True)
class Paired:
    """Two runs compared. `changed` are cases of one name that are not the same case any more, `only_before`
    and `only_after` those that one run alone has, `unjudged` those that one run could not judge at all: none
    of them is compared.
    """

    comparison: Comparison
    regressed: tuple[Flip, ...]
    improved: tuple[Flip, ...]
    changed: tuple[str, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    unjudged: tuple[str, ...]

    @cached_property
    def never(self) -> tuple[Flip, ...]:
        """Cases that must never fail, and fail now where they didn't: worse, whatever chance says."""
        return tuple(each for each in self.regressed if each.must_never)

    @property
    def is_worse(self) -> bool:
        """Whether the later run falls behind the earlier one."""
        return bool(self.never) or self.comparison.outcome == "worse"


def pair(before: Sequence[KeptResult], after: Sequence[KeptResult], margin: float = MARGIN) -> Paired:
    """Compare the cases of the same name and content."""
    earlier, later = _cases(before), _cases(after)
    both = [name for name in later if name in earlier]
    same = {name for name in both if earlier[name] == later[name]}
    was, now = tallies(judged_kept(_of(before, same))), tallies(judged_kept(_of(after, same)))
    comparison = compare_tallies(was, now, margin)
    return Paired(
        comparison,
        tuple(_flip(name, before, after) for name in comparison.regressed),
        tuple(_flip(name, before, after) for name in comparison.improved),
        tuple(name for name in both if name not in same),
        tuple(name for name in earlier if name not in later),
        tuple(name for name in later if name not in earlier),
        tuple(name for name in later if name in same and not (name in was and name in now)),
    )


def _cases(results: Iterable[KeptResult]) -> dict[str, Case]:
    return {each.name: Case.model_validate(each.case) for each in results}


def _of(results: Iterable[KeptResult], names: set[str]) -> list[KeptResult]:
    return [each for each in results if each.name in names]


def _flip(name: str, before: Sequence[KeptResult], after: Sequence[KeptResult]) -> Flip:
    """The first attempts that ended differently, so that what changed can be read."""
    was = [each for each in before if each.name == name and each.passed is not None]
    now = [each for each in after if each.name == name and each.passed is not None]
    shown = next((b, a) for b in was for a in now if b.passed != a.passed)
    return Flip(name, *shown, must_never=bool(shown[1].case.get("must_never")))
