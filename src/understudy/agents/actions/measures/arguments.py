"""What to compute of a measure: window, filters, grouping, thresholds and rank."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from understudy.agents.actions.registry import Arguments
from understudy.soql.measure import Bound

__all__ = ["BoundArgument", "FilterArgument", "MeasureArguments"]


class FilterArgument(Arguments):
    """Only rows whose field has one of the values."""

    by: Annotated[str, Field(description="A dimension of the measure, a field path, or Object.Field.")]
    values: Annotated[tuple[str | float | bool | None, ...], Field(min_length=1)]
    negated: bool = False
    label: Annotated[str, Field(description="The filter in words, for the answer.")] = ""


class BoundArgument(Arguments):
    """A number must be in this range; strict ends are left out."""

    low: Annotated[float | None, Field(allow_inf_nan=False)] = None
    high: Annotated[float | None, Field(allow_inf_nan=False)] = None
    low_strict: bool = False
    high_strict: bool = False

    def bound(self) -> Bound:
        """As the query compiler takes it."""
        return Bound(self.low, self.high, self.low_strict, self.high_strict)


class MeasureArguments(Arguments):
    """What to compute."""

    definition: Annotated[str, Field(description="The name of the measure.")]
    window_start: Annotated[datetime | None, Field(description="First instant that counts.")] = None
    window_end: Annotated[datetime | None, Field(description="First instant that no longer counts.")] = None
    window_label: str = ""
    compare_start: Annotated[datetime | None, Field(description="A second window to compare with.")] = None
    compare_end: datetime | None = None
    compare_label: str = ""
    group_by: Annotated[str | None, Field(description="A dimension, or year, quarter, month, week, day.")] = (
        None
    )
    filters: tuple[FilterArgument, ...] = ()
    volume: Annotated[
        BoundArgument | None,
        Field(description="Only groups with so many records: 'agents who handled more than 3 cases'."),
    ] = None
    value: Annotated[
        BoundArgument | None, Field(description="Only groups whose number is in this range.")
    ] = None
    rank: Annotated[Literal["highest", "lowest"] | None, Field(description="Order by the number.")] = None
    limit: Annotated[
        int | None, Field(ge=1, description="How many from the top; all when left out and no rank.")
    ] = None
    position: Annotated[int, Field(ge=1, description="The place asked for: 2 for the second highest.")] = 1
    share: Annotated[
        bool,
        Field(description="Tell each number also as a share: of all groups, or of what no filter limits."),
    ] = False
