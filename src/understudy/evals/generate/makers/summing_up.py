"""Cases for summarise_record: how a record stands, at one glance."""

from collections.abc import AsyncGenerator

from understudy.evals.cases import Expectation
from understudy.evals.generate.draft import UNDER_SPECIFIED, Draft, Phrase
from understudy.evals.generate.ground import Ground
from understudy.evals.generate.makers.templates import Wordings
from understudy.evals.generate.subjects import Subject, subjects
from understudy.evals.generate.words import prose
from understudy.org.roles import status_of

__all__ = ["make"]

_ACTION = "summarise_record"
_WORDINGS = (
    "summarise {record} for me.",
    "give me an overview of {record}.",
    "catch me up on {record}.",
    "sum up {record}, please.",
    "can you recap {record} for me?",
)


async def make(ground: Ground) -> AsyncGenerator[Draft]:
    """Records that have a status, which the summary must tell; and one that nobody named."""
    random = ground.random(_ACTION)
    wordings, vague = Wordings(random, _WORDINGS), set[str]()
    async for subject in subjects(ground, random, lambda table: status_of(table.kind) in table.paths):
        kind = subject.table.kind
        if kind.name not in vague and len(subject.table.rows) > 1:
            vague.add(kind.name)
            yield _vague(subject, wordings)
        phrase = Phrase(
            wordings.said(record=subject.handle.text),
            f"summary {subject.handle.brief}",
            (subject.handle.bare,),
            ground.words.others(random, kind),
        )
        yield Draft(
            _ACTION,
            f"summary of {subject.handle.text}",
            subject.asker.name,
            phrase,
            _expected(subject),
            ("id",),
            (kind.name,),
        )


def _expected(subject: Subject) -> Expectation:
    status = status_of(subject.table.kind)
    told = str(subject.row[status.name] or "") if status else ""
    return Expectation(
        kind="reply",
        action=_ACTION,
        arguments={"id": subject.handle.id},
        answers=(subject.handle.label,),
        contains=(told,) if told else (),
    )


def _vague(subject: Subject, wordings: Wordings) -> Draft:
    label = prose(subject.table.kind.label)
    return Draft(
        _ACTION,
        f"summary of some {label}",
        subject.asker.name,
        Phrase(wordings.said(record=f"the {label}")),
        Expectation(kind="clarify"),
        (),
        (subject.table.kind.name,),
        style=UNDER_SPECIFIED,
    )
