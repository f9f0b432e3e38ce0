"""Cases for check_activities: which rows below a record are of another kind than it asks for, by a guide."""

from collections.abc import AsyncGenerator
from functools import partial
from random import Random

from understudy.agents.actions.activities import classify, without_names
from understudy.evals.cases import Expectation
from understudy.evals.generate.draft import UNDER_SPECIFIED, Draft, Phrase
from understudy.evals.generate.ground import Ground, Table
from understudy.evals.generate.makers.templates import Wordings
from understudy.evals.generate.subjects import Subject, subjects
from understudy.evals.generate.words import prose
from understudy.org.definitions.guide import GuideDefinition
from understudy.org.metadata import ObjectType
from understudy.soql.literals import quote

__all__ = ["make"]

_ACTION = "check_activities"
_MOST = 8
_WORDINGS = {
    "misplaced": (
        "which {many} of {record} don't fit its {stage}?",
        "show me the {many} of {record} that do not match its {stage}.",
        "are there {many} of {record} that belong to another {stage}? Which?",
    ),
    "fitting": (
        "which {many} of {record} fit its {stage}?",
        "list the {many} of {record} that match its {stage}.",
    ),
}


async def make(ground: Ground) -> AsyncGenerator[Draft]:
    """Records with rows below them, of which some fit or some do not."""
    random = ground.random(_ACTION)
    schema = ground.stage.org.schema
    for guide in ground.stage.library.guides.values():
        parent, kind = schema.object(guide.parent_object), schema.object(guide.object)
        if parent is None or kind is None or not ground.spec.may_use(guide.name):
            continue
        wordings = {wanted: Wordings(random, told) for wanted, told in _WORDINGS.items()}
        is_vague = True
        async for subject in subjects(ground, random, partial(_is_of, parent)):
            wanted = random.choice(("misplaced", "misplaced", "fitting"))
            if is_vague:
                is_vague = False
                yield _vague(ground, guide, subject, kind, wordings["misplaced"])
            if draft := await _checked(ground, guide, subject, kind, wanted, wordings[wanted], random):
                yield draft


def _is_of(kind: ObjectType, table: Table) -> bool:
    return table.kind.name == kind.name


async def _checked(
    ground: Ground,
    guide: GuideDefinition,
    subject: Subject,
    kind: ObjectType,
    wanted: str,
    wordings: Wordings,
    random: Random,
) -> Draft | None:
    names = await _names(ground, guide, subject, wanted)
    if not 0 < len(names) <= _MOST:
        return None
    many, stage = prose(kind.plural), _stage(subject, guide)
    whole = wordings.said(many=many, record=subject.handle.text, stage=stage)
    brief = f"{wanted} {many} {subject.handle.brief}"
    phrase = Phrase(whole, brief, (subject.handle.bare,), ground.words.others(random, kind))
    arguments = {"record_id": subject.handle.id, **({"wanted": wanted} if wanted == "fitting" else {})}
    expect = Expectation(
        kind="reply", action=_ACTION, arguments=arguments, answers=tuple(names), in_order=False
    )
    return Draft(
        _ACTION,
        f"{wanted} {many} of {subject.handle.text}",
        subject.asker.name,
        phrase,
        expect,
        ("record_id", "wanted"),
        (kind.name, subject.table.kind.name),
        (guide.name,),
    )


async def _names(ground: Ground, guide: GuideDefinition, subject: Subject, wanted: str) -> list[str]:
    """By the guide, as it is declared: the kind of a text is that of its nearest example."""
    query = f"SELECT {guide.expected} FROM {guide.parent_object} WHERE Id = {quote(subject.handle.id)}"
    [parent] = await ground.rows(query)
    condition = f"{guide.parent} = {quote(subject.handle.id)}"
    below = f"SELECT {', '.join(guide.text)} FROM {guide.object} WHERE {condition}"
    rows = await ground.rows(below, subject.asker)
    texts = [[without_names(str(row[name])) for name in guide.text if row[name]] for row in rows]
    kinds = classify(ground.context(subject.asker), guide, texts)
    fits = wanted == "fitting"
    told = zip(rows, kinds, strict=True)
    return [str(row[guide.text[0]]) for row, kind in told if (kind == parent[guide.expected]) == fits]


def _stage(subject: Subject, guide: GuideDefinition) -> str:
    field = subject.table.kind.field(guide.expected)
    return prose(field.label) if field else "stage"


def _vague(
    ground: Ground, guide: GuideDefinition, subject: Subject, kind: ObjectType, wordings: Wordings
) -> Draft:
    """Of a record that is not named."""
    many, label = prose(kind.plural), prose(subject.table.kind.label)
    whole = wordings.said(many=many, record=f"the {label}", stage=_stage(subject, guide))
    return Draft(
        _ACTION,
        f"misplaced {many} of some {label}",
        subject.asker.name,
        Phrase(whole),
        Expectation(kind="clarify"),
        (),
        (kind.name, subject.table.kind.name),
        (guide.name,),
        style=UNDER_SPECIFIED,
    )
