"""A probe from its questions to its verdicts; one that was stopped goes on where it was."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from understudy.agents.spec import AgentSpec
from understudy.conversations.session import new_session
from understudy.conversations.turn import Stage, Turn, turn
from understudy.evals.probe.askers import (
    Asker,
    asker_of,
    find_askers,
    hidden_audiences,
    open_audiences,
)
from understudy.kit.clock import Moment
from understudy.kit.errors import InputError, ServiceError
from understudy.kit.trace import flush
from understudy.knowledge.probe.corpus import documents_of
from understudy.knowledge.probe.draw import Probe, draw
from understudy.knowledge.store import save
from understudy.observe.stages import store
from understudy.observe.stages.evidence import evidence_of
from understudy.observe.stages.topics import topics_of
from understudy.observe.stages.verdict import judge_probe
from understudy.observe.traces import read_trace

__all__ = ["Asked", "ask_probes", "plan", "play"]

_AT_ONCE = 20
"""Questions between two flushes of their spans; as many are asked again at most after a stop."""


@dataclass(frozen=True)
class Asked:
    """A question of a probe and who asks it."""

    probe: Probe
    asker: Asker


async def plan(
    stage: Stage, specs: Sequence[AgentSpec], *, source: str | None, count: int, seed: int
) -> list[Asked]:
    """The questions, and who asks them.

    Raises:
        InputError: there is nobody to ask, or nothing to ask about.
    """
    askers = await find_askers(stage, specs)
    if not askers:
        raise InputError(
            "no agent here answers from documents to somebody of this org",
            hint="open answer_from_knowledge in a topic of an agent",
        )
    probes = await draw(
        stage.database,
        stage.org.name,
        source=source,
        count=count,
        seed=seed,
        readable=open_audiences(askers),
        hidden=hidden_audiences(askers),
    )
    found = [(probe, await asker_of(stage, askers, probe)) for probe in probes]
    asked = [Asked(probe, asker) for probe, asker in found if asker]
    if not asked:
        raise InputError(
            f"no question can be made of the documents of {source or 'this org'}",
            hint="index some first: understudy knowledge add PATH, or understudy knowledge index",
        )
    return asked


async def play(
    stage: Stage,
    specs: Sequence[AgentSpec],
    moment: Moment,
    *,
    source: str | None,
    count: int,
    seed: int,
    tell: Callable[[int, int], None],
) -> int:
    """Ask all questions that have no verdict yet, and keep the verdicts; the id of the probe.

    Raises:
        InputError: there is nobody to ask, or nothing to ask about.
        ServiceError: traces could not be stored (retryable).
    """
    asked = await plan(stage, specs, source=source, count=count, seed=seed)
    name = stage.org.name
    run = await store.begin_run(stage.database, name, source or "", seed, len(asked), _digest(asked))
    done = await store.numbers_done(stage.database, run)
    left = [each for each in asked if each.probe.number not in done]
    told = len(asked) - len(left)
    tell(told, len(asked))
    for start in range(0, len(left), _AT_ONCE):
        some = left[start : start + _AT_ONCE]
        verdicts = [each async for each in ask_probes(stage, specs, some, moment)]
        await store.save_verdicts(stage.database, name, run, verdicts)
        if len(verdicts) < len(some):
            raise ServiceError(
                f"the traces of {len(some) - len(verdicts)} questions were not stored",
                retryable=True,
                hint="start the probe again: it goes on where it was",
            )
        told += len(some)
        tell(told, len(asked))
    await store.finish_run(stage.database, run)
    return run


def _digest(asked: Sequence[Asked]) -> str:
    """Of the questions, and of the documents as they are: after a change it is another probe."""
    whole = sha256()
    for each in asked:
        probe = each.probe
        told = f"{probe.kind}\0{probe.question}\0{probe.document.text}\0{each.asker.spec.name}\0"
        whole.update(told.encode("utf-8", "surrogatepass"))
    return whole.hexdigest()


async def ask_probes(
    stage: Stage, specs: Sequence[AgentSpec], asked: Sequence[Asked], moment: Moment
) -> AsyncIterator[store.KeptVerdict]:
    """The verdict on each question; what the trace does not keep cannot be judged, and is left out."""
    played = [await _ask(stage, each, moment) for each in asked]
    await asyncio.to_thread(flush)
    topics = await topics_of(
        [(each.asker.spec.name, each.probe.intended) for each in asked], specs, stage.encoder
    )
    for each, topic, turned in zip(asked, topics, played, strict=True):
        if turned.trace_id and (kept := await _verdict(stage, each, turned.trace_id, topic, moment.now)):
            yield kept


async def _ask(stage: Stage, asked: Asked, moment: Moment) -> Turn:
    """As anybody asks; without its document, where the question has to do without."""
    spec, probe = asked.asker.spec, asked.probe
    session = new_session(spec.name, asked.asker.actor, store.PROBE)
    if probe.kind != "taken out":
        return await turn(stage, spec, session, probe.question, moment)
    async with stage.database.sandbox() as sandbox:
        await save(sandbox, stage.org.name, probe.document.source, [], [probe.document.key])
        without = replace(stage, database=sandbox, transcripts=stage.database)
        return await turn(without, spec, session, probe.question, moment)


async def _verdict(
    stage: Stage, asked: Asked, trace_id: str, topic: str, now: datetime
) -> store.KeptVerdict | None:
    evidence = evidence_of(await read_trace(stage.database, trace_id))
    if evidence is None:
        return None
    probe = asked.probe
    ids = {each.document for each in (*evidence.citations, *(evidence.read or ()))}
    documents = await documents_of(stage.database, stage.org.name, ids)
    verdict = judge_probe(evidence, probe, documents)
    return store.KeptVerdict(
        probe.number,
        trace_id,
        now,
        asked.asker.spec.name,
        topic,
        probe.document.source,
        probe.document.id,
        probe.kind,
        probe.form,
        probe.level,
        probe.question,
        verdict.ending,
        verdict.expected,
        verdict.cause,
        verdict.told,
        {stage: check.passed for stage, check in verdict.checks.items()},
        verdict.all_counts,
    )
