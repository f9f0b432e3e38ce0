"""On which weekdays clock times hold: those told next to them, or in the head of their column."""

from collections.abc import Sequence
from dataclasses import replace

from understudy.knowledge.facts.claim import Value
from understudy.knowledge.facts.days import find_weekdays
from understudy.llm.local.spans import Span, longest_first

__all__ = ["weekdays_in", "with_weekdays"]


def weekdays_in(low: str) -> list[Span[Value]]:
    """The weekdays and spans of them in a text, in order."""
    return sorted(longest_first(list(find_weekdays(low))), key=lambda span: span.start)


def with_weekdays(spans: Sequence[Span[Value]], low: str, head: str = "") -> list[Span[Value]]:
    """The values with the days of each clock time as its key; empty when none are told."""
    clocks = [span for span in spans if span.value.kind == "clock"]
    if not clocks:
        return list(spans)
    days = weekdays_in(low)
    of_head = _numbers(weekdays_in(head))
    days_first = bool(days) and days[0].start < clocks[0].start
    keys: dict[int, str] = {}
    for at, clock in enumerate(clocks):
        if days_first:
            first, last = clocks[at - 1].end if at else 0, clock.start
        else:
            first, last = clock.end, clocks[at + 1].start if at + 1 < len(clocks) else len(low)
        keys[clock.start] = _numbers([day for day in days if first <= day.start < last])
    told = _numbers(days) if sum(map(bool, keys.values())) < 2 else ""
    return [
        replace(span, value=replace(span.value, key=keys[span.start] or told or of_head))
        if span.start in keys and span.value.kind == "clock"
        else span
        for span in spans
    ]


def _numbers(days: Sequence[Span[Value]]) -> str:
    return "".join(sorted({number for day in days for number in day.value.key}))
