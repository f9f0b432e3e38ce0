"""The six stages as they are shown: measures, where questions were lost, and how that goes by week. Pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from understudy.observe.stages.checks import CAUSES, STAGES, Cause, Stage
from understudy.observe.stages.measures import Measure, measure_all
from understudy.observe.stages.store import KeptVerdict, Run

__all__ = ["Report", "Step", "Week", "as_json", "leading", "report_of"]


@dataclass(frozen=True, slots=True)
class Step:
    """A stage as a part of the way: how many questions came to it, and how many were lost there."""

    stage: Stage
    entered: int
    lost: int

    @property
    def left(self) -> int:
        """How many went on."""
        return self.entered - self.lost


@dataclass(frozen=True, slots=True)
class Week:
    """A week by its Monday: its measures, and how many questions they are from."""

    begins: date
    questions: int
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What became of many questions. `endings` counts how they ended; `causes` what the lost ones were lost
    by, the `expected` ones what rightly kept them from an answer. `run` is the probe; None for what people
    asked.
    """

    run: Run | None
    questions: int
    endings: Mapping[str, int]
    steps: tuple[Step, ...]
    causes: Mapping[Cause, int]
    expected: Mapping[Cause, int]
    measures: tuple[Measure, ...]
    by_source: Mapping[str, tuple[Measure, ...]]
    by_topic: Mapping[str, tuple[Measure, ...]]
    by_level: Mapping[str, tuple[Measure, ...]]
    weeks: tuple[Week, ...]
    lost: tuple[KeptVerdict, ...]


def report_of(
    verdicts: Sequence[KeptVerdict], weekly: Sequence[KeptVerdict], run: Run | None = None
) -> Report:
    """The report of these verdicts; `weekly` are those by which the weeks are compared."""
    lost = tuple(each for each in verdicts if each.cause and not each.expected)
    expected = [each for each in verdicts if each.cause and each.expected]
    causes = Counter(each.cause for each in lost)
    return Report(
        run,
        len(verdicts),
        dict(Counter(each.ending for each in verdicts)),
        _steps(verdicts, causes),
        _ordered(causes),
        _ordered(Counter(each.cause for each in expected)),
        measure_all(each.counts for each in verdicts),
        _by(verdicts, lambda each: each.source),
        _by(verdicts, lambda each: each.topic),
        _by(verdicts, lambda each: each.level),
        _weeks(weekly),
        lost,
    )


def leading(measures: Sequence[Measure], stage: Stage) -> Measure | None:
    """What says most about a stage."""
    return next((each for each in measures if each.stage == stage), None)


def as_json(report: Report) -> dict[str, Any]:
    """The report for machines; what was asked by people is not in it."""
    return {
        "run": _run(report.run) if report.run else None,
        "questions": report.questions,
        "endings": dict(report.endings),
        "stages": [asdict(step) for step in report.steps],
        "causes": dict(report.causes),
        "rightly_unanswered": dict(report.expected),
        "measures": _told(report.measures),
        "by_source": {name: _told(found) for name, found in report.by_source.items()},
        "by_topic": {name: _told(found) for name, found in report.by_topic.items()},
        "by_level": {name: _told(found) for name, found in report.by_level.items()},
        "weeks": [
            {"week": each.begins.isoformat(), "questions": each.questions, "measures": _told(each.measures)}
            for each in report.weeks
        ],
        "lost": [
            {name: getattr(each, name) for name in ("trace_id", "question", "ending", "cause", "told")}
            for each in report.lost
        ],
    }


def _run(run: Run) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(run).items()
    }


def _told(measures: Sequence[Measure]) -> list[dict[str, Any]]:
    return [{**asdict(each), "value": each.value} for each in measures]


def _steps(verdicts: Sequence[KeptVerdict], causes: Counter[str | None]) -> tuple[Step, ...]:
    """From the questions that could be answered and that no other cause kept from it."""
    left = len(verdicts) - sum(each.expected for each in verdicts)
    left -= sum(count for cause, count in causes.items() if cause not in STAGES)
    out: list[Step] = []
    for stage in STAGES:
        out.append(Step(stage, left, causes[stage]))
        left -= causes[stage]
    return tuple(out)


def _ordered(causes: Counter[str | None]) -> dict[Cause, int]:
    return {cause: causes[cause] for cause in CAUSES if causes[cause]}


def _by(verdicts: Sequence[KeptVerdict], key: Callable[[KeptVerdict], str]) -> dict[str, tuple[Measure, ...]]:
    groups: dict[str, list[KeptVerdict]] = defaultdict(list)
    for each in verdicts:
        if key(each):
            groups[key(each)].append(each)
    return {name: measure_all(each.counts for each in groups[name]) for name in sorted(groups)}


def _weeks(verdicts: Sequence[KeptVerdict]) -> tuple[Week, ...]:
    groups: dict[date, list[KeptVerdict]] = defaultdict(list)
    for each in verdicts:
        day = each.at.date()
        groups[day - timedelta(days=day.weekday())].append(each)
    return tuple(
        Week(begins, len(groups[begins]), measure_all(each.counts for each in groups[begins]))
        for begins in sorted(groups)
    )
