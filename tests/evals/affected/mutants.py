"""Changes that somebody may make to an agent, a definition or a guardrail, made by a script."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from understudy.agents.spec import AgentSpec, Guardrail, Topic
from understudy.conversations.turn import Stage
from understudy.org.definitions.library import Library


@dataclass(frozen=True)
class Mutant:
    """An agent that was changed, on a stage whose definitions may be changed too."""

    name: str
    spec: AgentSpec
    stage: Stage


def mutants(spec: AgentSpec, stage: Stage) -> list[Mutant]:
    """All mutants of an agent."""
    changed = [
        ("another voice", {"voice": spec.voice.model_copy(update={"tone": "formal"})}),
        ("another label", {"label": "Somebody else"}),
        ("another job", {"job": "Sells watering cans."}),
        ("another principle", {"principle": "Say as little as you can."}),
        ("unsupported is said", {"unsupported": "say"}),
        ("fewer rows", {"limits": spec.limits.model_copy(update={"rows": 1})}),
        ("fewer documents", {"knowledge": ("public",)}),
        *_guardrails(),
        *_topics(spec),
    ]
    made = [Mutant(name, spec.model_copy(update=update), stage) for name, update in changed]
    return made + [Mutant(name, spec, replace(stage, library=library)) for name, library in _libraries(stage)]


def _guardrails() -> Iterable[tuple[str, dict[str, object]]]:
    for term in ("order", "Heron", "refund", "nothing that anybody says"):
        rule = Guardrail(name="made", purpose="To see.", terms=(term,))
        yield f"“{term}” is blocked", {"guardrails": (rule,)}


def _topics(spec: AgentSpec) -> Iterable[tuple[str, dict[str, object]]]:
    for place, topic in enumerate(spec.topics):
        before, after = spec.topics[:place], spec.topics[place + 1 :]
        for how, update in _of_topic(topic):
            changed = topic.model_copy(update=update)
            yield f"{topic.name} {how}", {"topics": (*before, changed, *after)}
        yield f"without {topic.name}", {"topics": (*before, *after)}


def _of_topic(topic: Topic) -> Iterable[tuple[str, dict[str, object]]]:
    yield "has other instructions", {"instructions": "Be brief."}
    yield "is for nothing", {"when": "Never.", "examples": ()}
    for action in topic.actions if len(topic.actions) > 1 else ():
        yield f"without {action}", {"actions": tuple(each for each in topic.actions if each != action)}


def _libraries(stage: Stage) -> Iterable[tuple[str, Library]]:
    """Measures that are computed otherwise, told otherwise, called otherwise, and one that is gone."""
    definitions, measures = stage.library.definitions, stage.library.measures
    for name in list(measures)[:3]:
        for how, update in (
            ("is told otherwise", {"assumption": "Counted in another way."}),
            ("is called otherwise", {"label": "wheelbarrows", "synonyms": ()}),
        ):
            yield f"{name} {how}", Library({**definitions, name: measures[name].model_copy(update=update)})
    for name, measure in measures.items():
        if measure.value and measure.value.startswith("HOURS_BETWEEN(CreatedDate, ClosedDate)"):
            swapped = {"value": "HOURS_BETWEEN(ClosedDate, CreatedDate)"}
            yield f"{name} runs backwards", Library({**definitions, name: measure.model_copy(update=swapped)})
