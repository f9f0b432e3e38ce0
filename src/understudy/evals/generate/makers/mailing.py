"""Cases for draft_email: a letter about a record, by one of the company's templates."""

import re
from collections.abc import AsyncGenerator
from random import Random

from understudy.agents.actions.registry import Action
from understudy.evals.cases import Expectation
from understudy.evals.generate.draft import UNDER_SPECIFIED, Draft, Phrase
from understudy.evals.generate.ground import Ground
from understudy.evals.generate.makers.templates import Wordings, capital
from understudy.evals.generate.subjects import Subject, subjects
from understudy.evals.generate.words import article, prose
from understudy.kit.errors import UnderstudyError
from understudy.org.definitions.email import EmailDefinition
from understudy.org.roles import address_of
from understudy.soql.literals import quote

__all__ = ["make"]

_ACTION = "draft_email"
_WORDINGS = (
    "draft {a} {label} for {record}.",
    "write {a} {label} for {record}.",
    "please prepare {a} {label} for {record}.",
    "I need an email for {record}: {a} {label}.",
)

_NAMED = (
    'draft the email "{label}" for {record}.',
    'write an email for {record}: "{label}".',
    'please prepare the "{label}" email for {record}.',
)
_LONG_LABEL = re.compile(r" (?:after|for|of|to) ")


async def make(ground: Ground) -> AsyncGenerator[Draft]:
    """Each template for records that have all that it needs; now and then without saying what it is for."""
    random = ground.random(_ACTION)
    known = [each for each in ground.stage.library.emails.values() if ground.spec.may_use(each.name)]
    objects = {each.object for each in known}
    plain, named, at = Wordings(random, _WORDINGS), Wordings(random, _NAMED), 0
    async for subject in subjects(ground, random, lambda table: table.kind.name in objects):
        fitting = [each for each in known if each.object == subject.table.kind.name]
        email = random.choice(fitting)
        address = await _address(ground, email, subject)
        if not address or not await _can_be_drafted(ground, email, subject):
            continue
        at += 1
        if at % 8 == 4:
            yield _without_purpose(subject)
        else:
            wordings = named if _LONG_LABEL.search(email.label) else plain
            yield _draft(ground, email, subject, address, wordings, random)


async def _address(ground: Ground, email: EmailDefinition, subject: Subject) -> str:
    """Where the template's path leads, by two queries as the asker."""
    if email.to is None:
        return ""
    query = f"SELECT {email.to} FROM {email.object} WHERE Id = {quote(subject.handle.id)}"
    try:
        [row] = await ground.rows(query, subject.asker)
        person = str(row[email.to] or "")
        kind = ground.stage.org.schema.object_of(person)
        field = address_of(kind) if kind else None
        if kind is None or field is None:
            return ""
        found = await ground.rows(
            f"SELECT {field.name} FROM {kind.name} WHERE Id = {quote(person)}", subject.asker
        )
    except UnderstudyError:  # the asker may not see whom it goes to
        return ""
    return str(found[0][field.name] or "") if found else ""


async def _can_be_drafted(ground: Ground, email: EmailDefinition, subject: Subject) -> bool:
    """Whether the record has every value without which the template asks back."""
    action = ground.stage.actions[_ACTION]
    assert isinstance(action, Action), "drafting reads"
    arguments = action.parameters(id=subject.handle.id, purpose=email.name)  # pyright: ignore[reportCallIssue]
    return (await action.run(ground.context(subject.asker), arguments)).status == "found"


def _draft(
    ground: Ground, email: EmailDefinition, subject: Subject, address: str, wordings: Wordings, random: Random
) -> Draft:
    label = email.label
    whole = wordings.said(a=article(label), label=label, record=subject.handle.text)
    phrase = Phrase(
        capital(whole),
        f"email {subject.handle.brief}: {label}",
        (subject.handle.bare, f'"{label}"'),
        ground.words.others(random, subject.table.kind),
    )
    expect = Expectation(
        kind="reply", action=_ACTION, arguments={"id": subject.handle.id}, answers=(address,)
    )
    return Draft(
        _ACTION,
        f"{label} for {subject.handle.text}",
        subject.asker.name,
        phrase,
        expect,
        ("id", "purpose"),
        (email.object,),
        (email.name,),
    )


def _without_purpose(subject: Subject) -> Draft:
    """There are things to write about any record, and no way to tell which."""
    label = prose(subject.table.kind.label)
    return Draft(
        _ACTION,
        f"some email about {subject.handle.text}",
        subject.asker.name,
        Phrase(f"Draft an email about {subject.handle.text}.", kept=(subject.handle.bare, label)),
        Expectation(kind="clarify"),
        ("id",),
        (subject.table.kind.name,),
        style=UNDER_SPECIFIED,
    )
