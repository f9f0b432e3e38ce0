"""The one function through which every turn runs: production, tests, simulation and benchmarks alike."""

import re
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

from pydantic_ai import RunUsage
from pydantic_ai.messages import ModelMessage, ModelRequest, ModelResponse, TextPart, UserPromptPart

from understudy.agents.actions.registry import ActionContext, AnyAction
from understudy.agents.approvals import read_consent, settle
from understudy.agents.approvals.approval import Approval
from understudy.agents.approvals.desk import Desk
from understudy.agents.approvals.news import AFTER_NEWS, told_to_asker, with_news
from understudy.agents.approvals.store import approvals_of_session, mark_told
from understudy.agents.events import Listener, Said
from understudy.agents.guardrails import blocking, said_instead
from understudy.agents.names import OrgNames
from understudy.agents.outcome import Outcome, Refusal
from understudy.agents.runtime.think import Thought, think
from understudy.agents.spec import AgentSpec
from understudy.conversations.memory import names_in, pointed_at, remember
from understudy.conversations.metering import meter_of
from understudy.conversations.session import Session
from understudy.conversations.store import save_turn
from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.kit.errors import InputError, ServiceError, UnderstudyError
from understudy.kit.trace import span, trace_id
from understudy.knowledge.gate.records import as_agents_read
from understudy.llm.embedder import TextEncoder
from understudy.llm.local.context import find_facts
from understudy.llm.situation import Memory, RememberedFrame, Situation
from understudy.org.definitions.library import Library
from understudy.org.orgs import Org
from understudy.org.permissions import Customer, Employee
from understudy.org.records import Origin
from understudy.trust.audit.entry import Event
from understudy.trust.audit.log import AuditLog
from understudy.trust.audit.recorder import Recorder, who_is
from understudy.trust.egress.defuse import defuse
from understudy.trust.guard import GuardedModel
from understudy.trust.policy.company import CompanyPolicy, shipped
from understudy.trust.policy.meter import Meter
from understudy.trust.provenance.declared import Origins

__all__ = ["Stage", "Turn", "check_message", "turn"]

LONGEST_MESSAGE = 20_000
_UNKEEPABLE = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True)
class Stage:
    """Where turns are played: one org with everything an agent needs on it. Turns are kept in `transcripts`
    where records are changed in a sandbox. `origins` says which fields and documents are trusted, `policy`
    what may be done.
    """

    database: Database
    org: Org
    library: Library
    encoder: TextEncoder
    actions: Mapping[str, AnyAction]
    model_for: Callable[[AgentSpec, Situation], GuardedModel]
    transcripts: Database | None = None
    origins: Origins = field(default_factory=Origins)
    policy: CompanyPolicy = field(default_factory=shipped)
    audit: AuditLog | None = None

    def desk(self, spec_of: Callable[[str], AgentSpec | None], moment: Moment) -> Desk:
        """Where what waits for approval is decided, at that moment, with the agents as they are today."""
        return Desk(
            self.database,
            self.org,
            self.library,
            self.encoder,
            self.actions,
            self.policy,
            spec_of,
            moment,
            self.log,
        )

    @property
    def log(self) -> AuditLog | None:
        """The audit log, written where turns are kept."""
        return self.audit and replace(self.audit, database=self.transcripts or self.database)


@dataclass(frozen=True)
class Turn:
    """A turn that was played: its outcome, the session after it, how long it took, its trace, and how much
    the model was asked.
    """

    outcome: Outcome
    session: Session
    took_ms: float
    trace_id: str | None
    usage: RunUsage = field(default_factory=RunUsage)


async def turn(
    stage: Stage,
    spec: AgentSpec,
    session: Session,
    message: str,
    moment: Moment,
    listen: Listener | None = None,
) -> Turn:
    """Answer one message of a session, as its actor, at that moment; keep it, with its trace.

    `listen` is told of steps and pieces of the reply while the agent thinks.

    Raises:
        InputError: the message is empty or too long, or the agent is not for this kind of person.
    """
    check_message(spec, session, message)
    started = time.perf_counter()
    with span("conversation.turn", agent=spec.name, session=session.id, message=message) as current:
        stage = replace(stage, org=await as_agents_read(stage.database, stage.org))
        now = moment.now
        moment = _as_of(session.context, moment)
        current.set_attribute("today", moment.today.isoformat())
        situation = _situation(stage, session, moment)
        model = stage.model_for(spec, situation)
        context = ActionContext(
            stage.database,
            stage.org,
            stage.library,
            session.actor,
            moment,
            stage.encoder,
            spec.limits.rows,
            session.context,
            spec.may_use,
            now,
            Origin(spec.name, session.id, session.turns + 1),
            spec.knowledge,
            "escalate" in spec.actions,
            stage.origins,
            stage.policy.of_agent(spec.rules),
            session.channel,
            _meter(stage, spec, session, now),
            _recorder(stage, spec, session),
        )
        news = await _news(stage, session)
        told = defuse(told_to_asker(news), stage.origins.targets).text
        if told and listen:
            listen(Said(f"{told}{AFTER_NEWS}"))
        try:
            thought = await _thought(stage, spec, session, message, context, model, listen)
        except BaseException:
            with suppress(ServiceError):  # what went wrong is told, not that it could not be logged
                await context.recorder.flush()
            raise
        outcome, seen = with_news(thought.outcome, told), thought.seen
        if context.meter:
            await context.meter.close(len(outcome.text))
        current.set_attribute("outcome", type(outcome).__name__.lower())
        kept_as = trace_id()
        memory = await _remembered(stage, session, message, outcome, moment)
        kept_in = stage.transcripts or stage.database
        await save_turn(kept_in, stage.org.name, session, message, outcome, memory, kept_as, seen)
        await context.recorder.flush()
        if news:
            await mark_told(stage.database, stage.org.name, [each.id for each in news])
    took_ms = (time.perf_counter() - started) * 1000
    after = session.after(message, outcome, memory, seen)
    return Turn(outcome, after, took_ms, kept_as, thought.usage)


