"""What the reasoner may know: what is declared and alive in the org and the agent, as plain values.

This floor does not know the org; `agents/world.py` fills these values in. Nothing here is a sentence
of a benchmark: declare something new and it is understood at the next turn.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

__all__ = [
    "DimensionView",
    "DistantObject",
    "FieldView",
    "GuideView",
    "InputView",
    "MeasureView",
    "ObjectView",
    "PolicyView",
    "TopicView",
    "World",
]

FieldKind = Literal[
    "text", "choice", "number", "money", "percent", "yes_no", "date", "datetime", "reference", "id"
]


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field: what people call it, what kind of value it holds, where a reference leads."""

    name: str
    label: str
    kind: FieldKind
    synonyms: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    target: str | None = None
    relationship: str | None = None


@dataclass(frozen=True)
class ObjectView:
    """An object. `ways` maps every object that can be reached upwards to the path that leads there;
    `is_personal` says that those who ask see only rows of their own.
    """

    name: str
    label: str
    plural: str
    synonyms: tuple[str, ...]
    name_field: str | None
    fields: tuple[FieldView, ...]
    ways: Mapping[str, str] = field(default_factory=dict[str, str])
    is_personal: bool = False

    @cached_property
    def by_name(self) -> dict[str, FieldView]:
        """The fields by API name."""
        return {f.name: f for f in self.fields}


@dataclass(frozen=True, slots=True)
class DistantObject:
    """An object of a large org that is read once somebody speaks of it: what it is called, until then."""

    phrases: tuple[str, ...]
    read: Callable[[], ObjectView]


@dataclass(frozen=True, slots=True)
class DimensionView:
    """A way to group a measure. `object` is what its keys are records of, None for plain values.

    `owner` and `field` say whose field it is, so that a value of that field can become a filter; `path` leads
    there from the measure's object.
    """

    name: str
    label: str
    synonyms: tuple[str, ...]
    object: str | None
    owner: str
    field: str
    volume: str | None = None
    path: str = ""


@dataclass(frozen=True)
class MeasureView:
    """A measure. `reach` holds every object whose fields can filter it; `stands_out` says that it looks for
    a group that has no equal; `time_field` is the date by which its rows are in a window; `owner` the team
    that decides what it means.
    """

    name: str
    label: str
    synonyms: tuple[str, ...]
    description: str
    object: str
    unit: str
    better: Literal["higher", "lower", "neither"]
    dimensions: tuple[DimensionView, ...]
    usual_group: str | None
    usual_rank: Literal["highest", "lowest"] | None
    timed: bool
    counts_rows: bool
    where: str | None
    examples: tuple[str, ...]
    reach: frozenset[str]
    stands_out: bool = False
    summary: str = "count"
    time_field: str | None = None
    owner: str = ""

    @cached_property
    def by_name(self) -> dict[str, DimensionView]:
        """The dimensions by name."""
        return {d.name: d for d in self.dimensions}


@dataclass(frozen=True, slots=True)
class InputView:
    """An input of a policy that can stand in the message or its context. `values` are those it may have."""

    name: str
    label: str
    synonyms: tuple[str, ...]
    text: bool
    given: bool
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyView:
    """A routing policy."""

    name: str
    label: str
    synonyms: tuple[str, ...]
    description: str
    routes: str
    action: str
    inputs: tuple[InputView, ...]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GuideView:
    """A guide: kinds of rows below a record."""

    name: str
    label: str
    synonyms: tuple[str, ...]
    description: str
    object: str
    parent_object: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TopicView:
    """A topic of the agent: the actions it opens and how people ask for it."""

    name: str
    when: str
    actions: tuple[str, ...]
    definitions: tuple[str, ...] | None
    examples: tuple[str, ...]


@dataclass(frozen=True)
class World:
    """Everything the reasoner may know of one org and one agent. `distant` objects stand by API name."""

    objects: tuple[ObjectView, ...]
    measures: tuple[MeasureView, ...]
    policies: tuple[PolicyView, ...]
    guides: tuple[GuideView, ...]
    topics: tuple[TopicView, ...]
    prefixes: Mapping[str, str]
    audience: Literal["customers", "employees"] = "employees"
    distant: Mapping[str, DistantObject] = field(default_factory=dict[str, DistantObject])

    @cached_property
    def object_by_name(self) -> dict[str, ObjectView]:
        """The objects by API name."""
        return {o.name: o for o in self.objects}

    @cached_property
    def measure_by_name(self) -> dict[str, MeasureView]:
        """The measures by name."""
        return {m.name: m for m in self.measures}

    @cached_property
    def value_verbs(self) -> dict[str, frozenset[str]]:
        """Verbs that say a value, with the values: "close" where a status can be Closed."""
        values = {v for kind in self.objects for field in kind.fields for v in field.values if " " not in v}
        verbs: dict[str, set[str]] = {}
        for value in values:
            if value.lower().endswith("ed"):
                for verb in (value.lower()[:-1], value.lower()[:-2]):
                    verbs.setdefault(verb, set()).add(value)
        return {verb: frozenset(found) for verb, found in verbs.items()}

    def allowed(self, action: str, definition: str | None = None) -> bool:
        """Whether a topic of the agent opens the action, for that definition if one is named."""
        return any(
            action in topic.actions
            and (definition is None or topic.definitions is None or definition in topic.definitions)
            for topic in self.topics
        )
