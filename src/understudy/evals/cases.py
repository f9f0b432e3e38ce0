"""A suite's file: what is said to an agent, by whom and when, and what must come of it."""

import datetime as dt
from contextlib import AbstractContextManager
from difflib import get_close_matches
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from understudy.kit.documents import read_document
from understudy.kit.errors import ConfigError

__all__ = [
    "OPERATOR",
    "Case",
    "Expectation",
    "Goal",
    "Persona",
    "RecordState",
    "Said",
    "Suite",
    "Value",
    "load_suite",
    "suite_json_schema",
    "suite_names",
]

OPERATOR = "operator"

Kind = Literal["reply", "unknown", "clarify", "confirm", "refusal", "handoff", "error"]
Value = str | bool | int | float | dt.date | None


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RecordState(_Part):
    """What is in the org afterwards, read as the operator."""

    soql: Annotated[str, Field(description="A query, e.g. SELECT Status FROM Case WHERE CaseNumber = '101'.")]
    rows: Annotated[
        tuple[dict[str, Value], ...],
        Field(description="Its rows, in order; other columns than these may differ."),
    ]


class Expectation(_Part):
    """What must come of a message. Only what is given is checked."""

    kind: Annotated[
        Kind | Annotated[tuple[Kind, ...], Field(min_length=1)] | None,
        Field(
            description="How the turn ends; `unknown` is a reply that says that it doesn't know, `error` a"
            " message that is not taken, as a customer's to an agent for employees. Of several any will do."
        ),
    ] = None
    refused: Annotated[
        bool | None,
        Field(
            description="Whether it is refused. Where it is to be, nothing that the person may not see"
            " may stand in the reply, in what is behind it, or in its trace."
        ),
    ] = None
    action: Annotated[
        str | None, Field(description="The last action that ran; `none` when none may run.")
    ] = None
    actions: Annotated[
        tuple[str, ...] | None, Field(description="All actions that ran, in order; none may when empty.")
    ] = None
    arguments: Annotated[
        dict[str, Any],
        Field(description="Arguments that the action must have; a date fits every instant of its day."),
    ] = {}
    answers: Annotated[
        tuple[Value, ...] | None,
        Field(description="The bare answers, all and in order; a number fits whatever its unit."),
    ] = None
    in_order: Annotated[bool, Field(description="Whether the order of the answers counts.")] = True
    citations: Annotated[
        tuple[str, ...] | None,
        Field(
            description="Documents that the reply must cite, by title, key or URL; none may be when empty."
        ),
    ] = None
    contains: Annotated[
        tuple[str, ...], Field(description="Texts that the reply has, whatever the case.")
    ] = ()
    omits: Annotated[tuple[str, ...], Field(description="Texts that the reply may not have.")] = ()

    records: Annotated[
        tuple[RecordState, ...], Field(description="What is in the org once the turn has ended.")
    ] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """Those of which any will do; all will where none is given."""
        return self.kind if isinstance(self.kind, tuple) else (self.kind,) if self.kind else ()

    @model_validator(mode="after")
    def _says_something(self) -> "Expectation":
        if not self.model_fields_set:
            raise ValueError("say what is expected: " + ", ".join(type(self).model_fields))
        return self


class Said(_Part):
    """One message of a script, with what must come of it, if anything."""

    say: Annotated[str, Field(min_length=1)]
    expect: Expectation | None = None


Persona = Literal["plain", "polite", "upset"]


class Goal(_Part):
    """What a person wants, and what they know of it. Whether it is reached, `expect` says of the org and of
    what came: never the one who plays the person.
    """

    wants: Annotated[str, Field(min_length=1, description="In words of theirs: the first message.")]
    facts: Annotated[
        dict[str, str],
        Field(description="What they can tell when they are asked, by what it is about."),
    ] = {}
    agrees: Annotated[bool, Field(description="Whether they say yes to what is proposed.")] = True


