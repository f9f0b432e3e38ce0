"""The agent's file: its job, its audience, what it may do, in what voice, and when it is good enough."""

from difflib import get_close_matches
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from understudy.kit.documents import read_document
from understudy.kit.errors import ConfigError

__all__ = [
    "ACTION_NAMES",
    "AgentSpec",
    "Guardrail",
    "Limits",
    "Topic",
    "Voice",
    "agent_json_schema",
    "agent_names",
    "load_agent",
]

ActionName = Literal[
    "find_records",
    "get_record",
    "query",
    "search",
    "measure",
    "route_case",
    "route_lead",
    "check_activities",
    "answer_from_knowledge",
    "create_case",
    "update_record",
    "undo_change",
    "escalate",
    "summarise_record",
    "draft_email",
]
ACTION_NAMES: tuple[str, ...] = ActionName.__args__


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Topic(_Part):
    """One job to be done: when it applies, how to do it, with which actions."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    when: Annotated[str, Field(description="In which situations this topic applies, in a sentence.")]
    instructions: Annotated[str, Field(description="How to do it, for a model that generates.")] = ""
    actions: Annotated[tuple[ActionName, ...], Field(min_length=1)]
    definitions: Annotated[
        tuple[str, ...] | None,
        Field(description="The measures, policies and guides it may use; all when left out."),
    ] = None
    examples: Annotated[tuple[str, ...], Field(description="Utterances that belong to this topic.")] = ()


class Voice(_Part):
    """How it speaks. Changes wording, never facts."""

    tone: Literal["plain", "warm", "formal"] = "plain"
    greeting: str = ""


class Limits(_Part):
    """What one turn may cost."""

    model_calls: Annotated[int, Field(ge=1, le=50)] = 8
    actions: Annotated[int, Field(ge=1, le=50)] = 6
    rows: Annotated[int, Field(ge=1, le=2000)] = 200
    output_characters: Annotated[int, Field(ge=100)] = 4000


class Acceptance(_Part):
    """When it is good enough to go on."""

    success_rate: Annotated[float, Field(ge=0, le=1)] = 0.8
    over_cases: Annotated[int, Field(ge=1)] = 30


class Guardrail(_Part):
    """What the agent shall not talk about, with the purpose of that. The principle comes first: a rule is for
    what it does not settle, and is held against what the company itself talks about (`guardrails lint`).
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    purpose: Annotated[str, Field(min_length=1, description="Why, in a sentence; told to nobody.")]
    terms: Annotated[tuple[str, ...], Field(min_length=1, description="Words that must not be talked about.")]
    reply: Annotated[str, Field(description="What is said instead; a general sentence when left out.")] = ""


class AgentSpec(_Part):
    """One agent. See `docs/reference/agents.md`."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
    label: str
    job: Annotated[str, Field(description="What it is there for, in a sentence or two.")]
    audience: Literal["customers", "employees"]
    principle: str = (
        "Act in the best interest of the company and of the person who asks, in everything you do."
    )
    guardrails: Annotated[
        tuple[Guardrail, ...],
        Field(description="Blocked terms with their purpose; the fewer the better."),
    ] = ()
    voice: Voice = Voice()
    topics: Annotated[tuple[Topic, ...], Field(min_length=1)]
    knowledge: Annotated[
        tuple[Literal["public", "customers", "employees"], ...],
        Field(
            description="For whom the documents are written that it reads; all the person may, when empty."
        ),
    ] = ()
    unsupported: Annotated[
        Literal["take_out", "hand_over", "say"],
        Field(
            description="What becomes of a sentence of a language model's reply that the documents it was"
            " handed do not bear out: it is taken out, a person takes over, or it is said all the same."
        ),
    ] = "take_out"
    channels: tuple[Literal["terminal", "web_chat", "rest", "slack", "email"], ...] = ("terminal",)
    model: Annotated[
        str | None, Field(description="Overrides the installation's model, e.g. 'openai:gpt-5'.")
    ] = None
    limits: Limits = Limits()
    acceptance: Acceptance = Acceptance()

    @model_validator(mode="after")
    def _topics_differ(self) -> "AgentSpec":
        names = [topic.name for topic in self.topics]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise ValueError(f"two topics are named {min(twice)!r}")
        return self

    def may_use(self, definition: str) -> bool:
        """Whether a topic opens the measure, policy or guide of that name."""
        return any(topic.definitions is None or definition in topic.definitions for topic in self.topics)

    @property
    def actions(self) -> tuple[str, ...]:
        """The names of all actions of its topics, each once, in order."""
        return tuple(dict.fromkeys(action for topic in self.topics for action in topic.actions))


def load_agent(agent: str, folder: Path) -> AgentSpec:
    """The agent of that name (a file of `folder`, else one that comes with the platform) or in that file.

    Raises:
        ConfigError: no such agent, or its file is wrong (with line, reason and fix).
    """
    if agent.endswith((".yaml", ".yml")):
        return read_document(Path(agent), AgentSpec)
    with as_file(files("understudy.agents") / "templates") as templates:
        for place in (folder, templates):
            path = place / f"{agent}.yaml"
            if path.exists():
                return read_document(path, AgentSpec)
    known = agent_names(folder)
    near = get_close_matches(agent, known, 1)
    raise ConfigError(
        f"there is no agent {agent!r}",
        hint=(f"did you mean {near[0]!r}? " if near else "") + f"agents: {', '.join(known)}",
    )


def agent_names(folder: Path) -> list[str]:
    """The agents that can be loaded by name."""
    with as_file(files("understudy.agents") / "templates") as templates:
        return sorted({path.stem for place in (folder, templates) for path in place.glob("*.yaml")})


def agent_json_schema() -> dict[str, object]:
    """The JSON Schema of an agent's file, for editors."""
    return AgentSpec.model_json_schema()
