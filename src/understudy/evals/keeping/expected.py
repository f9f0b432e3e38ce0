"""What should come of a turn that was held: what somebody says, or else what came. Pure."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from understudy.evals.cases import Expectation, Value

__all__ = ["Correction", "as_it_was", "ended_as", "value_of"]

_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(\.\d+)?")


class Correction(BaseModel):
    """What should have come. Of what a suite can expect that which can be told without a query: a query of
    records would be read as the operator, whoever wrote it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: Literal["reply", "unknown", "clarify", "confirm", "refusal", "handoff"] | None = None
    action: Annotated[str | None, Field(description="The last action that should run, or `none`.")] = None
    answers: Annotated[tuple[Value, ...] | None, Field(description="The bare answers, in order.")] = None
    citations: Annotated[tuple[str, ...] | None, Field(description="What must be cited.")] = None
    contains: Annotated[tuple[str, ...], Field(description="Texts that the reply has.")] = ()
    omits: Annotated[tuple[str, ...], Field(description="Texts that it may not have.")] = ()

    @property
    def expected(self) -> Expectation | None:
        """The same as a suite says it; None when nothing is said. Who gives an answer expects a reply."""
        given = self.model_dump(exclude_defaults=True)
        if not given:
            return None
        if self.answers or self.citations:
            given.setdefault("kind", "reply")
        if given.get("kind") == "refusal":
            given["refused"] = True
        return Expectation(**given)


def as_it_was(outcome: Mapping[str, Any]) -> Expectation:
    """That it goes as it went: ends so, with that action, those answers and those sources. How it was worded,
    and with which arguments the answer was found, may change.
    """
    steps = outcome["evidence"]["steps"]
    kind = ended_as(outcome)
    said: dict[str, Any] = {"kind": kind, "action": steps[-1]["action"] if steps else "none"}
    if kind == "refusal":
        said["refused"] = True
    if outcome.get("answers"):
        said["answers"] = tuple(value_of(each) for each in outcome["answers"])
    if titles := [each["title"] for step in steps for each in step["finding"]["citations"]]:
        said["citations"] = tuple(dict.fromkeys(titles))
    return Expectation(**said)


def ended_as(outcome: Mapping[str, Any]) -> str:
    """How a kept outcome ended, in the words of a suite."""
    return "unknown" if outcome["kind"] == "reply" and not outcome["known"] else outcome["kind"]


def value_of(text: str) -> Value:
    """A number where it is one, so that it fits whatever its unit; else the text."""
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return text
    return float(text) if found[1] else int(text)
