"""What happened to a record, in order: changes, mails, talks, tasks, meetings, and records made below it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from understudy.agents.actions.shown import shown_value
from understudy.agents.actions.summary.below import Below, instant
from understudy.agents.actions.summary.excerpt import excerpt
from understudy.agents.actions.summary.people import Person, people_of
from understudy.agents.actions.summary.subject import Subject
from understudy.llm.finding import Statement
from understudy.org.roles import Part, ended_of, final_values, status_of
from understudy.soql.run import Row

__all__ = ["tell_story"]

_MOST = 8


@dataclass(frozen=True)
class _Event:
    at: datetime
    below: Below
    row: Row


async def tell_story(subject: Subject, found: Sequence[Below]) -> tuple[list[Statement], bool]:
    """The newest events in the order of time, and whether there were others before them."""
    now = subject.context.moment.now
    events = [event for below in found for event in _events(subject, below) if event.at <= now]
    events.sort(key=lambda event: (event.at, event.below.role.part is not Part.CHANGE, event.row["Id"]))
    told = events[-_MOST:]
    cut = any(len(below.rows) == subject.context.most_rows for below in found)
    senders = [event.below.value(event.row, event.below.role.sender) for event in told]
    people = await people_of(subject, (str(sender) for sender in senders if sender))
    return [
        *_own(subject, "CreatedDate", f"{subject.kind.label} created", told),
        *(_statement(subject, event, people) for event in told),
        *_end(subject, told),
    ], cut or len(events) > len(told)


def _events(subject: Subject, below: Below) -> Iterable[_Event]:
    """The rows that stand for something that happened at a time; a line or an open task does not."""
    if below.role.part is Part.LINE:
        return
    for row in below.rows:
        at = instant(below.value(row, below.role.when), subject)
        if at and (below.role.part is not Part.TASK or _is_final(below, row)):
            yield _Event(at, below, row)


def _is_final(below: Below, row: Row) -> bool:
    status = status_of(below.kind)
    return status is not None and below.value(row, status) in final_values(status)


def _statement(subject: Subject, event: _Event, people: Mapping[str, Person]) -> Statement:
    below, row = event.below, event.row
    said = str(below.value(row, below.role.text) or "")
    about = subject.name if subject.name != subject.id else ""
    return Statement(
        part="event",
        text=_text(below, row, people),
        id=row["Id"],
        object=below.kind.name,
        at=shown_value(event.at, subject.context.moment.timezone),
        quote=excerpt(said, below.name(row) or about, subject.context.encoder) or None,
    )


def _text(below: Below, row: Row, people: Mapping[str, Person]) -> str:
    """The event in a few words."""
    label, name, role = below.kind.label, below.name(row), below.role
    status = status_of(below.kind)
    how_far = f" ({below.value(row, status)})" if status and below.value(row, status) else ""
    match role.part:
        case Part.CHANGE:
            return _change(below, row)
        case Part.MESSAGE:
            sender = str(below.value(row, role.sender) or "")
            known = people.get(sender.lower())
            by = f" from {known.name if known else sender}" if sender else ""
            return f"{label}{by}" + (f", “{name}”" if name else "")
        case Part.TASK:
            return f"{label} “{name}” was due{how_far}"
        case _:
            return f"{label} “{name}”{how_far}" if name else label


def _change(below: Below, row: Row) -> str:
    role = below.role
    what = str(below.value(row, role.change) or below.kind.label)
    old, new = (below.value(row, field) for field in (role.old, role.new))
    if new is None:
        return f"{what}: {old} removed" if old is not None else what
    return f"{what}: from {old} to {new}" if old is not None else f"{what}: {new}"


def _end(subject: Subject, told: Sequence[_Event]) -> Iterable[Statement]:
    ended = ended_of(subject.kind)
    return _own(subject, ended.name, f"{subject.kind.label} {ended.label.lower()}", told) if ended else ()


def _own(subject: Subject, field: str, text: str, told: Sequence[_Event]) -> Iterable[Statement]:
    """What a date of the record itself says, unless a change says so at the very instant."""
    at = instant(subject.row.get(field), subject)
    if at and not any(event.at == at and event.below.role.part is Part.CHANGE for event in told):
        shown = shown_value(at, subject.context.moment.timezone)
        yield Statement("event", text, subject.id, subject.kind.name, shown)
