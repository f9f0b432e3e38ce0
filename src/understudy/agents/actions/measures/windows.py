"""The windows of a question, each with its time zone, the earlier of two first."""

from datetime import datetime
from zoneinfo import ZoneInfo

from understudy.agents.actions.measures.arguments import MeasureArguments
from understudy.kit.errors import InputError

__all__ = ["in_order"]


def in_order(arguments: MeasureArguments, zone: ZoneInfo) -> MeasureArguments:
    """The arguments with zoned windows, the earlier first, so that a change is always told forwards.

    Raises:
        InputError: a window ends before it starts.
    """
    names = ("window_start", "window_end", "compare_start", "compare_end")
    edges = {name: _zoned(getattr(arguments, name), zone) for name in names}
    labels = {"window_label": arguments.window_label, "compare_label": arguments.compare_label}
    for name in ("window", "compare"):
        start, end = edges[f"{name}_start"], edges[f"{name}_end"]
        if start and end and start >= end:
            raise InputError(f"the window ends at {end} and starts only at {start}")
    first, second = edges["window_start"], edges["compare_start"]
    if first and second and second < first:
        edges = {name: edges[_OTHER[name]] for name in names}
        labels = {name: labels[_OTHER[name]] for name in labels}
    return arguments.model_copy(update={**edges, **labels})


_OTHER = {
    f"{a}_{part}": f"{b}_{part}"
    for a, b in (("window", "compare"), ("compare", "window"))
    for part in ("start", "end", "label")
}


def _zoned(at: datetime | None, zone: ZoneInfo) -> datetime | None:
    return at.replace(tzinfo=zone) if at is not None and at.tzinfo is None else at
