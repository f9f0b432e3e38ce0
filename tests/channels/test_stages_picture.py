"""The ribbon is as thick as there are questions, and the lines by week share a scale."""

import re
from dataclasses import replace
from datetime import date

from understudy.channels.stages_picture import RIBBON, SPARK, draw_interval, floor_of, ribbon, sparks
from understudy.observe.stages.measures import Measure
from understudy.observe.stages.report import Report, Step, Week, report_of

GOOD = Measure("query", "words kept", 9, 10, 0.8, 0.95, "Wilson", 10)


def numbers(path: str) -> list[float]:
    return [float(each) for each in re.findall(r"-?[\d.]+", path)]


def test_what_goes_on_is_as_thick_as_what_is_left() -> None:
    whole, half = ribbon([Step("query", 8, 4), Step("retriever", 4, 0)])
    assert numbers(whole.kept)[3] == numbers(half.kept)[3]  # down to where the same questions reach
    assert whole.lost
    assert not half.lost
    assert max(numbers(whole.lost)) == RIBBON[0] / 2 or max(numbers(whole.lost)) <= RIBBON[0]
    assert ribbon([Step("query", 0, 0)]) == ()


def test_an_interval_stays_on_its_line() -> None:
    for low, value, high in ((0.0, 0.0, 0.0), (1.0, 1.0, 1.0), (0.8, 0.9, 0.95)):
        drawn = draw_interval(replace(GOOD, numerator=10 * value, low=low, high=high))
        assert drawn.low >= 0
        assert drawn.low + drawn.width <= 100.01
        assert 0 <= drawn.at <= 100 - drawn.mark


def with_weeks(*weeks: Week) -> Report:
    return replace(report_of([], []), weeks=weeks)


def test_lines_begin_below_the_lowest_interval_and_need_two_weeks() -> None:
    first = Week(date(2026, 11, 2), 10, (GOOD,))
    second = Week(date(2026, 11, 16), 10, (replace(GOOD, low=0.62),))
    report = with_weeks(first, second)
    assert floor_of(report) == 60
    (line,) = sparks(report)
    assert all(0 <= y <= SPARK[1] for y in numbers(line.band)[1::2])
    xs = numbers(line.line)[0::2]
    assert xs == sorted(xs)
    assert xs[-1] == line.last[0]
    assert sparks(with_weeks(first)) == ()
