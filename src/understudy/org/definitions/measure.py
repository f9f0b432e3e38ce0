"""A measure: a number the business has a word for, and how it is counted.

Expressions are texts of the definition dialect of the question language (`soql/`): field paths,
arithmetic, DAYS_BETWEEN, scalar subqueries that name the enclosing row as OUTER, and the binds
`:window_start` and `:window_end` where a condition depends on the window asked for.
"""

from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

__all__ = ["Better", "Definition", "Dimension", "MeasureDefinition", "Summary", "Ties", "WorkedExample"]

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Definition(BaseModel):
    """What every definition carries, whatever it defines."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    label: Annotated[str, Field(description="What people call it, in lower case: 'handle time'.")]
    synonyms: tuple[str, ...] = ()
    description: Annotated[
        str, Field(description="One or two sentences: what it tells and how it is counted.")
    ]
    owner: Annotated[str, Field(description="The team that decides what it means.")]
    version: Annotated[int, Field(ge=1)] = 1


class Summary(StrEnum):
    """How the rows of a group become one number."""

    COUNT = "count"
    COUNT_DISTINCT = "count_distinct"
    SUM = "sum"
    AVERAGE = "average"
    MEDIAN = "median"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    SHARE = "share"


class Better(StrEnum):
    """Which way is good: what 'best' and 'worst' mean."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Ties(StrEnum):
    """What to answer when several groups share the asked-for place."""

    ALL = "all"
    FIRST = "first"
    NONE = "none"


def _from_path(value: object) -> object:
    return {"path": value} if isinstance(value, str) else value


class _Dimension(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    path: Annotated[
        str, Field(description="The field that groups, from the measure's object: 'Account.ShippingState'.")
    ]
    label: str | None = None
    synonyms: tuple[str, ...] = ()
    volume: Annotated[
        Name | None,
        Field(
            description="The measure that 'who handled at least N' counts, by its dimension of the same name."
        ),
    ] = None


Dimension = Annotated[_Dimension, BeforeValidator(_from_path)]
"""A way to group: a path, or a mapping with path, label, synonyms and volume."""


class WorkedExample(BaseModel):
    """A question and what it must be understood as; run as a test by `understudy definitions check`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ask: str
    means: Annotated[
        dict[str, Any], Field(description="Arguments of the action that the question must fill.")
    ] = {}


class MeasureDefinition(Definition):
    """One measure. See `docs/reference/definitions.md` for every key with examples."""

    kind: Literal["measure"]
    object: Annotated[str, Field(description="The object whose rows are counted.")]
    summary: Summary
    value: Annotated[
        str | None, Field(description="Expression per row; required but for count and share.")
    ] = None
    share_of: Annotated[
        str | None, Field(description="For share: the condition that counts a row as a hit.")
    ] = None
    where: Annotated[str | None, Field(description="Condition: which rows count at all.")] = None
    time: Annotated[str | None, Field(description="The date of a row, as a field path or an expression.")] = (
        None
    )
    dimensions: Annotated[
        dict[Name, Dimension], Field(description="Ways to group; the first is the usual one.")
    ] = {}
    unit: str = ""
    better: Better = Better.NEITHER
    ties: Ties = Ties.ALL
    usual_group: Annotated[
        Name | None,
        Field(description="Group by this when the question names no group (top issue: by issue)."),
    ] = None
    usual_rank: Annotated[
        Literal["highest", "lowest"] | None, Field(description="Rank this way when the question doesn't say.")
    ] = None
    assumption: Annotated[
        str | None, Field(description="Said with each answer when a person might read the words otherwise.")
    ] = None
    examples: tuple[WorkedExample, ...] = ()

    @model_validator(mode="after")
    def _value_fits_summary(self) -> Self:
        if self.summary is Summary.SHARE and not self.share_of:
            raise ValueError("a share needs 'share_of': the condition that counts a row as a hit")
        if self.summary not in (Summary.SHARE, Summary.COUNT) and not self.value:
            raise ValueError(f"a {self.summary} needs 'value': the expression per row")
        if self.usual_group and self.usual_group not in (*self.dimensions, *TIME_DIMENSIONS):
            raise ValueError(f"usual_group {self.usual_group!r} is not among the dimensions")
        return self


TIME_DIMENSIONS = ("year", "quarter", "month", "week", "day")
"""Every measure with a time can be grouped by these without declaring them."""