async def _thought(
    stage: Stage,
    spec: AgentSpec,
    session: Session,
    message: str,
    context: ActionContext,
    model: GuardedModel,
    listen: Listener | None,
) -> Thought:
    """A yes or no to what was proposed settles it; everything else is thought about, and it lapses, or is
    proposed anew with what is to be otherwise.
    """
    consent = read_consent(message) if session.pending else None
    if consent is None and (rule := blocking(spec, message)):
        return Thought(_refused(said_instead(rule), listen), (), session.seen)
    if consent is None:
        history = _history(session)
        return await think(spec, model, stage.actions, context, message, history, listen, session.read)
    actions = {name: stage.actions[name] for name in spec.actions}
    settled = await settle(context, session.pending, consent, actions)
    settled = replace(settled, text=defuse(settled.text, stage.origins.targets).text)
    if listen:
        listen(Said(settled.text))
    return Thought(settled, (), session.seen)


def _meter(stage: Stage, spec: AgentSpec, session: Session, now: datetime) -> Meter | None:
    """It counts where turns are kept: what a sandbox does is done all the same."""
    today = now.astimezone(stage.org.timezone).date()
    return meter_of(stage.transcripts or stage.database, stage.org.name, stage.policy, spec, session, today)


def _recorder(stage: Stage, spec: AgentSpec, session: Session) -> Recorder:
    """It logs where turns are kept, as `_meter` counts."""
    about = Event(
        "action", "", who_is(session.actor), stage.org.name, spec.name, session.id, trace_id() or ""
    )
    return Recorder(about, stage.log)


async def _news(stage: Stage, session: Session) -> list[Approval]:
    """What was decided by others since the last turn; nothing is asked in a session that has just begun."""
    if session.turns == 0:
        return []
    return await approvals_of_session(stage.database, stage.org.name, session.id, untold=True)


def _refused(text: str, listen: Listener | None) -> Refusal:
    """What is refused before anything is thought."""
    if listen:
        listen(Said(text))
    return Refusal(text)


def _as_of(context: str, moment: Moment) -> Moment:
    """The day that the context says it is, at its first instant, if it says so."""
    for fact in find_facts(context):
        if fact.kind == "date" and "today" in fact.label.lower():
            day = datetime.fromisoformat(fact.value).replace(tzinfo=moment.timezone)
            return replace(moment, now=day)
    return moment


def check_message(spec: AgentSpec, session: Session, message: str) -> None:
    """Whether the agent may be told this by this person.

    Raises: InputError when it is empty or too long, or the agent is not for this kind of person.
    """
    if not message.strip():
        raise InputError("the message is empty")
    if _UNKEEPABLE.search(message):
        raise InputError("the message has characters that are none: NUL or half a surrogate pair")
    if len(session.context) > LONGEST_MESSAGE:
        raise InputError(f"the context has more than {LONGEST_MESSAGE:,} characters")
    if len(message) > LONGEST_MESSAGE:
        raise InputError(f"the message has {len(message):,} characters; at most {LONGEST_MESSAGE:,} are read")
    if spec.audience == "employees" and isinstance(session.actor, Customer):
        raise InputError(
            f"the agent {spec.name!r} is for employees",
            hint="customers talk with an agent whose audience is customers",
        )


def _situation(stage: Stage, session: Session, moment: Moment) -> Situation:
    actor = session.actor
    me = (
        actor.user_id
        if isinstance(actor, Employee)
        else actor.contact_id
        if isinstance(actor, Customer)
        else None
    )
    return Situation(
        moment=moment,
        names=OrgNames(stage.database, stage.org, actor),
        context=session.context,
        me=me,
        memory=session.memory,
        proposed=_proposed(session),
        session=session.id,
    )


def _proposed(session: Session) -> RememberedFrame | None:
    """What waits for a yes, if it is one thing."""
    if len(session.pending) != 1:
        return None
    return RememberedFrame(session.pending[0].action, session.pending[0].arguments)


async def _remembered(
    stage: Stage, session: Session, message: str, outcome: Outcome, moment: Moment
) -> Memory:
    """What the session remembers once the turn ended so."""
    reader = (stage.database, stage.org, session.actor, moment)
    try:
        names = await names_in(*reader, session.memory, outcome)
        pointed = await pointed_at(*reader, outcome)
    except UnderstudyError:  # what was answered, or done, is kept whatever becomes of the names
        names, pointed = {}, []
    return remember(session.memory, message, outcome, stage.org.schema, names, pointed)


def _history(session: Session) -> list[ModelMessage]:
    """What was said, for a model that reads it."""
    history: list[ModelMessage] = []
    for said, replied in session.said:
        history.append(ModelRequest(parts=[UserPromptPart(said)]))
        history.append(ModelResponse(parts=[TextPart(replied)]))
    return history