class Case(_Part):
    """One conversation: a message, a script of messages, or a goal that somebody pursues."""

    name: Annotated[str, Field(min_length=1, description="Unique in the suite; says what is tried.")]
    say: Annotated[str | None, Field(min_length=1, description="The message.")] = None
    expect: Annotated[Expectation | None, Field(description="What must come of the message.")] = None
    script: Annotated[tuple[Said, ...], Field(description="Instead of `say`: messages in order.")] = ()
    goal: Annotated[Goal | None, Field(description="Instead of `say`: what a simulated person wants.")] = None
    persona: Annotated[Persona, Field(description="How the simulated person speaks.")] = "plain"
    patience: Annotated[
        int, Field(ge=1, le=20, description="After how many messages the simulated person gives up.")
    ] = 6
    actor: Annotated[
        str | None, Field(description="A user or contact by email, name or id, or `operator`.")
    ] = None
    date: Annotated[dt.date | None, Field(description="The day on which it is asked.")] = None
    context: Annotated[str, Field(description="Text given beside the conversation.")] = ""
    origin: Annotated[
        Literal["hand", "generated", "production", "regression"],
        Field(
            description="Who made it: a person, `eval generate`, a conversation that was held, or a failure"
            " that must not come again."
        ),
    ] = "hand"
    owner: Annotated[str, Field(description="Whom to ask about it.")] = ""
    tags: Annotated[tuple[str, ...], Field(description="Words to choose or count cases by.")] = ()
    must_never: Annotated[
        bool,
        Field(description="Whether the agent is not good enough while this one fails, whatever its rate."),
    ] = False

    @model_validator(mode="after")
    def _one_form(self) -> "Case":
        if bool(self.say) + bool(self.script) + bool(self.goal) != 1:
            raise ValueError("a case has either a message (say) or a script, or a goal")
        if (self.say or self.goal) and self.expect is None:
            raise ValueError("a case says what it expects (expect)")
        if self.script and (self.expect is not None or not any(said.expect for said in self.script)):
            raise ValueError("a script's messages say what is expected (expect), at least one of them")
        return self

    @property
    def messages(self) -> tuple[Said, ...]:
        """What is said, in order; of a goal the first message, since the others depend on what comes."""
        first = self.goal.wants if self.goal else self.say or ""
        return self.script or (Said(say=first, expect=self.expect),)


class Suite(_Part):
    """Cases for one agent. See `docs/reference/suites.md`."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
    agent: Annotated[str, Field(description="The agent that is asked.")]
    org: Annotated[str | None, Field(description="The org it is about; the current one when left out.")] = (
        None
    )
    actor: Annotated[str, Field(description="Who asks where a case does not say.")] = OPERATOR
    date: Annotated[dt.date | None, Field(description="The day where a case does not say; else now.")] = None
    cases: Annotated[tuple[Case, ...], Field(json_schema_extra={"minItems": 1})]

    @model_validator(mode="after")
    def _cases_differ(self) -> "Suite":
        # Not as a bound of the field: each case that is wrong would then be told as one too few.
        if not self.cases:
            raise ValueError("a suite has at least one case")
        names = [case.name for case in self.cases]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"two cases are named {min(twice)!r}")
        return self


def load_suite(suite: str, folder: Path | None = None) -> Suite:
    """The suite of that name (a file of `folder`, else one that comes with the platform) or in that file.

    Raises:
        ConfigError: no such suite, or its file is wrong (with line, reason and fix).
    """
    if suite.endswith((".yaml", ".yml")):
        return read_document(Path(suite), Suite)
    with _shipped() as shipped:
        for place in (folder, shipped) if folder else (shipped,):
            path = place / f"{suite}.yaml"
            if path.exists():
                return read_document(path, Suite)
    known = suite_names(folder)
    near = get_close_matches(suite, known, 1)
    raise ConfigError(
        f"there is no suite {suite!r}",
        hint=(f"did you mean {near[0]!r}? " if near else "") + f"suites: {', '.join(known)}",
    )


def suite_names(folder: Path | None = None) -> list[str]:
    """The suites that can be run by name: those of `folder`, and those that come with the platform."""
    with _shipped() as shipped:
        places = (folder, shipped) if folder else (shipped,)
        return sorted({path.stem for place in places for path in place.glob("*.yaml")})


def _shipped() -> AbstractContextManager[Path]:
    return as_file(files("understudy.agents") / "templates" / "suites")


def suite_json_schema() -> dict[str, object]:
    """The JSON Schema of a suite's file, for editors."""
    return Suite.model_json_schema()
