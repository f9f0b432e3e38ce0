"""Cases for get_record: what a field of one record holds; two fields at once; and a record nobody named."""

from collections.abc import AsyncGenerator
from random import Random

from understudy.evals.cases import Expectation
from understudy.evals.generate.draft import UNDER_SPECIFIED, Draft, Phrase
from understudy.evals.generate.ground import Ground, value_of
from understudy.evals.generate.makers.templates import Wordings, capital
from understudy.evals.generate.subjects import Subject, subjects
from understudy.evals.generate.words import is_participle, is_person, prose
from understudy.org.metadata import Field, FieldType

__all__ = ["make"]

_ACTION = "get_record"
_UNASKED = (FieldType.TEXT, FieldType.BOOLEAN, FieldType.ID, FieldType.MULTIPICKLIST, FieldType.URL)
_LONGEST = 60
_WHAT = (
    "what is the {noun} of {record}?",
    "tell me the {noun} of {record}.",
    "I need the {noun} of {record}.",
    "could you look up the {noun} of {record}?",
)
_TWO = (
    "what are the {first} and the {second} of {record}?",
    "give me the {first} and the {second} of {record}.",
)


async def make(ground: Ground) -> AsyncGenerator[Draft]:
    """One field at a time; now and then two, or none that can be told since the record is missing."""
    random = ground.random(_ACTION)
    what, two = Wordings(random, _WHAT), Wordings(random, _TWO)
    at, vague = 0, set[str]()
    async for subject in subjects(ground, random):
        fields = _asked(ground, subject)
        if not fields:
            continue
        at += 1
        if at % 7 == 0 and len(plain := [each for each in fields if not each.type.is_time]) > 1:
            yield _both(ground, subject, random.sample(plain, 2), two, random)
        elif at % 10 == 5 and (draft := _vague(ground, subject, random.choice(fields), vague)):
            yield draft
        else:
            yield _one(ground, subject, random.choice(fields), what, random)


def _asked(ground: Ground, subject: Subject) -> list[Field]:
    """Fields with a value that is no part of what the record is called by."""
    found: list[Field] = []
    for field, path in subject.table.paths.items():
        value = subject.row[path]
        told = str(value_of(value)) if value is not None else ""
        if not told or len(told) > _LONGEST or "\n" in told or told in subject.handle.text:
            continue
        if field.type in _UNASKED or field.name == subject.table.kind.name_field or _is_id(field, path):
            continue
        if ground.words.field(field) or is_participle(field.label):
            found.append(field)
    return found


def _is_id(field: Field, path: str) -> bool:
    return field.type is FieldType.REFERENCE and "." not in path


def _one(ground: Ground, subject: Subject, field: Field, wordings: Wordings, random: Random) -> Draft:
    kind, handle = subject.table.kind, subject.handle
    noun = prose(field.label) if is_participle(field.label) else ground.words.field(field) or ""
    if is_participle(field.label) and field.type.is_time:
        whole = f"When was {handle.text} {field.label.lower()}?"
    elif _leads_to_people(ground, subject, field) and random.random() < 0.6:
        whole = f"Who is the {noun} of {handle.text}?"
    else:
        whole = wordings.said(noun=noun, record=handle.text)
    others = ground.words.others(random, kind, field)
    brief = f"{handle.brief} {noun} when" if whole.startswith("When") else f"{noun} {handle.brief}"
    phrase = Phrase(whole, brief, (handle.bare,), others)
    value = value_of(subject.row[subject.table.paths[field]])
    came: dict[str, object] = {"answers": (value,)}
    if field.type is FieldType.DATETIME:
        local = subject.row[field.name].astimezone(ground.moment.timezone)
        came = {"contains": (local.date().isoformat(),)}
    expect = Expectation(kind="reply", action=_ACTION, **came)  # pyright: ignore[reportArgumentType]
    title = f"{noun} of {handle.text}"
    return Draft(_ACTION, title, subject.asker.name, phrase, expect, ("id", "fields"), (kind.name,))


def _both(ground: Ground, subject: Subject, fields: list[Field], wordings: Wordings, random: Random) -> Draft:
    """Two questions in one message."""
    first, second = (ground.words.field(each) or prose(each.label) for each in fields)
    handle, kind = subject.handle, subject.table.kind
    whole = wordings.said(first=first, second=second, record=handle.text)
    values = tuple(value_of(subject.row[subject.table.paths[each]]) for each in fields)
    expect = Expectation(kind="reply", action=_ACTION, answers=values, in_order=False)
    return Draft(
        _ACTION,
        f"{first} and {second} of {handle.text}",
        subject.asker.name,
        Phrase(whole, kept=(handle.bare,), others=ground.words.others(random, kind)),
        expect,
        ("id", "fields"),
        (kind.name,),
        style="multi_intent",
    )


def _vague(ground: Ground, subject: Subject, field: Field, used: set[str]) -> Draft | None:
    """A field of nothing in particular, where the asker sees more than one that it could be."""
    kind = subject.table.kind
    noun, label = ground.words.field(field), prose(kind.label)
    whole = f"What is the {noun} of the {label}?"
    if not noun or whole in used or len(subject.table.rows) < 2:
        return None
    used.add(whole)
    return Draft(
        _ACTION,
        f"{noun} of some {label}",
        subject.asker.name,
        Phrase(capital(whole)),
        Expectation(kind="clarify"),
        ("id",),
        (kind.name,),
        style=UNDER_SPECIFIED,
    )


def _leads_to_people(ground: Ground, subject: Subject, field: Field) -> bool:
    target = ground.view(subject.asker).target(field)
    return target is not None and is_person(target, field)
