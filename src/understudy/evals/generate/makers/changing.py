"""Cases for update_record and undo_change: a field is changed after a yes, and changed back.

What stands in the record afterwards is read after the change was really made, in a sandbox, by the person who
asks for it: so only what the org lets them change becomes a case.
"""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from random import Random

from understudy.evals.cases import Expectation, RecordState, Said, Value
from understudy.evals.generate.askers import Asker
from understudy.evals.generate.draft import UNDER_SPECIFIED, Draft, Phrase
from understudy.evals.generate.ground import Ground, Table, value_of
from understudy.evals.generate.makers.consent import agreed, declined, proposed
from understudy.evals.generate.makers.templates import Wordings
from understudy.evals.generate.subjects import Subject, subjects
from understudy.evals.generate.words import prose
from understudy.kit.errors import UnderstudyError
from understudy.org.metadata import Field, FieldType
from understudy.org.permissions import System
from understudy.org.records import Write, update
from understudy.soql.literals import quote
from understudy.soql.run import Row, run
from understudy.soql.validate import ROW_RULES

__all__ = ["make_changes", "make_undone"]

_UPDATE, _UNDO = "update_record", "undo_change"
_WORDINGS = (
    "change the {noun} of {record} to {value}.",
    "set the {noun} of {record} to {value}, please.",
    "please update {record}: the {noun} is {value}.",
    "the {noun} of {record} should be {value}. Please change it.",
)
_VAGUE = ("change the {noun} to {value}.", "please set the {noun} to {value}.")
_UNDONE = (
    "Undo that.",
    "Oh no, that was wrong, please change it back.",
    "Can you revert the last change?",
    "Please take that back.",
)
_MONTHS = "January February March April May June July August September October November December".split()


@dataclass(frozen=True, slots=True)
class _Change:
    """A field of a record with the value it is to have, as it is said; what is there before and after."""

    subject: Subject
    field: Field
    noun: str
    told: str
    before: RecordState
    after: RecordState


async def make_changes(ground: Ground) -> AsyncGenerator[Draft]:
    """Changes, of which some are not wanted after all, and some are of nothing in particular."""
    random, at = ground.random(_UPDATE), 0
    wordings, vague, used = Wordings(random, _WORDINGS), Wordings(random, _VAGUE), set[str]()
    async for change in _changes(ground, random):
        at += 1
        unnamed = f"{change.subject.table.kind.name} {change.field.name}"
        if at % 9 == 5 and unnamed not in used:
            used.add(unnamed)
            yield _vague(ground, change, vague)
            continue
        is_wanted = at % 5 != 3
        then = agreed(_UPDATE, random, change.after) if is_wanted else declined(random, change.before)
        yield _draft(
            ground, change, _UPDATE, wordings, random, (then,), "" if is_wanted else ", after all not"
        )


async def make_undone(ground: Ground) -> AsyncGenerator[Draft]:
    """A change, a yes, and back. A customer is offered a person instead, and the change stays."""
    random = ground.random(_UNDO)
    wordings = Wordings(random, _WORDINGS)
    async for change in _changes(ground, random):
        undone = random.choice(_UNDONE)
        if change.subject.asker.is_customer:
            kept = Said(say=undone, expect=Expectation(kind="confirm", records=(change.after,)))
            then = (agreed(_UPDATE, random, change.after), kept)
        else:
            asked = Said(say=undone, expect=proposed(_UNDO, change.after))
            then = (agreed(_UPDATE, random, change.after), asked, agreed(_UNDO, random, change.before))
        yield _draft(ground, change, _UNDO, wordings, random, then, ", and back")


async def _changes(ground: Ground, random: Random) -> AsyncGenerator[_Change]:
    async for subject in subjects(ground, random, fits=partial(_may_change, ground)):
        fields = [
            each for each in subject.table.paths if _is_settable(ground, subject.asker, subject.table, each)
        ]
        random.shuffle(fields)
        for field in fields:
            value = _new_value(ground, subject.asker, subject.table, subject.row, field, random)
            if value is not None and (change := await _tried(ground, subject, field, value)):
                yield change
                break


