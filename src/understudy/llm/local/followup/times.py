"""Times that are told by the time of the question before: "the month before", "and in October?"."""

from dataclasses import replace
from datetime import datetime, tzinfo

from understudy.kit.clock import Moment
from understudy.llm.local.followup.frames import RecordSet, slot_of
from understudy.llm.local.message import Message
from understudy.llm.local.normalise import tokens
from understudy.llm.local.spans import Span
from understudy.llm.local.times import Shifted, Time, Window, shift
from understudy.llm.situation import RememberedFrame

__all__ = ["date_path", "told_by", "window_of"]

_RELATIVE = frozenset(
    """this last next past previous prior coming current following recent ago now today yesterday tomorrow
    since until before after to date""".split()
)
_NAMED = frozenset({"month", "quarter", "season", "half", "day", "any"})
_LONGEST_NAMED = 300


def window_of(frame: RememberedFrame | None, records: RecordSet | None) -> Window | None:
    """The time that the question before was about."""
    if frame is not None and frame.action == "measure":
        edges = [frame.arguments.get(f"window_{edge}") for edge in ("start", "end")]
        start, end = (datetime.fromisoformat(str(edge)) if edge else None for edge in edges)
    else:
        path = date_path(records)
        ends: dict[str, datetime] = {}
        for condition in records.conditions if records and path else ():
            found = slot_of(condition)
            if found and found[0] == path and found[1] in (">=", "<"):
                ends[found[1]] = datetime.fromisoformat(condition.rsplit(maxsplit=1)[-1])
        start, end = ends.get(">="), ends.get("<")
    return Window(start, end, "") if start or end else None


def date_path(records: RecordSet | None) -> str | None:
    """The field by which the records before were limited in time."""
    for condition in records.conditions if records else ():
        found = slot_of(condition)
        if found and found[1] in (">=", "<") and _is_instant(condition.rsplit(maxsplit=1)[-1]):
            return found[0]
    return None


def _is_instant(literal: str) -> bool:
    try:
        datetime.fromisoformat(literal)
    except ValueError:
        return False
    return not literal.isdigit()


def told_by(message: Message, last: Window | None, moment: Moment, *, ahead: bool) -> Message:
    """The message with its times as the time before tells them: moved from it, or of its year.

    Times to come are meant only where `ahead` says that the dates may lie there.
    """
    if last is None or not message.windows:
        return message
    now = moment.now.astimezone(moment.timezone)
    last = Window(_zoned(last.start, moment.timezone), _zoned(last.end, moment.timezone), "")
    windows = tuple(
        Span(span.start, span.end, span.text, _told(span, last, now, ahead=ahead)) for span in message.windows
    )
    return replace(message, windows=windows)


def _zoned(edge: datetime | None, zone: tzinfo | None) -> datetime | None:
    return edge.replace(tzinfo=edge.tzinfo or zone) if edge else None


def _told(span: Span[Time], last: Window, now: datetime, *, ahead: bool) -> Time:
    value = span.value
    if isinstance(value, Shifted):
        return shift(last, value) if last.start and last.end else value
    if not isinstance(value, Window) or value.start is None or last.start is None or not _lacks_year(span):
        return value
    nearest = min(
        (_years_later(value, years) for years in range(-60, 61)),
        key=lambda window: _distance(window, last, now, ahead=ahead),
    )
    return nearest if nearest.start != value.start else value


def _lacks_year(span: Span[Time]) -> bool:
    """Whether it is a named month, quarter or day of no year that is told."""
    words = {token.word for token in tokens(span.text)}
    told = (
        any(word.isdigit() and len(word) in (2, 4) and int(word) > 31 for word in words) or "'" in span.text
    )
    return (
        isinstance(span.value, Window) and span.value.grain in _NAMED and not told and not words & _RELATIVE
    )


def _years_later(window: Window, years: int) -> Window:
    return window if years == 0 else replace(shift(window, Shifted(years, "year")), grain=window.grain)


def _distance(window: Window, last: Window, now: datetime, *, ahead: bool) -> tuple[bool, bool, float]:
    """Small for what is meant: within a long time before, else nearest to a short one."""
    assert window.start is not None
    assert last.start is not None
    start = window.start.replace(tzinfo=window.start.tzinfo or now.tzinfo)
    end = last.end or now
    inside = last.start <= start < end
    is_long = (end - last.start).days > _LONGEST_NAMED
    to_come = start > now and not ahead
    return to_come, is_long and not inside, abs((start - last.start).total_seconds())
