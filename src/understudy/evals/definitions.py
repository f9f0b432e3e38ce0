"""Are the definitions sound? Each runs on the org, and its worked examples are understood as written."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from understudy.agents.actions.emails.check import check_merge_fields
from understudy.agents.actions.measures import MeasureArguments, compute
from understudy.agents.actions.registry import ActionContext
from understudy.agents.names import OrgNames
from understudy.agents.spec import AgentSpec
from understudy.agents.world import build_world
from understudy.conversations.turn import Stage
from understudy.kit.clock import Moment
from understudy.kit.errors import UnderstudyError
from understudy.llm.local.reasoner import Reasoner
from understudy.llm.situation import Situation
from understudy.org.definitions.distinction import DistinctionDefinition
from understudy.org.definitions.email import EmailDefinition
from understudy.org.definitions.library import AnyDefinition
from understudy.org.definitions.measure import TIME_DIMENSIONS, MeasureDefinition
from understudy.org.permissions import System

__all__ = ["Checked", "check_definitions"]

_ACTOR = System("checking definitions")


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing that was checked; `problem` is None when it holds."""

    definition: str
    about: str
    problem: str | None


async def check_definitions(stage: Stage, spec: AgentSpec, moment: Moment) -> AsyncIterator[Checked]:
    """Every measure by every dimension, every email template and distinction, then every worked example."""
    context = ActionContext(stage.database, stage.org, stage.library, _ACTOR, moment, stage.encoder)
    for measure in stage.library.measures.values():
        for group in (None, *measure.dimensions, *(TIME_DIMENSIONS if measure.time else ())):
            yield await _runs(context, measure, group)
    for email in stage.library.emails.values():
        yield _merges(context, email)
    for distinction in stage.library.distinctions.values():
        yield _exists(context, distinction)
    reasoner = Reasoner(build_world(stage.org, stage.library, spec), stage.encoder)
    situation = Situation(moment, OrgNames(stage.database, stage.org, _ACTOR))
    for definition in stage.library:
        if isinstance(definition, EmailDefinition | DistinctionDefinition):
            continue
        for example in definition.examples:
            yield await _understood(reasoner, situation, definition, example.ask, example.means)


async def _runs(context: ActionContext, measure: MeasureDefinition, group: str | None) -> Checked:
    about = f"by {group}" if group else "in total"
    try:
        await compute(context, MeasureArguments(definition=measure.name, group_by=group))
    except UnderstudyError as error:
        return Checked(measure.name, about, str(error))
    return Checked(measure.name, about, None)


def _merges(context: ActionContext, email: EmailDefinition) -> Checked:
    try:
        check_merge_fields(context, email)
    except UnderstudyError as error:
        return Checked(email.name, "its merge fields", str(error))
    return Checked(email.name, "its merge fields", None)


def _exists(context: ActionContext, distinction: DistinctionDefinition) -> Checked:
    """An org need not have all of the objects; with one alone there is nothing to tell apart."""
    found = [name for name in distinction.objects if context.org.schema.object(name)]
    problem = None if len(found) > 1 else f"the org has of its objects only: {', '.join(found) or 'none'}"
    return Checked(distinction.name, "its objects", problem)


async def _understood(
    reasoner: Reasoner, situation: Situation, definition: AnyDefinition, ask: str, means: Mapping[str, Any]
) -> Checked:
    decision, _ = await reasoner.decide(ask, situation)
    reading = decision.reading
    if reading is None or reading.definition != definition.name or decision.kind == "unknown":
        taken = (reading.definition or reading.action) if reading else "nothing"
        return Checked(
            definition.name, ask, f"is understood as {taken} ({decision.kind}, {decision.confidence:.0%})"
        )
    wrong = {
        key: reading.arguments.get(key) for key, value in means.items() if reading.arguments.get(key) != value
    }
    return Checked(definition.name, ask, f"differs in {wrong}" if wrong else None)
