"""What an import found: every problem with its place, and what was decided without being told."""

from collections import Counter
from dataclasses import dataclass, field

__all__ = ["Findings", "ImportReport", "Notice", "ObjectReport", "Problem"]

_SHOWN_PER_KIND = 20
_VALUE_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in the source. `row` counts records from 1 (in a CSV file it is the line)."""

    what: str
    file: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    hint: str | None = None

    def __str__(self) -> str:
        """The problem in a line."""
        place = ":".join(str(part) for part in (self.file, self.row, self.column) if part is not None)
        shown = f" {self.value!r}" if self.value is not None else ""
        return f"{place}: {self.what}{shown}" + (f" ({self.hint})" if self.hint else "")


@dataclass(frozen=True, slots=True)
class Notice:
    """Something decided that the owner may want to know: an inferred type, a reference left out."""

    object: str
    column: str | None
    what: str


@dataclass(frozen=True, slots=True)
class ObjectReport:
    """What became of one table. `added` names the fields that no standard object declares."""

    name: str
    table: str
    rows: int
    standard: bool
    added: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The outcome of an import: with `problem_count` above zero nothing was loaded.

    `only_changes` tells that the org was there, and that the rows are those which changed since.

    `problems` holds at most a score for each column and kind; `problem_count` counts all.
    """

    org: str
    objects: tuple[ObjectReport, ...]
    problems: tuple[Problem, ...]
    problem_count: int
    notices: tuple[Notice, ...]
    seconds: float
    only_changes: bool = False

    @property
    def ok(self) -> bool:
        """Whether the org was loaded."""
        return self.problem_count == 0

    @property
    def rows(self) -> int:
        """Records in all."""
        return sum(found.rows for found in self.objects)


@dataclass(slots=True)
class Findings:
    """Collects problems and notices while an import goes on; keeps the first of each kind and counts all."""

    problems: list[Problem] = field(default_factory=list[Problem])
    notices: list[Notice] = field(default_factory=list[Notice])
    counts: Counter[tuple[str, str | None, str]] = field(default_factory=Counter[tuple[str, str | None, str]])

    @property
    def problem_count(self) -> int:
        """All problems, also those not kept."""
        return self.counts.total()

    def problem(
        self,
        what: str,
        file: str,
        *,
        row: int | None = None,
        column: str | None = None,
        value: object = None,
        hint: str | None = None,
    ) -> None:
        """Note something wrong."""
        kind = (file, column, what)
        self.counts[kind] += 1
        if self.counts[kind] <= _SHOWN_PER_KIND:
            self.problems.append(Problem(what, file, row, column, _shown(value), hint))

    def notice(self, object_name: str, column: str | None, what: str) -> None:
        """Note a decision."""
        self.notices.append(Notice(object_name, column, what))


def _shown(value: object) -> str | None:
    if value is None:
        return None
    text = str(value)
    return text if len(text) <= _VALUE_SHOWN else text[: _VALUE_SHOWN - 1] + "…"
