"""What can be computed of a record: its age, how long it took, what stands below it and its worth."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from understudy.agents.actions.shown import plural, shown_number
from understudy.agents.actions.summary.below import Below, instant
from understudy.agents.actions.summary.subject import Subject
from understudy.llm.finding import Statement
from understudy.org.roles import Part, amount_of, called, ended_of, line_price_of, status_of
from understudy.soql.parse import parse
from understudy.soql.run import run

__all__ = ["compute_figures"]

_HOURS_OF_DAY = 24


async def compute_figures(subject: Subject, found: Sequence[Below]) -> list[Statement]:
    """The age first, then how long it has been where it is, then the rows of each object below."""
    counted = [below for below in found if below.role.part is not Part.CHANGE]
    counts = [await _count(subject, below) for below in counted]
    return [*_age(subject), *_in_stage(subject, found), *counts]


def _age(subject: Subject) -> Iterable[Statement]:
    created = instant(subject.row.get("CreatedDate"), subject)
    ended_field = ended_of(subject.kind)
    ended = instant(subject.row.get(ended_field.name), subject) if ended_field else None
    if created is None:
        return
    if ended:
        text = f"{subject.kind.label} closed after {_lasted(created, ended)}"
    else:
        state = "open for" if subject.is_open else "on record for"
        text = f"{state} {_lasted(created, subject.context.moment.now)}"
    yield Statement("figure", text, subject.id, subject.kind.name)


def _in_stage(subject: Subject, found: Sequence[Below]) -> Iterable[Statement]:
    """How long the status is what it is, where changes of the status are kept."""
    status = status_of(subject.kind)
    for below in found:
        if not status or below.role.part is not Part.CHANGE or subject.is_done:
            continue
        changed = [r for r in below.rows if str(below.value(r, below.role.change)).lower() in called(status)]
        at = instant(below.value(changed[0], below.role.when), subject) if changed else None
        if at:
            since = _lasted(at, subject.context.moment.now)
            text = f"{status.label.lower()} unchanged for {since}"
            yield Statement("figure", text, changed[0]["Id"], below.kind.name)


async def _count(subject: Subject, below: Below) -> Statement:
    """How many rows, how many of them open, and what they are worth together."""
    total, worth, query = await _totals(subject, below, below.where)
    text = plural(total, below.kind.label.lower(), below.kind.plural.lower())
    text += f", {shown_number(worth, 'USD')} together" if worth else ""
    if below.open_where:
        still, worth, _ = await _totals(subject, below, f"{below.where} AND {below.open_where}")
        text += f"; {still:,} open" if still else ""
        text += f", {shown_number(worth, 'USD')}" if still and worth else ""
    return Statement("figure", text, subject.id, subject.kind.name, query=query)


async def _totals(subject: Subject, below: Below, where: str) -> tuple[int, Decimal | None, str]:
    amount, priced = amount_of(below.kind), line_price_of(below.kind)
    summed = f", SUM({amount.name}) worth" if amount else ""
    text = f"SELECT COUNT(Id) number{summed} FROM {below.kind.name} WHERE {where}"
    context = subject.context
    result = await run(context.database, context.org, parse(text), context.actor, context.moment)
    total, worth = int(result.rows[0]["number"]), result.rows[0].get("worth")
    if priced and total == len(below.rows):
        pairs = [[below.value(row, field) for field in priced] for row in below.rows]
        worth = sum((Decimal(n) * price for n, price in pairs if None not in (n, price)), Decimal())
    return total, worth, text


def _lasted(start: datetime, end: datetime) -> str:
    hours = (end - start).total_seconds() / 3600
    if hours < _HOURS_OF_DAY:
        return shown_number(round(hours, 1), "hours")
    return shown_number(round(hours / _HOURS_OF_DAY, 1), "days")
