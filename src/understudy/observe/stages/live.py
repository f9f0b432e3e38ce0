"""What became of the questions that people asked: nobody knows the answers, so what can be known is told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from understudy.agents.spec import AgentSpec
from understudy.kit.db import Database
from understudy.kit.errors import UnderstudyError
from understudy.knowledge.answering.answer import answer_from
from understudy.knowledge.answering.support import LEAST_SUPPORT
from understudy.knowledge.index.retrieve import retrieve
from understudy.knowledge.probe.corpus import documents_of, is_held_back
from understudy.knowledge.reading import read_document
from understudy.llm.embedder import TextEncoder
from understudy.observe.stages import store
from understudy.observe.stages.checks import Cause, Check, Stage, share
from understudy.observe.stages.citation import check_citations
from understudy.observe.stages.evidence import Evidence, evidence_of
from understudy.observe.stages.handoff import check_arrival
from understudy.observe.stages.passages import check_quoted_passages
from understudy.observe.stages.query import check_query
from understudy.observe.stages.retriever import check_nearness
from understudy.observe.stages.topics import LOOKING_UP, topics_of
from understudy.observe.stages.verdict import Verdict
from understudy.observe.traces import read_trace
from understudy.org.orgs import Org
from understudy.org.permissions import Actor, System
from understudy.org.users import find_actor

__all__ = ["Place", "judge_turns"]

_READER = System("working out where an answer was lost")
_JUST_BELOW, _FAR_BELOW = 0.25, 0.1
"""Support that another wording, or a lower bar, might have carried over; and support that means nothing."""


@dataclass(frozen=True)
class Place:
    """Where turns were played: the org, the agents, and the encoder that searches again."""

    database: Database
    org: Org
    encoder: TextEncoder
    agents: Sequence[AgentSpec]


async def judge_turns(
    place: Place, since: datetime, *, most: int = 1000, tell: Callable[[int, int], None] | None = None
) -> int:
    """Give a verdict to each turn since then that has none, and keep them; how many there were.

    Only turns with agents that look things up.
    """
    agents = [spec.name for spec in place.agents if LOOKING_UP in spec.actions]
    waiting = await store.unjudged_turns(place.database, place.org.name, agents, since, most)
    for number, (trace_id, who) in enumerate(waiting, 1):
        if kept := await _judge(place, trace_id, who):
            await store.save_verdicts(place.database, place.org.name, None, [kept])
        if tell:
            tell(number, len(waiting))
    return len(waiting)


async def _judge(place: Place, trace_id: str, who: Mapping[str, Any]) -> store.KeptVerdict | None:
    trace = await read_trace(place.database, trace_id)
    evidence = evidence_of(trace)
    if trace.turn is None or evidence is None:
        return None
    verdict, document = await _verdict(place, evidence, who, trace.turn.agent)
    documents = await documents_of(place.database, place.org.name, [document] if document else [])
    (topic,) = await topics_of([(trace.turn.agent, evidence.message)], place.agents, place.encoder)
    return store.KeptVerdict(
        None,
        trace_id,
        trace.turn.at,
        trace.turn.agent,
        topic,
        documents[document].source if document in documents else "",
        document,
        "asked",
        "",
        "",
        "",
        verdict.ending,
        verdict.expected,
        verdict.cause,
        verdict.told,
        {stage: check.passed for stage, check in verdict.checks.items()},
        verdict.all_counts,
    )


async def _verdict(
    place: Place, evidence: Evidence, who: Mapping[str, Any], agent: str
) -> tuple[Verdict, int | None]:
    """The verdict, and the document that the answer quotes, else the one that was nearest."""
    ids = {each.document for each in (*evidence.citations, *(evidence.read or ()))}
    documents = await documents_of(place.database, place.org.name, ids)
    knows_not = evidence.kind == "reply" and not evidence.known
    answered = evidence.kind == "reply" and evidence.known
    citation = check_citations(evidence, documents)
    checks: dict[Stage, Check] = {
        "query": check_query(evidence),
        "retriever": check_nearness(evidence),
        "chunk": check_quoted_passages(evidence),
        "handoff": check_arrival(evidence, documents),
        "response": Check(answered or None),
        "citation": citation,
    }
    counts = {"answered": share(answered), "don't know": share(knows_not)}
    near = [
        each.document for each in (*evidence.citations, *(evidence.search.found if evidence.search else ()))
    ]
    nearest = near[0] if near else None
    if knows_not:
        cause, told = await _cause(place, evidence, checks, who, agent)
        return Verdict("don't know", checks, cause, told, counts=counts), nearest
    if not answered:
        ending = "asked back" if evidence.kind == "clarify" else "declined"
        return Verdict(ending, checks, None, "", counts=counts), nearest
    for stage in ("handoff", "citation"):
        if checks[stage].passed is False:
            return Verdict("wrong", checks, stage, checks[stage].told, counts=counts), nearest
    return Verdict("right", checks, None, "", counts=counts), nearest


async def _cause(
    place: Place, evidence: Evidence, checks: Mapping[Stage, Check], who: Mapping[str, Any], agent: str
) -> tuple[Cause, str]:
    """Why nothing was known, as far as it can be worked out by searching again."""
    if evidence.failure:
        return "response", f"the model broke off: {evidence.failure}"
    if evidence.denied:
        return "guardrail", "a rule declined it"
    if evidence.search is None:
        return "query", checks["query"].told
    if checks["handoff"].passed is False:
        return "handoff", checks["handoff"].told
    if elsewhere := await _elsewhere(place, evidence.search.question, who, agent):
        return elsewhere
    if await is_held_back(place.database, place.org.name, evidence.search.question):
        return "withheld", "a document that is kept out of the index has all the words of it"
    return _by_support(evidence, checks)


async def _elsewhere(
    place: Place, question: str, who: Mapping[str, Any], agent: str
) -> tuple[Cause, str] | None:
    """Whether something answers that the person, or the agent, may not read; what it is stays here."""
    passages = await retrieve(place.database, place.org, place.encoder, question, _READER)
    answer = answer_from(passages, question, place.encoder)
    if answer.support < LEAST_SUPPORT or not answer.citations:
        return None
    actor = await _actor(place, who)
    if actor is None:
        return None
    document = answer.citations[0].document
    if await read_document(place.database, place.org, document, actor) is None:
        return "permission", "something answers that who asked may not read"
    found = await documents_of(place.database, place.org.name, [document])
    opened = next((spec.knowledge for spec in place.agents if spec.name == agent), ())
    if opened and found[document].audience not in opened:
        return "guardrail", "something answers that the agent's file does not open to it"
    return None


async def _actor(place: Place, who: Mapping[str, Any]) -> Actor | None:
    known = who.get("user_id") or who.get("contact_id")
    if known is None:
        return System(who["reason"])
    try:
        return await find_actor(place.database, place.org, known)
    except UnderstudyError:
        return None


def _by_support(evidence: Evidence, checks: Mapping[Stage, Check]) -> tuple[Cause, str]:
    support = evidence.support
    if support is not None and support >= _JUST_BELOW:
        told = f"what was found supports an answer by {support:.2f}, and {LEAST_SUPPORT:g} is asked for"
        return "response", told
    if checks["query"].passed is False:
        return "query", checks["query"].told
    if support is not None and support < _FAR_BELOW and checks["retriever"].passed is False:
        return "no content", "nothing that is written is near it"
    return "not known", "something is near, and nobody knows whether it would answer"
