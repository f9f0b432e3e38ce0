"""How a policy is written down: ordered rules, each with its conditions and what it decides."""

import re
from datetime import time, timedelta
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, model_validator

from understudy.trust.policy.decision import LASTS, Effect, Risk
from understudy.trust.provenance.effect import Effect as ActionEffect

__all__ = [
    "ApproverForm",
    "Day",
    "Hours",
    "Kind",
    "RuleForm",
    "ValueTest",
    "When",
    "Who",
]

Kind = Literal["customers", "employees", "operator"]
Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

_DURATION = re.compile(r"(\d{1,4}) (minute|hour|day|week)s?")
_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _listed(given: object) -> object:
    """One where several may stand."""
    return (given,) if isinstance(given, str) else given


def _duration(given: object) -> object:
    if not isinstance(given, str):
        return given
    form = _DURATION.fullmatch(given)
    if form is None:
        raise ValueError(f"{given!r} is no span of time: write '30 minutes', '4 hours' or '2 days'")
    return timedelta(**{f"{form[2]}s": int(form[1])})


def _spoken(span: timedelta) -> str:
    minutes = int(span.total_seconds()) // 60
    for size, unit in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes % size == 0:
            return f"{minutes // size} {unit}{'' if minutes == size else 's'}"
    raise AssertionError("minutes are whole")


Names = Annotated[tuple[str, ...], BeforeValidator(_listed), Field(min_length=1)]
Duration = Annotated[
    timedelta,
    BeforeValidator(_duration, json_schema_input_type=str),
    PlainSerializer(_spoken, return_type=str),
    Field(gt=timedelta(0)),
]


class Hours(_Part):
    """A stretch of the day, written '08:00-18:00'; one that ends before it begins goes over midnight."""

    start: time
    end: time

    @model_validator(mode="before")
    @classmethod
    def _read(cls, given: object) -> object:
        if not isinstance(given, str):
            return given
        form = _HOURS.fullmatch(given)
        if form is None:
            raise ValueError(f"{given!r} are no hours: write '08:00-18:00'")
        return {"start": time(int(form[1]), int(form[2])), "end": time(int(form[3]), int(form[4]))}

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


class ValueTest(_Part):
    """What a value must be: all that is given must hold."""

    over: float | None = None
    at_least: float | None = None
    under: float | None = None
    at_most: float | None = None
    one_of: Annotated[tuple[str | float | bool | None, ...] | None, Field(min_length=1)] = None
    none_of: Annotated[tuple[str | float | bool | None, ...] | None, Field(min_length=1)] = None
    longer_than: Annotated[int | None, Field(ge=0, description="Characters of a text.")] = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError(f"a test of a value is empty; it may say {', '.join(type(self).model_fields)}")
        return self

    def __str__(self) -> str:
        told = [
            f"{name.replace('_', ' ')} {getattr(self, name)}"
            for name in type(self).model_fields
            if getattr(self, name) is not None
        ]
        return " and ".join(told)


class Who(_Part):
    """Some of the employees: whoever one of the lists names. Users by id or username."""

    profiles: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    roles_and_below: tuple[str, ...] = ()
    users: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _names_somebody(self) -> Self:
        if not any((self.profiles, self.roles, self.roles_and_below, self.users)):
            raise ValueError("'who' names nobody")
        return self


class When(_Part):
    """The conditions: all that are given must hold. A list holds when one of it does."""

    action: Annotated[Names | None, Field(description="Names of actions.")] = None
    effect: Annotated[
        Annotated[tuple[ActionEffect, ...], BeforeValidator(_listed), Field(min_length=1)] | None,
        Field(description="What the action does: reads, writes, sends, fetches."),
    ] = None
    object: Annotated[Names | None, Field(description="API names of the objects that it is about.")] = None
    fields: Annotated[Names | None, Field(description="One of these fields is set, to whatever value.")] = (
        None
    )
    values: Annotated[
        dict[str, ValueTest],
        Field(description="Fields by API name, or parameters of the action, with what each must be."),
    ] = {}
    who: Annotated[Kind | Who | None, Field(description="Who asks.")] = None
    agent: Annotated[Names | None, Field(description="Names of agents.")] = None
    channel: Annotated[Names | None, Field(description="Where the conversation is.")] = None
    untrusted: Annotated[
        bool | None, Field(description="Whether text from outside has been read in the conversation.")
    ] = None
    hours: Annotated[Hours | None, Field(description="A stretch of the day where the org is.")] = None
    days: Annotated[
        Annotated[tuple[Day, ...], BeforeValidator(_listed), Field(min_length=1)] | None,
        Field(description="Days of the week where the org is."),
    ] = None


class ApproverForm(_Part):
    """A colleague by role, profile or as one user: exactly one of them."""

    role: str | None = None
    profile: str | None = None
    user: str | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise ValueError("an approver is one of role, profile, user")
        return self


WhoApproves = Literal["asker", "owner", "owners_manager"] | ApproverForm


class RuleForm(_Part):
    """One rule. Without conditions it always fits."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
    when: When = When()
    then: Effect
    by: Annotated[WhoApproves, Field(description="Whose yes it takes.")] = "asker"
    within: Annotated[Duration, Field(description="How long an approval may take.")] = LASTS
    then_by: Annotated[
        WhoApproves | None, Field(description="Who may decide for as long again when nobody did in time.")
    ] = None
    because: Annotated[
        str, Field(description="The reason, as the person who asks is told it; it may follow 'because'.")
    ] = ""
    risk: Annotated[Risk | None, Field(description="Raises the action's own; never lowers it.")] = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        named = self.model_fields_set & {"by", "within", "then_by"}
        if self.then != "approve" and named:
            raise ValueError(f"{min(named)!r} is for rules that approve; this one says {self.then}")
        if self.then == "deny" and not self.because:
            raise ValueError("a rule that denies says because of what: give 'because'")
        if self.then_by == "asker" or (self.then_by and self.by == "asker"):
            raise ValueError("'then_by' names who decides after a colleague, not after or as who asks")
        return self
