"""Run a suite's cases side by side, each as a session of its own, through the turn that production uses."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from datetime import time as clock_time

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
from understudy.kit.errors import ConfigError, InputError, UnderstudyError
from understudy.org.permissions import Actor, System
from understudy.org.users import find_actor

__all__ = ["CHANNEL", "CaseRun", "run_suite"]

CHANNEL = "eval"
AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class CaseRun:
    """How a case went; it passed when nothing is in `mismatches`. `replies` are the texts that came,
    `touched` what it reached, `usage` how much the model was asked.

    `held_up` says that it could not write to a record because somebody else was writing to it.
    """

    case: Case
    mismatches: tuple[Mismatch, ...]
    replies: tuple[str, ...]
    took_ms: float
    trace_ids: tuple[str, ...]
    touched: Touched = field(default_factory=Touched)
    usage: RunUsage = field(default_factory=RunUsage)
    held_up: bool = False

    @property
    def passed(self) -> bool:
        """Whether everything was as expected."""
        return not self.mismatches


async def run_suite(
    stage: Stage, spec: AgentSpec, suite: Suite, moment: Moment, *, at_once: int = AT_ONCE
) -> AsyncIterator[CaseRun]:
    """The runs of all cases, as they end; at most `at_once` at a time.

    A case that another kept from writing to a record is played again, alone, when the others have ended: its
    result is as if nobody else had been there.

    `moment` is now, for cases and suites without a date; a dated case is asked at noon of its day.

    Raises:
        ConfigError: a case is asked by somebody who is not there.
    """
    actors = {who: await _actor(stage, who) for who in {case.actor or suite.actor for case in suite.cases}}
    gate = asyncio.Semaphore(at_once)
    secrets = Secrets(stage, moment)

    async def play(case: Case) -> CaseRun:
        async with gate:
            actor = actors[case.actor or suite.actor]
            return await _play(stage, spec, case, actor, _moment(case, suite, moment), secrets)

    held_up: list[Case] = []

    tasks = [asyncio.create_task(play(case)) for case in suite.cases]
    try:
        for ended in asyncio.as_completed(tasks):
            run = await ended
            if run.held_up:
                held_up.append(run.case)
            else:
                yield run
        for case in held_up:
            yield await play(case)
    finally:
        for task in tasks:
            task.cancel()


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
    async with stage.database.sandbox() as sandbox:
        mine = replace(stage, database=sandbox, transcripts=stage.database)
        session = new_session(spec.name, actor, CHANNEL, case.context)
        mismatches, turns = await _talk(mine, spec, case, session, moment, secrets)
    took_ms = (time.perf_counter() - started) * 1000
    traces = tuple(played.trace_id for played in turns if played.trace_id)
    if sandbox.held_up:
        mismatches.append(Mismatch("the database", "free to write", "somebody else was writing to a record"))
    replies = tuple(played.outcome.text for played in turns)
    touched = touched_by(played.outcome.evidence for played in turns)
    usage = sum((played.usage for played in turns), RunUsage())
    return CaseRun(case, tuple(mismatches), replies, took_ms, traces, touched, usage, sandbox.held_up)


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
