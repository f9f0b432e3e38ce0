"""Who asks a probe's questions: a real person of the org for each agent that answers from documents."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from understudy.agents.spec import AgentSpec
from understudy.conversations.turn import Stage
from understudy.kit.clock import Moment, SystemClock
from understudy.knowledge.probe.corpus import KeptDocument
from understudy.knowledge.probe.draw import Probe
from understudy.knowledge.readers import audiences_of
from understudy.knowledge.reading import read_document
from understudy.observe.stages.topics import LOOKING_UP
from understudy.org.permissions import Actor, System
from understudy.org.users import find_actor
from understudy.soql.run import run

__all__ = ["Asker", "asker_of", "find_askers", "hidden_audiences", "open_audiences"]

_READER = System("to choose who asks a probe's questions")
_PEOPLE = {"customers": "Contact", "employees": "User"}


@dataclass(frozen=True)
class Asker:
    """An agent and the person who asks it."""

    spec: AgentSpec
    actor: Actor

    @property
    def audiences(self) -> frozenset[str]:
        """For whom the documents are written that can be answered from here."""
        may = frozenset(audiences_of(self.actor))
        return may & frozenset(self.spec.knowledge) if self.spec.knowledge else may


async def find_askers(stage: Stage, specs: Iterable[AgentSpec]) -> list[Asker]:
    """One for each agent that looks things up and for whose audience the org has somebody; those who may read
    least go first.
    """
    people = {audience: await _somebody(stage, name) for audience, name in _PEOPLE.items()}
    found = [
        Asker(spec, actor)
        for spec in specs
        if LOOKING_UP in spec.actions and (actor := people[spec.audience]) is not None
    ]
    return sorted(found, key=lambda asker: (len(asker.audiences), asker.spec.name))


async def _somebody(stage: Stage, object_name: str) -> Actor | None:
    """The person with the first id; None in an org without such people."""
    described = stage.org.schema.object(object_name)
    if described is None:
        return None
    active = " WHERE IsActive = true" if described.field("IsActive") else ""
    query = f"SELECT Id FROM {object_name}{active} ORDER BY Id LIMIT 1"  # noqa: S608  (the question language)
    moment = Moment(SystemClock().now(), stage.org.timezone, stage.org.fiscal_year_start)
    rows = (await run(stage.database, stage.org, query, _READER, moment)).rows
    return await find_actor(stage.database, stage.org, rows[0]["Id"]) if rows else None


def open_audiences(askers: Sequence[Asker]) -> frozenset[str]:
    """Whose documents somebody among them can be answered from."""
    return frozenset(audience for asker in askers for audience in asker.audiences)


def hidden_audiences(askers: Sequence[Asker]) -> frozenset[str]:
    """Whose documents somebody among them may not read, though another may."""
    return frozenset(
        audience
        for audience in open_audiences(askers)
        if any(_is_hidden(audience, asker) for asker in askers)
    )


def _is_hidden(audience: str, asker: Asker) -> bool:
    return audience not in audiences_of(asker.actor)


async def asker_of(stage: Stage, askers: Sequence[Asker], probe: Probe) -> Asker | None:
    """The first who is asked about such documents and may read this one; who may not, for a question that
    must stay without an answer for that reason.
    """
    document = probe.document
    if probe.kind == "other audience":
        return next((asker for asker in askers if _is_hidden(document.audience, asker)), None)
    for asker in askers:
        if document.audience in asker.audiences and await _may_read(stage, asker, document):
            return asker
    return None


async def _may_read(stage: Stage, asker: Asker, document: KeptDocument) -> bool:
    return await read_document(stage.database, stage.org, document.id, asker.actor) is not None