def _may_change(ground: Ground, asker: Asker, table: Table, row: Row) -> bool:
    """Whether there is a value that this asker might give a field of it."""
    if isinstance(asker.actor, System):
        return False
    random = ground.random(row["Id"])
    fields = (each for each in table.paths if _is_settable(ground, asker, table, each))
    return any(_new_value(ground, asker, table, row, each, random) is not None for each in fields)


def _is_settable(ground: Ground, asker: Asker, table: Table, field: Field) -> bool:
    access = ground.stage.org.access.access(asker.actor, table.kind.name)
    computed = field.numbered is not None or field.stamped_when or field.joined_from or field.unique
    is_audit = field.name in ("CreatedDate", "LastModifiedDate", "SystemModstamp")
    return not computed and not is_audit and access.update != {} and ground.words.field(field) is not None


def _new_value(ground: Ground, asker: Asker, table: Table, row: Row, field: Field, random: Random) -> Value:
    """Another value than the one it has; None where there is none to be said plainly."""
    access = ground.stage.org.access.access(asker.actor, table.kind.name)
    now = row.get(field.name)
    if field.type is FieldType.PICKLIST:
        values = [each for each in field.values if each != now and each != "Escalated"]
        may = [each for each in values if access.field_settable(field.name, each, new=False)]
        return random.choice(may) if may else None
    if now is None or not access.field_settable(field.name, now, new=False):
        return None
    if field.type is FieldType.DATE:
        return ground.moment.today + timedelta(days=random.randrange(10, 60))
    if field.type is FieldType.CURRENCY:
        return random.randrange(10, 90) * 100
    return None


async def _tried(ground: Ground, subject: Subject, field: Field, value: Value) -> _Change | None:
    """The change as it comes out of the org; None where the org does not allow it."""
    kind, stage = subject.table.kind, ground.stage
    query = f"SELECT {field.name} FROM {kind.name} WHERE Id = {quote(subject.handle.id)}"
    [now] = await ground.rows(query)
    given = value.isoformat() if isinstance(value, date) else value
    reader = System("to see what comes of a change that is tried")
    async with stage.database.sandbox() as sandbox:
        write = Write(sandbox, stage.org, subject.asker.actor, ground.moment.now, ROW_RULES)
        try:
            await update(write, subject.handle.id, {field.name: given}, expected=None)
        except UnderstudyError:
            return None
        [then] = (await run(sandbox, stage.org, query, reader, ground.moment)).rows
    states = [RecordState(soql=query, rows=({field.name: value_of(row[field.name])},)) for row in (now, then)]
    if states[0] == states[1]:
        return None
    return _Change(subject, field, ground.words.field(field) or "", _told(value), *states)


def _told(value: Value) -> str:
    if isinstance(value, date):
        return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _draft(
    ground: Ground,
    change: _Change,
    action: str,
    wordings: Wordings,
    random: Random,
    then: tuple[Said, ...],
    rest: str,
) -> Draft:
    handle, kind = change.subject.handle, change.subject.table.kind
    phrase = Phrase(
        wordings.said(noun=change.noun, record=handle.text, value=change.told),
        f"set {change.noun} {handle.brief} to {change.told}",
        (handle.bare, change.told),
        ground.words.others(random, kind, change.field),
    )
    return Draft(
        action,
        f"{change.noun} of {handle.text} to {change.told}{rest}",
        change.subject.asker.name,
        phrase,
        proposed(_UPDATE, change.before),
        ("id", "values"),
        (kind.name,),
        then=then,
    )


def _vague(ground: Ground, change: _Change, wordings: Wordings) -> Draft:
    """Of which record, nobody says."""
    kind = change.subject.table.kind
    return Draft(
        _UPDATE,
        f"{change.noun} of some {prose(kind.label)} to {change.told}",
        change.subject.asker.name,
        Phrase(wordings.said(noun=change.noun, value=change.told)),
        Expectation(kind="clarify", action="none", records=(change.before,)),
        ("values",),
        (kind.name,),
        style=UNDER_SPECIFIED,
    )
