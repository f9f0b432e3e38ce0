"""Cases for create_case: a new case after a yes, and none after a no."""

from collections.abc import AsyncGenerator

from understudy.evals.cases import Expectation, RecordState
from understudy.evals.generate.askers import Asker
from understudy.evals.generate.draft import UNDER_SPECIFIED, Draft, Phrase
from understudy.evals.generate.ground import Ground
from understudy.evals.generate.makers.consent import agreed, declined, proposed
from understudy.evals.generate.makers.templates import Wordings
from understudy.evals.generate.words import prose
from understudy.org.metadata import FieldType, ObjectType
from understudy.org.permissions import Customer
from understudy.soql.literals import quote

__all__ = ["make", "matters"]

_ACTION, _CASE, _SUBJECT = "create_case", "Case", "Subject"
_LONGEST = 80
_MARKS = '"“”%_?:\n'
_WORDINGS = (
    'please open a {label} with the subject "{matter}".',
    'I want to report something: open a new {label} with the subject "{matter}".',
    'create a {label} titled "{matter}".',
    'could you open a {label} for me? The subject is "{matter}".',
)
_ABOUT = (
    "please open a {label}: {matter}.",
    "I have a problem: {matter}. Please open a {label} for me.",
    "could you open a {label} about this: {matter}?",
)
_WITH_VALUE = (
    'open a {label} with the subject "{matter}" and the {noun} {value}.',
    'create a new {label} with the {noun} {value} and the subject "{matter}".',
)
_VAGUE = ("open a new {label}.", "I want to open a {label}.", "please create a {label} for me.")


async def make(ground: Ground) -> AsyncGenerator[Draft]:
    """Matters that the org has had before, said in so many words that only one record can come of it."""
    random = ground.random(_ACTION)
    kind = ground.stage.org.schema.object(_CASE)
    askers = [each for each in ground.askers if _may(ground, each, _SUBJECT, "")]
    if kind is None or not askers:
        return
    titled, about, valued, vague = (
        Wordings(random, each) for each in (_WORDINGS, _ABOUT, _WITH_VALUE, _VAGUE)
    )
    label = prose(kind.label)
    for at, matter in enumerate(await matters(ground)):
        asker, others = askers[at % len(askers)], ground.words.others(random, kind)
        if at % 10 == 4 and at < 10 * len(_VAGUE):
            told = vague.said(label=label)
            yield _vague(told, asker)
            continue
        choice = _value(ground, kind, asker, at) if at % 4 == 3 else None
        extra = {"noun": choice[1], "value": choice[2]} if choice else {}
        is_loose = choice is None and at % 2 == 1
        wordings = valued if choice else about if is_loose else titled
        whole = wordings.said(label=label, matter=matter, **extra)
        values = {choice[0]: choice[2]} if choice else {}
        were, are = await _states(ground, asker, matter, values, is_loose=is_loose)
        then = declined(random, were) if at % 5 == 2 else agreed(_ACTION, random, are)
        yield Draft(
            _ACTION,
            f"a {label} about “{matter}”" + ("" if at % 5 != 2 else " that is not wanted after all"),
            asker.name,
            Phrase(whole, f'new {label}: "{matter}"', (f'"{matter}"', matter, *extra.values()), others),
            proposed(_ACTION, were),
            ("subject", *(["values"] if choice else [])),
            (_CASE,),
            then=(then,),
        )


async def _states(
    ground: Ground, asker: Asker, matter: str, values: dict[str, str], *, is_loose: bool
) -> tuple[RecordState, RecordState]:
    """How many such cases there are, and one more; of a customer those that are theirs.

    A subject that was given as such is kept to the letter; any other has the matter in it.
    """
    actor = asker.actor
    conditions = [f"{_SUBJECT} LIKE {quote(f'%{matter}%')}" if is_loose else f"{_SUBJECT} = {quote(matter)}"]
    conditions += [f"{name} = {quote(value)}" for name, value in values.items()]
    conditions += [f"ContactId = {quote(actor.contact_id)}"] if isinstance(actor, Customer) else []
    query = f"SELECT COUNT(Id) cases FROM {_CASE} WHERE {' AND '.join(conditions)}"
    [row] = await ground.rows(query)
    were, are = (RecordState(soql=query, rows=({"cases": row["cases"] + more},)) for more in (0, 1))
    return were, are


async def matters(ground: Ground) -> list[str]:
    """What cases have been about, without numbers and marks."""
    kind = ground.stage.org.schema.object(_CASE)
    if kind is None or kind.field(_SUBJECT) is None:
        return []
    told = await ground.rows(f"SELECT {_SUBJECT} told FROM {_CASE} GROUP BY {_SUBJECT} ORDER BY {_SUBJECT}")
    found = [str(row["told"]) for row in told if row["told"]]
    found = [
        each for each in found if len(each) <= _LONGEST and not any(c.isdigit() or c in _MARKS for c in each)
    ]
    ground.random("matters").shuffle(found)
    return found


def _may(ground: Ground, asker: Asker, field: str, value: object) -> bool:
    access = ground.stage.org.access.access(asker.actor, _CASE)
    return access.readable and access.create != {} and access.field_settable(field, value, new=True)


def _value(ground: Ground, kind: ObjectType, asker: Asker, at: int) -> tuple[str, str, str] | None:
    """A choice out of a list that the asker may set: its field, what it is called, the value."""
    found = [
        (field.name, noun, value)
        for field in kind.fields
        if field.type is FieldType.PICKLIST and field.name != "Status" and (noun := ground.words.field(field))
        for value in field.values
        if _may(ground, asker, field.name, value) and not asker.is_customer
    ]
    return found[at % len(found)] if found else None


def _vague(told: str, asker: Asker) -> Draft:
    """Nothing is said of the matter."""
    return Draft(
        _ACTION,
        f"a case about nothing: {told}",
        asker.name,
        Phrase(told),
        Expectation(kind="clarify"),
        (),
        (_CASE,),
        style=UNDER_SPECIFIED,
    )
