"""The page of the six stages: where answers are lost, for those who work here."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter
from fastapi.responses import Response

from understudy.channels.pages import StaffVisiting, Visitor, visited_page
from understudy.channels.service import Service, Serving
from understudy.channels.stages_picture import RIBBON, SPARK, draw_interval, floor_of, ribbon, sparks
from understudy.knowledge.reading import read_document
from understudy.observe.stages.checks import STAGES
from understudy.observe.stages.measures import Measure
from understudy.observe.stages.report import Report, leading
from understudy.observe.stages.reports import live_report, probe_report
from understudy.observe.stages.store import KeptVerdict
from understudy.observe.store import read_visible_turn
from understudy.org.permissions import System

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

_WEEKS = 26
_MOST_SHOWN = 20
"""Of what was lost by one cause."""

_TITLES = {
    "query": ("Query", "Was the question understood?"),
    "retriever": ("Retriever", "Was its document found?"),
    "chunk": ("Chunk", "Was the sentence whole?"),
    "handoff": ("Hand-off", "Did it reach the model?"),
    "response": ("Response", "Was it the answer?"),
    "citation": ("Citation", "Does it stand there?"),
}
_OTHERS = {
    "no content": "Nothing is written about it",
    "permission": "For others to read",
    "guardrail": "A rule declined it",
    "withheld": "Kept back while pages disagree",
    "not known": "Cannot be known",
}


@dataclass(frozen=True, slots=True)
class Lost:
    """What was lost, as this visitor may know it: the question, and whether its trace can be opened."""

    question: str
    verdict: KeptVerdict
    has_trace: bool


@dataclass(frozen=True, slots=True)
class Group:
    """What one cause lost: how much in all, and of it what this visitor may know."""

    cause: str
    title: str
    count: int
    shown: tuple[Lost, ...]


@router.get("/stages")
async def stages_page(service: Serving, visitor: StaffVisiting, of: str = "probe") -> Response:
    """The last probe, or what people asked in the last half year; nothing for customers. What others may read
    is told apart for the operator alone.
    """
    asked = of == "asked"
    report = await (
        _asked(service, visitor) if asked else probe_report(service.database, service.stage.org.name)
    )
    known = _leading(report) if report else {}
    return visited_page(
        "stages.html",
        service,
        visitor,
        asked=asked,
        report=report,
        titles=_TITLES,
        others=_OTHERS,
        ribbon_size=RIBBON,
        spark_size=SPARK,
        pieces=ribbon(report.steps) if report else (),
        sparks=sparks(report) if report else (),
        floor=floor_of(report) if report else 0,
        leading=known,
        drawn={stage: draw_interval(each) for stage, each in known.items() if each},
        tables=_tables(report) if report else (),
        groups=await _groups(service, visitor, report) if report else (),
    )


async def _asked(service: Service, visitor: Visitor) -> Report | None:
    since = service.moment().now - timedelta(weeks=_WEEKS)
    whole = isinstance(visitor.actor, System)
    return await live_report(service.database, service.stage.org.name, since, whole=whole)


def _leading(report: Report) -> dict[str, Measure | None]:
    return {stage: leading(report.measures, stage) for stage in STAGES}


def _tables(report: Report) -> list[tuple[str, Mapping[str, Sequence[Measure | None]]]]:
    """By what is compared, for each of its kinds the leading measure of each stage."""
    compared = {"source": report.by_source, "topic": report.by_topic, "wording": report.by_level}
    return [
        (name, {kind: [leading(found, stage) for stage in STAGES] for kind, found in groups.items()})
        for name, groups in compared.items()
        if groups
    ]


async def _groups(service: Service, visitor: Visitor, report: Report) -> list[Group]:
    by_cause: dict[str, list[KeptVerdict]] = defaultdict(list)
    for each in report.lost:
        by_cause[str(each.cause)].append(each)
    return [
        Group(
            cause,
            _TITLES[cause][0] if cause in _TITLES else _OTHERS[cause],
            len(by_cause[cause]),
            tuple(
                [
                    lost
                    for each in by_cause[cause][:_MOST_SHOWN]
                    if (lost := await _shown(service, visitor, each))
                ]
            ),
        )
        for cause in report.causes
    ]


async def _shown(service: Service, visitor: Visitor, verdict: KeptVerdict) -> Lost | None:
    """The question, if it is the visitor's to know: asked by themselves, or made from what they may read."""
    org, actor = service.stage.org, visitor.actor
    trace = verdict.trace_id
    turn = await read_visible_turn(service.database, org.name, trace, actor) if trace else None
    if verdict.number is None:
        return Lost(turn.message, verdict, has_trace=True) if turn else None
    document = verdict.document
    if document is None or await read_document(service.database, org, document, actor) is None:
        return None
    return Lost(verdict.question, verdict, has_trace=turn is not None)
