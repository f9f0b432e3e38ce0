"""Run a suite's cases side by side, each as a session of its own, through the turn that production uses."""

import asyncio
import logging
import random
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from datetime import time as clock_time
from typing import NamedTuple

from pydantic_ai import RunUsage

from understudy.agents.spec import AgentSpec
from understudy.conversations.session import Session, new_session
from understudy.conversations.turn import Stage, Turn, turn
from understudy.evals.cases import OPERATOR, Case, Expectation, Said, Suite
from understudy.evals.checks import Mismatch, check, check_error
from understudy.evals.disclosure import Secrets
from understudy.evals.quotes import check_quotes
from understudy.evals.runs.touched import Touched, touched_by
from understudy.evals.simulate.person import Person
from understudy.evals.states import check_records
from understudy.kit.clock import Moment
from understudy.kit.db import WENT_AWAY
from understudy.kit.errors import ConfigError, InputError, ServiceError, UnderstudyError
from understudy.llm.failures import hearing_failures
from understudy.org.permissions import Actor, System
from understudy.org.users import find_actor

__all__ = ["AT_ONCE", "CHANNEL", "CaseRun", "Failure", "Play", "Scene", "run_cases", "run_suite", "scene_of"]

CHANNEL = "eval"
AT_ONCE = 4
_WAITS_S = (0.5, 2.0, 8.0, 20.0)
"""Before each further try of what failed for a reason that passes."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a case could not be judged; `passes` says that it may go well another time."""

    why: str
    passes: bool


@dataclass(frozen=True, slots=True)
class CaseRun:
    """How a case went in an attempt; it passed when nothing is in `mismatches`. `replies` are the texts that
    came, `touched` what it reached, `usage` how much the model was asked.

    `held_up` says that it could not write to a record because somebody else was writing to it. With a
    `failure` it was not judged: that is nobody's fault but the provider's or the database's. `reused` says
    that it was taken over from an earlier run.
    """

    case: Case
    mismatches: tuple[Mismatch, ...]
    replies: tuple[str, ...]
    took_ms: float
    trace_ids: tuple[str, ...]
    touched: Touched = field(default_factory=Touched)
    usage: RunUsage = field(default_factory=RunUsage)
    held_up: bool = False
    attempt: int = 1
    failure: Failure | None = None
    reused: bool = False

    @property
    def passed(self) -> bool | None:
        """Whether everything was as expected; None when it could not be judged."""
        return None if self.failure else not self.mismatches


class Play(NamedTuple):
    """A case that is to be played, in an attempt from 1 on."""

    case: Case
    attempt: int


@dataclass(frozen=True)
class Scene:
    """Where a suite's cases are asked, by whom, and when."""

    stage: Stage
    spec: AgentSpec
    suite: Suite
    moment: Moment
    actors: Mapping[str, Actor]
    secrets: Secrets


async def scene_of(stage: Stage, spec: AgentSpec, suite: Suite, moment: Moment) -> Scene:
    """`moment` is now, for cases and suites without a date; a dated case is asked at noon of its day.

    Raises:
        ConfigError: a case is asked by somebody who is not there.
    """
    asking = {case.actor or suite.actor for case in suite.cases}
    actors = {who: await _actor(stage, who) for who in sorted(asking)}
    return Scene(stage, spec, suite, moment, actors, Secrets(stage, moment))


async def run_suite(
    stage: Stage, spec: AgentSpec, suite: Suite, moment: Moment, *, at_once: int = AT_ONCE
) -> AsyncIterator[CaseRun]:
    """The runs of all cases, as `run_cases` has them.

    Raises:
        ConfigError: a case is asked by somebody who is not there.
    """
    scene = await scene_of(stage, spec, suite, moment)
    async with aclosing(run_cases(scene, [Play(case, 1) for case in suite.cases], at_once)) as runs:
        async for run in runs:
            yield run


async def run_cases(scene: Scene, plays: Sequence[Play], at_once: int = AT_ONCE) -> AsyncGenerator[CaseRun]:
    """The runs of these, as they end; at most `at_once` at a time.

    What fails for a reason that passes is played again after a wait. A case that another kept from writing to
    a record is played again, alone, when the others have ended: its result is as if nobody else had been
    there.
    """
    waiting, ended = iter(plays), asyncio.Queue[CaseRun | BaseException]()

    async def go_on() -> None:
        try:
            for play in waiting:
                ended.put_nowait(await _patiently(scene, play))
        except Exception as error:  # noqa: BLE001 - it is raised where the runs are awaited
            ended.put_nowait(error)

    tasks = [asyncio.create_task(go_on()) for _ in range(min(at_once, len(plays)))]
    held_up: list[Play] = []
    try:
        for _ in plays:
            run = await ended.get()
            if isinstance(run, BaseException):
                raise run
            if run.held_up:
                held_up.append(Play(run.case, run.attempt))
            else:
                yield run
        for play in held_up:
            yield await _alone(scene, play)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _alone(scene: Scene, play: Play) -> CaseRun:
    """Somebody besides this run may still stand in the way; then it could not be judged."""
    run = await _patiently(scene, play)
    for wait_s in _WAITS_S:
        if not run.held_up:
            return run
        await asyncio.sleep(wait_s)
        run = await _patiently(scene, play)
    told = "somebody else kept writing to a record that it writes to"
    return replace(run, failure=Failure(told, passes=True)) if run.held_up else run


