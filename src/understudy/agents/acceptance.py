"""When an agent is good enough to be published: part of its file, written before it is tried."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Acceptance", "Budgets"]

Share = Annotated[float, Field(ge=0, le=1)]
Dollars = Annotated[float, Field(gt=0)]
Seconds = Annotated[float, Field(gt=0)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Budgets(_Part):
    """What answering may take; what is left out may take anything."""

    p50_s: Annotated[
        Seconds | None, Field(description="Seconds that half of the cases may take at most.")
    ] = None
    p95_s: Annotated[Seconds | None, Field(description="Seconds that 95 of 100 cases may take at most.")] = (
        None
    )
    cost_per_case: Annotated[
        Dollars | None, Field(description="US dollars that a case may cost on average.")
    ] = None
    cost_per_run: Annotated[
        Dollars | None, Field(description="US dollars that all cases together may cost.")
    ] = None


class Acceptance(_Part):
    """When it is good enough to go on."""

    success_rate: Annotated[Share, Field(description="The share of cases that must pass.")] = 0.8
    over_cases: Annotated[int, Field(ge=1, description="Over how many cases at least.")] = 30
    surely: Annotated[
        bool,
        Field(description="Whether the lower end of the 95% interval must reach the rate too."),
    ] = False
    floors: Annotated[
        Mapping[str, Share],
        Field(description="The share of an action's cases that must pass, by action."),
    ] = {}
    budgets: Budgets = Budgets()
    suites: Annotated[
        tuple[str, ...],
        Field(description="The suites that it is tried with; any that is about it when left out."),
    ] = ()
    must_never: Annotated[
        tuple[str, ...],
        Field(description="Suites in which no case may fail, beside the cases that say so themselves."),
    ] = ()
    most_overblock: Annotated[
        Share, Field(description="The share of harmless messages that guardrails may block.")
    ] = 0.02
