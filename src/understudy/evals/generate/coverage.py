"""What the cases try: how often each topic, action, parameter, object, definition and asker; and what not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from understudy.evals.generate.choosing import Chosen
from understudy.evals.generate.ground import Ground
from understudy.org.definitions.email import EmailDefinition
from understudy.org.definitions.guide import GuideDefinition
from understudy.org.definitions.library import AnyDefinition
from understudy.org.definitions.measure import MeasureDefinition
from understudy.org.definitions.policy import PolicyDefinition
from understudy.org.permissions import Actor, Customer, Employee

__all__ = ["Coverage", "coverage_of"]

_USED_BY: Mapping[type[AnyDefinition], tuple[str, ...]] = {
    MeasureDefinition: ("measure",),
    PolicyDefinition: ("route_case", "route_lead"),
    GuideDefinition: ("check_activities",),
    EmailDefinition: ("draft_email",),
}


@dataclass(frozen=True, slots=True)
class Coverage:
    """By dimension the number of cases for each name, none among them."""

    counts: Mapping[str, Mapping[str, int]]

    @property
    def missing(self) -> dict[str, list[str]]:
        """What no case tries, by dimension."""
        none = {
            name: [each for each, count in told.items() if not count] for name, told in self.counts.items()
        }
        return {name: each for name, each in none.items() if each}


async def coverage_of(ground: Ground, chosen: Iterable[tuple[Chosen, str]]) -> Coverage:
    """Of cases with their topics, against all that could be tried."""
    pairs = list(chosen)
    could = {
        "topic": [topic.name for topic in ground.spec.topics],
        "action": list(ground.spec.actions),
        "parameter": _parameters(ground),
        "object": await _objects(ground),
        "definition": _definitions(ground),
        "audience": [_audience(asker.actor) for asker in ground.askers],
        "style": [],
    }
    counts = {dimension: dict.fromkeys(names, 0) for dimension, names in could.items()}
    audiences = {asker.name: _audience(asker.actor) for asker in ground.askers}
    for each, topic in pairs:
        draft = each.draft
        parameters = [f"{draft.action}.{name}" for name in draft.parameters] if draft.action else []
        tried = {
            "topic": [topic] if topic else [],
            "action": [draft.action] if draft.action else [],
            "parameter": parameters,
            "object": draft.objects,
            "definition": draft.definitions,
            "audience": [audiences[draft.asker]],
            "style": [each.style],
        }
        for dimension, names in tried.items():
            for name in dict.fromkeys(names):
                counts[dimension][name] = counts[dimension].get(name, 0) + 1
    return Coverage(counts)


def _parameters(ground: Ground) -> list[str]:
    return [
        f"{action}.{name}"
        for action in ground.spec.actions
        for name in ground.stage.actions[action].parameters.model_fields
    ]


async def _objects(ground: Ground) -> list[str]:
    """Those that somebody who asks may read, and of which there are records with names."""
    tables = [table for asker in ground.askers for table in await ground.tables(asker)]
    return list(dict.fromkeys(table.kind.name for table in tables))


def _definitions(ground: Ground) -> list[str]:
    """Those that an action of the agent uses, of objects that the org has."""
    return [
        each.name
        for each in ground.stage.library
        if ground.spec.may_use(each.name)
        and set(_USED_BY.get(type(each), ())) & set(ground.spec.actions)
        and ground.stage.org.schema.object(_object(each))
    ]


def _object(definition: AnyDefinition) -> str:
    return (
        definition.routes if isinstance(definition, PolicyDefinition) else getattr(definition, "object", "")
    )


def _audience(actor: Actor) -> str:
    if isinstance(actor, Customer):
        return "customers"
    return f"employees, profile {actor.profile}" if isinstance(actor, Employee) else "operator"
