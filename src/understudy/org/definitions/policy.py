"""A policy: who gets a record. Candidates, then levels; each is a measure that breaks the tie before."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from understudy.org.definitions.measure import Definition, Name, WorkedExample

__all__ = ["Input", "Level", "PolicyDefinition"]


class Input(BaseModel):
    """What the policy must know of the record to route.

    `field` reads it from the record when one is named. `closest` finds the record of that object whose
    named fields are nearest in meaning to the texts given; `named` the record whose name the texts contain.
    An input with neither is a value that is asked for.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str
    synonyms: tuple[str, ...] = ()
    field: str | None = None
    text: bool = False
    closest: str | None = None
    named: str | None = None
    compare: Annotated[tuple[str, ...], Field(description="For closest: the fields to compare with.")] = ()


class Candidates(BaseModel):
    """Who may get it: the users found by `user` over the rows of `object` that `where` keeps."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    object: str
    user: str
    where: Annotated[
        str | None, Field(description="Condition; may name the inputs as binds, e.g. :region.")
    ] = None


class Level(BaseModel):
    """One criterion: among those still in, keep the ones with the highest or lowest measure."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str
    measure: Name
    by: Name = "agent"
    prefer: Literal["highest", "lowest"]
    filters: Annotated[
        dict[Name, str], Field(description="Dimension of the measure -> input it must equal.")
    ] = {}


class PolicyDefinition(Definition):
    """One routing policy. See `docs/reference/definitions.md`."""

    kind: Literal["policy"]
    routes: Annotated[str, Field(description="The object that is routed: Case, Lead.")]
    inputs: dict[Name, Input]
    candidates: Candidates
    levels: Annotated[tuple[Level, ...], Field(min_length=1)]
    assumption: str | None = None
    examples: tuple[WorkedExample, ...] = ()

    @model_validator(mode="after")
    def _filters_name_inputs(self) -> Self:
        for level in self.levels:
            for source in level.filters.values():
                if source not in self.inputs:
                    raise ValueError(
                        f"level {level.label!r} filters by {source!r}, which is not among the inputs"
                    )
        return self