async def _patiently(scene: Scene, play: Play) -> CaseRun:
    """Played again while what it fails for passes, each time after a longer wait."""
    actor = scene.actors[play.case.actor or scene.suite.actor]
    moment = _moment(play.case, scene.suite, scene.moment)
    given = (scene.stage, scene.spec, play.case, actor, moment, scene.secrets)
    run = await _play(*given)
    for wait_s in _WAITS_S:
        if run.failure is None or not run.failure.passes:
            break
        await asyncio.sleep(wait_s * random.uniform(0.5, 1))
        with suppress(ServiceError):  # while it cannot be reached, each case waits
            await scene.stage.database.revive()
        run = await _play(*given)
    return replace(run, attempt=play.attempt)


async def _actor(stage: Stage, who: str) -> Actor:
    if who == OPERATOR:
        return System("an evaluation, as the operator")
    try:
        return await find_actor(stage.database, stage.org, who)
    except InputError as error:
        raise ConfigError(f"a case is asked by {who!r}: {error.message}", hint=error.hint) from error


def _moment(case: Case, suite: Suite, now: Moment) -> Moment:
    day = case.date or suite.date
    if day is None:
        return now
    noon = datetime.combine(day, clock_time(12), now.timezone)
    return Moment(noon, now.timezone, now.fiscal_year_start)


async def _play(
    stage: Stage, spec: AgentSpec, case: Case, actor: Actor, moment: Moment, secrets: Secrets
) -> CaseRun:
    """In a sandbox of the org: what is written is gone afterwards; the turns are kept, with their traces."""
    started = time.perf_counter()
    mismatches: list[Mismatch] = []
    turns: list[Turn] = []
    held_up, failure = False, None
    try:
        with hearing_failures() as given_up:
            async with stage.database.sandbox() as sandbox:
                mine = replace(stage, database=sandbox, transcripts=stage.database)
                session = new_session(spec.name, actor, CHANNEL, case.context)
                mismatches, turns = await _talk(mine, spec, case, session, moment, secrets)
        held_up = sandbox.held_up
        if given_up.count:
            failure = Failure(f"the model's provider: {given_up.why}", given_up.passes)
        elif sandbox.lost:
            failure = Failure("the database went away", passes=True)
    except WENT_AWAY as error:
        passes = error.retryable if isinstance(error, ServiceError) else True
        failure = Failure(" ".join(str(error).split()), passes)
    except Exception as error:  # noqa: BLE001 - what breaks one case must not end all others
        _log.exception("the case %r broke off", case.name)
        failure = Failure(f"it broke off: {type(error).__name__}: {error}", passes=False)
    took_ms = (time.perf_counter() - started) * 1000
    if held_up:
        mismatches.append(Mismatch("the database", "free to write", "somebody else was writing to a record"))
    return CaseRun(
        case,
        tuple(mismatches),
        tuple(played.outcome.text for played in turns),
        took_ms,
        tuple(played.trace_id for played in turns if played.trace_id),
        touched_by(played.outcome.evidence for played in turns),
        sum((played.usage for played in turns), RunUsage()),
        held_up,
        failure=failure,
    )


async def _talk(
    stage: Stage, spec: AgentSpec, case: Case, session: Session, moment: Moment, secrets: Secrets
) -> tuple[list[Mismatch], list[Turn]]:
    """A script goes on after a mismatch, so that all of them are seen."""
    if case.goal:
        return await _pursue(stage, spec, case, Person(case.goal, case.persona), session, moment, secrets)
    mismatches: list[Mismatch] = []
    turns: list[Turn] = []
    for number, said in enumerate(case.messages, 1):
        try:
            played = await turn(stage, spec, session, said.say, moment)
        except ServiceError:
            raise
        except UnderstudyError as error:
            mismatches.extend(_placed(check_error(said.expect, error), said, number, len(case.messages)))
            continue
        session = played.session
        turns.append(played)
        found = await check_quotes(stage.database, stage.org, session.actor, played.outcome)
        told = [each.say for each in case.messages]
        found = await _missing(stage, said.expect, played, told, moment, secrets) + found
        mismatches.extend(_placed(found, said, number, len(case.messages)))
    return mismatches, turns


async def _pursue(
    stage: Stage,
    spec: AgentSpec,
    case: Case,
    person: Person,
    session: Session,
    moment: Moment,
    secrets: Secrets,
) -> tuple[list[Mismatch], list[Turn]]:
    """Until the goal is reached, which what came and the org show, or the person gives up."""
    said: str | None = person.opens()
    told: list[str] = []
    turns: list[Turn] = []
    misquoted: tuple[Mismatch, ...] = ()
    missing: tuple[Mismatch, ...] = ()
    while said is not None and len(told) < case.patience:
        told.append(said)
        try:
            played = await turn(stage, spec, session, said, moment)
        except UnderstudyError as error:
            missing = check_error(case.expect, error)
            break
        session = played.session
        turns.append(played)
        misquoted += await check_quotes(stage.database, stage.org, session.actor, played.outcome)
        missing = await _missing(stage, case.expect, played, told, moment, secrets)
        said = person.answers(played.outcome) if missing else None
    after = f" after {len(told)} messages of the person"
    return [*(Mismatch(m.what + after, m.expected, m.came) for m in missing), *misquoted], turns


async def _missing(
    stage: Stage,
    expected: Expectation | None,
    played: Turn,
    told: list[str],
    moment: Moment,
    secrets: Secrets,
) -> tuple[Mismatch, ...]:
    """What is expected of a turn and did not come of it."""
    if expected is None:
        return ()
    found = check(expected, played.outcome) + await check_records(stage, expected, moment)
    if expected.refused:
        found += await secrets.check(played.session.actor, told, played)
    return found


def _placed(found: tuple[Mismatch, ...], said: Said, number: int, count: int) -> tuple[Mismatch, ...]:
    """In a script, with the message after which it was."""
    if count == 1:
        return found
    return tuple(Mismatch(f"{m.what} after {number}. “{said.say}”", m.expected, m.came) for m in found)
