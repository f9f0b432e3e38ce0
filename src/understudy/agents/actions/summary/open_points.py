"""What waits to be done about a record: past dates, open tasks and records, unanswered mail, meetings."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from understudy.agents.actions.shown import plural, shown_value
from understudy.agents.actions.summary.below import Below, instant, read_rows
from understudy.agents.actions.summary.excerpt import excerpt
from understudy.agents.actions.summary.people import people_of
from understudy.agents.actions.summary.subject import Subject, open_condition
from understudy.llm.finding import Statement
from understudy.org.roles import Part, deadline_of, status_of
from understudy.soql.literals import quote
from understudy.soql.parse import parse
from understudy.soql.run import Row, run

__all__ = ["find_open_points"]

_MOST = 5


async def find_open_points(subject: Subject, found: Sequence[Below]) -> list[Statement]:
    """Each rule speaks of parts and fields, never of an object. What is done with has no point of its own."""
    points = list(_past_date(subject))
    for below in found:
        match below.role.part:
            case Part.TASK | Part.RECORD:
                points += await _open_rows(subject, below)
            case Part.MESSAGE:
                points += await _unanswered(subject, below)
            case Part.MEETING:
                points += _to_come(subject, below)
            case _:
                pass
    return points


def _past_date(subject: Subject) -> Iterable[Statement]:
    field = deadline_of(subject.kind)
    at = instant(subject.row.get(field.name), subject) if field else None
    if field and at and not subject.is_done and (late := _days_late(at, subject)):
        day = at.astimezone(subject.context.moment.timezone).date()
        text = f"{field.label} {day} passed {plural(late, 'day')} ago"
        yield Statement("open", text, subject.id, subject.kind.name)


async def _open_rows(subject: Subject, below: Below) -> list[Statement]:
    """Those that are not done with, the most pressing first; the rest as a count."""
    if below.open_where is None:
        return []
    due, still_open = deadline_of(below.kind), f"{below.where} AND {below.open_where}"
    order = f"{due.name} ASC NULLS LAST, Id" if due else "Id"
    rows = await read_rows(subject, below, still_open, order, _MOST)
    points = [_open_row(subject, below, row) for row in rows]
    if len(rows) == _MOST and (more := await _count(subject, below, still_open) - _MOST):
        one, several = (f"more open {word.lower()}" for word in (below.kind.label, below.kind.plural))
        points.append(Statement("open", f"and {plural(more, one, several)}", subject.id, subject.kind.name))
    return points


async def _count(subject: Subject, below: Below, where: str) -> int:
    context = subject.context
    text = f"SELECT COUNT() FROM {below.kind.name} WHERE {where}"
    return (await run(context.database, context.org, parse(text), context.actor, context.moment)).total


def _open_row(subject: Subject, below: Below, row: Row) -> Statement:
    status, due = status_of(below.kind), deadline_of(below.kind)
    state = str(below.value(row, status) or "") if status else ""
    at = instant(below.value(row, due), subject)
    late = _days_late(at, subject) if at else 0
    told = [state] if state else []
    if due and at:
        day = at.astimezone(subject.context.moment.timezone).date()
        told.append(f"{due.label.lower()} {day}" + (f", {plural(late, 'day')} overdue" if late else ""))
    name = below.name(row) or row["Id"]
    text = f"{below.kind.label} “{name}”" + (f" ({'; '.join(told)})" if told else "")
    return Statement("open", text, row["Id"], below.kind.name)


async def _unanswered(subject: Subject, below: Below) -> list[Statement]:
    """Of each record that mails are about and that is not done with: the last one, if a customer wrote it."""
    if subject.is_done:
        return []
    latest = await _latest_by_record(subject, below)
    senders = [str(below.value(row, below.role.sender) or "") for row in latest]
    people = await people_of(subject, senders)
    known = [(row, people.get(sender.lower())) for row, sender in zip(latest, senders, strict=True)]
    asking = [(row, person.name) for row, person in known if person and not person.is_colleague]
    return [_waiting(subject, below, row, name) for row, name in asking[:_MOST]]


def _waiting(subject: Subject, below: Below, row: Row, sender: str) -> Statement:
    at = shown_value(below.value(row, below.role.when), subject.context.moment.timezone)
    said = str(below.value(row, below.role.text) or "")
    return Statement(
        "open",
        f"no reply yet to the {below.kind.label.lower()} of {sender} from {at}",
        row["Id"],
        below.kind.name,
        quote=excerpt(said, below.name(row) or subject.name, subject.context.encoder) or None,
    )


async def _latest_by_record(subject: Subject, below: Below) -> list[Row]:
    """The newest row about each record that is open, as the rows come newest first."""
    latest: dict[str, Row] = {}
    for row in below.rows:
        about = next((str(row[way]) for way in below.ways if row.get(way)), "")
        latest.setdefault(about, row)
    others = [record_id for record_id in latest if record_id != subject.id]
    done = await _done(subject, others)
    return [row for record_id, row in latest.items() if record_id not in done]


async def _done(subject: Subject, record_ids: Sequence[str]) -> set[str]:
    """Which of these records are known to be done with."""
    context, schema = subject.context, subject.view.schema
    done: set[str] = set()
    for prefix in {record_id[:3] for record_id in record_ids}:
        kind = schema.object_of(prefix)
        condition = open_condition(context, kind) if kind and subject.view.object(kind.name) else None
        ids = [record_id for record_id in record_ids if record_id.startswith(prefix)]
        if kind and condition:
            text = f"SELECT Id FROM {kind.name} WHERE Id IN ({', '.join(map(quote, ids))}) AND {condition}"
            result = await run(context.database, context.org, parse(text), context.actor, context.moment)
            done |= set(ids) - {row["Id"] for row in result.rows}
    return done


def _to_come(subject: Subject, below: Below) -> Iterable[Statement]:
    """Meetings ahead, the next one first."""
    moment = subject.context.moment
    dated = [(at, row) for row in below.rows if (at := instant(below.value(row, below.role.when), subject))]
    ahead = sorted(
        (pair for pair in dated if pair[0] > moment.now), key=lambda pair: (pair[0], pair[1]["Id"])
    )
    for at, row in ahead[:_MOST]:
        text = f"{below.kind.label} “{below.name(row)}” is on {shown_value(at, moment.timezone)}"
        yield Statement("open", text, row["Id"], below.kind.name)


def _days_late(at: datetime, subject: Subject) -> int:
    """Whole days of the calendar since then; 0 for today and later."""
    moment = subject.context.moment
    return max(0, (moment.today - at.astimezone(moment.timezone).date()).days)
