"""The page on which people say whether answers of a test are good: one by one, or two versions blind."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field, ValidationError

from understudy.channels.admission.roles import Role
from understudy.channels.admission.scopes import Scope
from understudy.channels.pages import OwnForm, PageEntry, Visitor, nothing_here, visited_page
from understudy.channels.service import Service, Serving
from understudy.evals.cases import Expectation
from understudy.evals.keeping.expected import Correction, value_of
from understudy.evals.review.blind import Choice
from understudy.evals.review.desk import ReviewDesk, case_of
from understudy.evals.review.queue import Reason
from understudy.evals.review.store import Said
from understudy.evals.runs.kept import KeptResult, KeptRun
from understudy.evals.runs.store import last_runs
from understudy.kit.errors import InputError

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

PLACE = "/review"
PAIRS = "/review/pairs"
Reviewing = Annotated[Visitor, Depends(PageEntry(frozenset({Role.REVIEWER}), Scope.PAGE))]
"""Whoever is signed in and says how agents should answer."""


Number = Annotated[int, Field(ge=0, lt=2**31)]
T = TypeVar("T", bound=BaseModel)


class Verdict(BaseModel):
    """The form of a verdict; what should have come is in lines."""

    run: Number
    name: str
    attempt: Number
    verdict: Said
    reason: Reason
    answers: str = ""
    citations: str = ""
    contains: str = ""


class Preference(BaseModel):
    """The form of a choice between two."""

    first: Number
    second: Number
    name: str
    attempt: Number
    choice: Choice


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was said in a test, what came of it, and what should have, as lines of name and value."""

    said: str
    reply: str
    expected: tuple[tuple[str, str], ...]


@router.get(PLACE)
async def review_page(service: Serving, visitor: Reviewing, run: Number | None = None) -> Response:
    """The next result of the run, or of the last one."""
    desk = _desk(service, visitor)
    found = await (_last(desk) if run is None else _run(desk, run))
    if found is None:
        return visited_page("review.html", service, visitor, reviewing=None)
    waiting = await desk.waiting(found)
    result = waiting[0].result if waiting else None
    return visited_page(
        "review.html",
        service,
        visitor,
        reviewing=found,
        waits=waiting[0] if waiting else None,
        exchanges=_exchanges(result) if result else (),
        reviewed=await desk.progress(found, waiting),
        earlier=await _earlier(service, found),
    )


@router.post(PLACE)
async def say_here(sent: OwnForm, service: Serving, visitor: Reviewing) -> Response:
    """Say whether a result is good, with what should have come if that is said."""
    desk, said = _desk(service, visitor), _read(Verdict, sent)
    run = await _run(desk, said.run)
    correction = Correction(
        answers=tuple(map(value_of, _lines(said.answers))) or None,
        citations=tuple(_lines(said.citations)) or None,
        contains=tuple(_lines(said.contains)),
    )
    await desk.say(run, said.name, said.attempt, said.verdict, said.reason, correction)
    return RedirectResponse(f"{PLACE}?run={run.id}", 303)


@router.get(PAIRS)
async def pairs_page(service: Serving, visitor: Reviewing, first: Number, second: Number) -> Response:
    """The next case that two runs answered differently, without telling which is which."""
    desk = _desk(service, visitor)
    runs = await _two(desk, first, second)
    pairs = await desk.pairs(*runs)
    return visited_page(
        "review_pair.html",
        service,
        visitor,
        reviewing=runs[1],
        runs=runs,
        pair=pairs[0] if pairs else None,
        left=_exchanges(pairs[0].left) if pairs else (),
        right=_exchanges(pairs[0].right) if pairs else (),
        waiting=len(pairs),
        tally=None if pairs else await desk.tally(*runs),
    )


@router.post(PAIRS)
async def prefer_here(sent: OwnForm, service: Serving, visitor: Reviewing) -> Response:
    """Choose one of the two, or neither."""
    desk, said = _desk(service, visitor), _read(Preference, sent)
    first, second = await _two(desk, said.first, said.second)
    await desk.prefer(first, second, said.name, said.attempt, said.choice)
    return RedirectResponse(f"{PAIRS}?first={first.id}&second={second.id}", 303)


def _desk(service: Service, visitor: Visitor) -> ReviewDesk:
    return ReviewDesk(service.database, service.stage.org, visitor.actor, service.suites)


def _read(form: type[T], sent: dict[str, str]) -> T:
    try:
        return form.model_validate(sent)
    except ValidationError:
        raise nothing_here() from None


async def _last(desk: ReviewDesk) -> KeptRun | None:
    try:
        return await desk.run()
    except InputError:
        return None


async def _run(desk: ReviewDesk, number: int) -> KeptRun:
    try:
        return await desk.run(number)
    except InputError:
        raise nothing_here() from None


async def _two(desk: ReviewDesk, first: int, second: int) -> tuple[KeptRun, KeptRun]:
    """The earlier run first."""
    if first == second:
        raise nothing_here()
    return await _run(desk, min(first, second)), await _run(desk, max(first, second))


async def _earlier(service: Service, run: KeptRun) -> list[KeptRun]:
    """The runs of the same suite before it."""
    found = await last_runs(service.database, service.stage.org.name, run.suite)
    return [each for each in found if each.id < run.id]


def _exchanges(result: KeptResult) -> Sequence[Exchange]:
    said = case_of(result).messages
    return [
        Exchange(message.say, reply, _told(message.expect))
        for message, reply in zip_longest(said, result.replies[: len(said)], fillvalue="")
        if not isinstance(message, str)
    ]


def _told(expected: Expectation | None) -> tuple[tuple[str, str], ...]:
    if expected is None:
        return ()
    given = expected.model_dump(mode="json", exclude_defaults=True)
    return tuple((name.replace("_", " "), _plain(value)) for name, value in given.items())


def _plain(value: object) -> str:
    match value:
        case list():
            return ", ".join(map(_plain, value)) or "none"
        case dict():
            return ", ".join(f"{name}: {_plain(each)}" for name, each in value.items())
        case _:
            return str(value)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
