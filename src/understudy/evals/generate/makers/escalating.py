"""Cases for escalate: a person takes over, with the case that it is about or a new one."""

from collections.abc import AsyncGenerator

from understudy.evals.cases import RecordState
from understudy.evals.generate.askers import Asker
from understudy.evals.generate.draft import Draft, Phrase
from understudy.evals.generate.ground import Ground, Table
from understudy.evals.generate.makers.consent import agreed, declined, proposed
from understudy.evals.generate.makers.templates import Wordings
from understudy.evals.generate.subjects import Subject, subjects
from understudy.org.metadata import ObjectType
from understudy.org.permissions import Customer
from understudy.org.roles import final_values, status_of
from understudy.soql.literals import quote
from understudy.soql.run import Row

__all__ = ["make"]

_ACTION, _CASE, _ESCALATED = "escalate", "Case", "Escalated"
_PERSON = (
    ("I want to talk to a person.", "talk to a person"),
    ("Can I speak with a human, please?", "human please"),
    ("Let me talk to somebody real.", "a real person please"),
    ("I would like to speak with your manager.", "manager please"),
    ("Please put me through to a colleague.", "put me through to somebody"),
    ("Is there a person I can talk to?", "is there a human"),
    ("I don't want to talk to a machine, get me a human.", "no machine, a human"),
    ("Could somebody from your team call me?", "call me back"),
)
_OF_CASE = (
    "please escalate {record}.",
    "I want {record} to be escalated.",
    "escalate {record}, nobody answers me.",
    "can you escalate {record}? It takes too long.",
)


async def make(ground: Ground) -> AsyncGenerator[Draft]:
    """By turns a case that the asker may escalate, and somebody who just wants a person."""
    random = ground.random(_ACTION)
    kind = ground.stage.org.schema.object(_CASE)
    status = status_of(kind) if kind else None
    if kind is None or status is None or _ESCALATED not in status.values:
        return
    wordings = Wordings(random, _OF_CASE)
    wanted = [(asker, *told) for told in _PERSON for asker in ground.askers if _may_open(ground, asker)]
    random.shuffle(wanted)
    done = {_ESCALATED, *final_values(status)}

    def is_open(asker: Asker, _table: Table, row: Row) -> bool:
        return row[status.name] not in done and _may_change(ground, asker)

    async for subject in subjects(ground, random, lambda table: table.kind.name == _CASE, is_open):
        if wanted:
            yield await _a_person(ground, kind, *wanted.pop())
        yield _of_case(ground, subject, status.name, wordings)
    for each in wanted:
        yield await _a_person(ground, kind, *each)


def _may_open(ground: Ground, asker: Asker) -> bool:
    access = ground.stage.org.access.access(asker.actor, _CASE)
    return access.readable and access.field_settable("Status", _ESCALATED, new=True)


def _may_change(ground: Ground, asker: Asker) -> bool:
    access = ground.stage.org.access.access(asker.actor, _CASE)
    return access.field_settable("Status", _ESCALATED, new=False) and access.update != {}


async def _a_person(ground: Ground, kind: ObjectType, asker: Asker, told: str, brief: str) -> Draft:
    """One more escalated case than there are of today, once there was a yes."""
    random = ground.random(f"{_ACTION} {asker.name} {told}")
    whose = (
        f" AND ContactId = {quote(actor.contact_id)}" if isinstance(actor := asker.actor, Customer) else ""
    )
    query = f"SELECT COUNT(Id) cases FROM {_CASE} WHERE Status = '{_ESCALATED}'{whose}"
    [row] = await ground.rows(query)
    was, is_now = (RecordState(soql=query, rows=({"cases": row["cases"] + more},)) for more in (0, 1))
    is_wanted = random.random() < 0.8
    then = agreed(_ACTION, random, is_now, ends="handoff") if is_wanted else declined(random, was)
    phrase = Phrase(told, brief, (), ground.words.others(random, kind))
    return Draft(
        _ACTION,
        f"a person: {told}",
        asker.name,
        phrase,
        proposed(_ACTION, was),
        ("reason",),
        (_CASE,),
        (),
        (then,),
    )


def _of_case(ground: Ground, subject: Subject, status: str, wordings: Wordings) -> Draft:
    handle, random = subject.handle, ground.random(f"{_ACTION} {subject.handle.id}")
    query = f"SELECT {status} FROM {_CASE} WHERE Id = {quote(handle.id)}"
    was = RecordState(soql=query, rows=({status: str(subject.row[status])},))
    is_now = RecordState(soql=query, rows=({status: _ESCALATED},))
    is_wanted = random.random() < 0.8
    then = agreed(_ACTION, random, is_now, ends="handoff") if is_wanted else declined(random, was)
    phrase = Phrase(
        wordings.said(record=handle.text),
        f"escalate {handle.brief}",
        (handle.bare,),
        ground.words.others(random, subject.table.kind),
    )
    title = f"{handle.text} is escalated" + ("" if is_wanted else ", after all not")
    return Draft(
        _ACTION,
        title,
        subject.asker.name,
        phrase,
        proposed(_ACTION, was),
        ("reason", "case_id"),
        (_CASE,),
        (),
        (then,),
    )
