"""The six stages as a picture: a ribbon, thinner where questions are lost, and small lines by week. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

from understudy.observe.stages.checks import STAGES, Stage
from understudy.observe.stages.measures import Measure
from understudy.observe.stages.report import Report, Step, Week, leading

__all__ = [
    "RIBBON",
    "SPARK",
    "DrawnInterval",
    "Piece",
    "Spark",
    "draw_interval",
    "floor_of",
    "ribbon",
    "sparks",
]

RIBBON = (1200, 200)
"""Width and height of the drawing of the ribbon in units of its own; the page stretches it."""
SPARK = (160, 60)
"""The same of a line by week."""
_TOP, _THICKEST, _EDGE = 16, 120, 4
_MARK = 1.2


@dataclass(frozen=True, slots=True)
class Piece:
    """A stage's part of the ribbon: what goes on, and what falls out of it; both as paths."""

    stage: Stage
    kept: str
    lost: str


@dataclass(frozen=True, slots=True)
class DrawnInterval:
    """An interval on a line from 0 to 100: where it begins, how long it is, where the mark of the
    value begins, and how wide that is.
    """

    low: float
    width: float
    at: float
    mark: float


@dataclass(frozen=True, slots=True)
class Spark:
    """A stage's leading measure by week: the line, the band of its interval, and its last point."""

    stage: Stage
    line: str
    band: str
    last: tuple[float, float]
    weeks: tuple[tuple[Week, Measure], ...]


def ribbon(steps: Sequence[Step]) -> tuple[Piece, ...]:
    """The pieces from left to right; none when no question set out."""
    most = max((step.entered for step in steps), default=0)
    if not most:
        return ()
    width = RIBBON[0] / len(steps)
    return tuple(_piece(step, place * width, width, _THICKEST / most) for place, step in enumerate(steps))


def _piece(step: Step, x: float, width: float, scale: float) -> Piece:
    """What is lost bends down and out of the ribbon in the second half of the stage."""
    before, after = _TOP + step.entered * scale, _TOP + step.left * scale
    middle, end, floor = x + width / 2, x + width, RIBBON[1]
    kept = f"M{x:.1f} {_TOP}H{end:.1f}V{after:.1f}H{x:.1f}Z"
    if not step.lost:
        return Piece(step.stage, kept, "")
    thick = max(before - after, _EDGE)
    outer, inner = middle + thick / 2, middle - thick / 2
    lost = (
        f"M{x:.1f} {after:.1f}V{after + thick:.1f}"
        f"C{(x + inner) / 2:.1f} {after + thick:.1f} {inner:.1f} {after + thick:.1f} {inner:.1f} {floor}"
        f"H{outer:.1f}C{outer:.1f} {after:.1f} {(x + outer) / 2:.1f} {after:.1f} {x:.1f} {after:.1f}Z"
    )
    return Piece(step.stage, kept, lost)


def draw_interval(measure: Measure) -> DrawnInterval:
    """The interval, no narrower than the mark, which stays on the line."""
    width = max(100 * (measure.high - measure.low), _MARK)
    at = min(max(100 * measure.value - _MARK / 2, 0.0), 100 - _MARK)
    return DrawnInterval(round(min(100 * measure.low, 100 - width), 1), round(width, 1), round(at, 1), _MARK)


def floor_of(report: Report) -> int:
    """Where all lines by week begin, in per cent: below the lowest interval, so that they can be compared."""
    lows = [measure.low for _, weeks in _by_week(report) for _, measure in weeks]
    return min(floor(10 * min(lows, default=0.0)) * 10, 90)


def sparks(report: Report) -> tuple[Spark, ...]:
    """A line for each stage that is measured in two weeks at least, all on one scale."""
    low = floor_of(report) / 100
    return tuple(_spark(stage, weeks, low) for stage, weeks in _by_week(report))


def _by_week(report: Report) -> list[tuple[Stage, list[tuple[Week, Measure]]]]:
    found: list[tuple[Stage, list[tuple[Week, Measure]]]] = []
    for stage in STAGES:
        weeks = [(week, each) for week in report.weeks if (each := leading(week.measures, stage))]
        if len(weeks) > 1:
            found.append((stage, weeks))
    return found


def _spark(stage: Stage, weeks: Sequence[tuple[Week, Measure]], low: float) -> Spark:
    width, height = SPARK
    first, last = weeks[0][0].begins, weeks[-1][0].begins
    days = (last - first).days
    xs = [_EDGE + (width - 2 * _EDGE) * (week.begins - first).days / days for week, _ in weeks]

    def y(value: float) -> float:
        return round(_EDGE + (height - 2 * _EDGE) * (1 - value) / (1 - low), 1)

    line = " ".join(f"{x:.1f},{y(each.value)}" for x, (_, each) in zip(xs, weeks, strict=True))
    above = [f"{x:.1f},{y(each.high)}" for x, (_, each) in zip(xs, weeks, strict=True)]
    below = [f"{x:.1f},{y(each.low)}" for x, (_, each) in zip(xs, weeks, strict=True)]
    band = " ".join([*above, *reversed(below)])
    return Spark(stage, line, band, (round(xs[-1], 1), y(weeks[-1][1].value)), tuple(weeks))
