"""The agent's file: its job, its audience, what it may do, in what voice, and when it is good enough."""

from difflib import get_close_matches
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from understudy.agents.acceptance import Acceptance
from understudy.kit.documents import read_document
from understudy.kit.errors import ConfigError
from understudy.trust.policy.document import names_differ
from understudy.trust.policy.form import RuleForm
from understudy.trust.policy.limits import Allowance, Lasting

__all__ = [
    "ACTION_NAMES",
    "CHANNELS",
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
ChannelName = Literal["terminal", "web_chat", "rest", "slack", "email"]
CHANNELS: tuple[str, ...] = ChannelName.__args__


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


class Limits(Lasting):
    """What one turn may cost; and what a session, a person in a day and the agent in a day may."""

    model_calls: Annotated[int, Field(ge=1, le=50)] = 8
    actions: Annotated[int, Field(ge=1, le=50)] = 6
    repeats: Annotated[
        int, Field(ge=1, le=50, description="How often the same action may run with the same arguments.")
    ] = 3
    rows: Annotated[int, Field(ge=1, le=2000)] = 200
    output_characters: Annotated[int, Field(ge=100)] = 4000
    tokens: Annotated[int | None, Field(ge=1)] = None
    spend: Annotated[float | None, Field(gt=0, description="In US dollars.")] = None

    @property
    def turn(self) -> Allowance:
        """What one turn may use of what is paid for."""
        return Allowance(tokens=self.tokens, spend=self.spend)


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
    channels: tuple[ChannelName, ...] = ("terminal",)
    model: Annotated[
        str | None, Field(description="Overrides the installation's model, e.g. 'openai:gpt-5'.")
    ] = None
    limits: Limits = Limits()
    rules: Annotated[
        tuple[RuleForm, ...],
        Field(description="What it may do; these can only be stricter than the company's policy."),
    ] = ()
    acceptance: Annotated[
        Acceptance | None,
        Field(description="When it is good enough. Without it the agent can be tried, not published."),
    ] = None

    @model_validator(mode="after")
    def _topics_differ(self) -> "AgentSpec":
        names = [topic.name for topic in self.topics]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise ValueError(f"two topics are named {min(twice)!r}")
        names_differ(self.rules)
        return self

    @model_validator(mode="after")
    def _floors_are_of_its_actions(self) -> "AgentSpec":
        unknown = [name for name in self.criteria.floors if name not in self.actions]
        if unknown:
            raise ValueError(f"a floor for {unknown[0]!r}, which no topic opens")
        return self

    @property
    def criteria(self) -> Acceptance:
        """What it is held against when it is tried: its acceptance, or the usual one."""
        return self.acceptance or Acceptance()

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
