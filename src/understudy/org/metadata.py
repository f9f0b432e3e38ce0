"""What a record is: objects, their fields and how they refer to each other.

A `Schema` is an immutable value: loaded once per org, shared by the query language, the definitions
and the reasoner. Names are matched without regard to case, as in Salesforce.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from understudy.org.nearest import nearest

__all__ = [
    "AUDIT_FIELDS",
    "IS_DELETED",
    "ChildRelationship",
    "Field",
    "FieldType",
    "HistoryOf",
    "HistoryStep",
    "ObjectType",
    "OnDelete",
    "Schema",
    "ValidationRule",
]


T = TypeVar("T")


class FieldType(StrEnum):
    """The kinds of value a field can hold."""

    ID = "id"
    STRING = "string"
    TEXT = "text"
    PICKLIST = "picklist"
    MULTIPICKLIST = "multipicklist"
    NUMBER = "number"
    CURRENCY = "currency"
    PERCENT = "percent"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    REFERENCE = "reference"
    EMAIL = "email"
    PHONE = "phone"
    URL = "url"

    @property
    def is_number(self) -> bool:
        """Whether values can be summed and averaged."""
        return self in (FieldType.NUMBER, FieldType.CURRENCY, FieldType.PERCENT)

    @property
    def is_time(self) -> bool:
        """Whether values lie on the calendar."""
        return self in (FieldType.DATE, FieldType.DATETIME)

    @property
    def is_text(self) -> bool:
        """Whether values are text that LIKE can match."""
        return self in (
            FieldType.STRING,
            FieldType.TEXT,
            FieldType.PICKLIST,
            FieldType.MULTIPICKLIST,
            FieldType.EMAIL,
            FieldType.PHONE,
            FieldType.URL,
        )


OnDelete = Literal["clear", "cascade", "restrict"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an object.

    `references` names the objects a reference may point to (several: polymorphic);
    `relationship` is the name of the way up in a query (`Owner` in `Owner.Name`),
    `child_relationship` the name of the way down from the referenced object (`Cases`);
    `joined_from` makes a read-only text of other fields, joined by a space (User.Name).
    `default` is what a new record has where nothing is given; `numbered` makes it the next number, of at
    least so many digits; `stamped_when` names a field and values: the instant at which that field takes one
    of them is kept here, for as long as it has one of them. No two records have the same value of a `unique`
    field, texts compared whatever their case; by an `external_id`, another system's key, records are found.
    `on_delete` is what becomes of a record when the one it refers to is deleted: its reference is emptied, it
    goes along, or it keeps the other from being deleted. `length` is the most characters of a text,
    `precision` the most digits of a number, `scale` those of them after the point (0: a whole number); None
    leaves it to the type. A `restricted` picklist takes its `values` and no other.
    """

    name: str
    label: str
    type: FieldType
    description: str = ""
    references: tuple[str, ...] = ()
    relationship: str | None = None
    child_relationship: str | None = None
    values: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    scale: int | None = None
    required: bool = False
    joined_from: tuple[str, ...] = ()
    default: str | None = None
    numbered: int | None = None
    stamped_when: tuple[str, tuple[str, ...]] | None = None
    unique: bool = False
    external_id: bool = False
    on_delete: OnDelete = "clear"
    length: int | None = None
    precision: int | None = None
    restricted: bool = True


@dataclass(frozen=True, slots=True)
class ValidationRule:
    """What a record may not be: with a `condition` that is true it is not written.

    The condition is in the question language, of the object's own fields and parents. `message` tells the
    person what to mend, `field` where.
    """

    name: str
    condition: str
    message: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """What makes an entry of a history: a new record, a change of `field`, or one to one of `values`."""

    name: str
    field: str | None = None
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryOf:
    """That an object holds what happened to the records which its field `record` refers to.

    `change` takes the name of the step; `old` and `new` what the field held before and holds from then on,
    where it is of their type.
    """

    record: str
    change: str
    steps: tuple[HistoryStep, ...]
    old: str | None = None
    new: str | None = None


@dataclass(frozen=True, slots=True)
class ChildRelationship:
    """The way down from an object: `child`.`field` points to it."""

    name: str
    child: str
    field: str


@dataclass(frozen=True)
class ObjectType:
    """One object: its names, its key prefix and its fields in order.

    `name_field` is the field a person would call the record by; None when only the id can.
    """

    name: str
    label: str
    plural: str
    key_prefix: str
    fields: tuple[Field, ...]
    name_field: str | None = None
    description: str = ""
    synonyms: tuple[str, ...] = ()
    validations: tuple[ValidationRule, ...] = ()
    history_of: HistoryOf | None = None

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            """The fields of a stored object, read when they are first asked for (`org/stored.py`)."""
            if name != "fields" or "read_fields" not in self.__dict__:
                raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")
            fields = self.__dict__["fields"] = self.__dict__["read_fields"]()
            return fields

    @cached_property
    def ways(self) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
        """The names by which parents lead down to this object, each with the reference and the parents."""
        return tuple(
            (each.child_relationship, each.name, each.references)
            for each in self.fields
            if each.child_relationship
        )

    @cached_property
    def _by_name(self) -> dict[str, Field]:
        return {f.name.lower(): f for f in self.fields}

    @cached_property
    def _by_relationship(self) -> dict[str, Field]:
        return {f.relationship.lower(): f for f in self.fields if f.relationship}

    def field(self, name: str) -> Field | None:
        """The field of that API name, or None."""
        return self._by_name.get(name.lower())

    def reference(self, relationship: str) -> Field | None:
        """The reference field behind a relationship name such as `Owner` or `IssueId__r`, or None."""
        return self._by_relationship.get(relationship.lower())

    def nearest_field(self, name: str, *, but: Collection[str]) -> str | None:
        """The API name most like `name`, to suggest in an error; none of `but`, in lower case."""
        return nearest(name, [f.name for f in self.fields if f.name.lower() not in but])


@dataclass(frozen=True)
class Schema:
    """All objects of an org."""

    objects: tuple[ObjectType, ...] = field(default=())

    @cached_property
    def _by_name(self) -> dict[str, ObjectType]:
        return {o.name.lower(): o for o in self.objects}

    @cached_property
    def _by_prefix(self) -> dict[str, ObjectType]:
        return {o.key_prefix: o for o in self.objects}

    @cached_property
    def _below(self) -> dict[str, list[ObjectType]]:
        """By parent the objects that refer to it. Kept small: in a large org it is the first thing asked."""
        below: dict[str, list[ObjectType]] = {}
        for child in self.objects:
            for parent in dict.fromkeys(parent for way in child.ways for parent in way[2]):
                below.setdefault(parent.lower(), []).append(child)
        return below

    @cached_property
    def _children(self) -> dict[str, tuple[ChildRelationship, ...]]:
        """The ways down that were asked for."""
        return {}

    @cached_property
    def _computed(self) -> dict[Any, Any]:
        """What was computed of it, by what computes it."""
        return {}

    def once(self, compute: Callable[["Schema"], T]) -> T:
        """What is computed of the whole schema, the first time that it is asked for."""
        if compute not in self._computed:
            self._computed[compute] = compute(self)
        return self._computed[compute]

    def __iter__(self) -> Iterator[ObjectType]:
        return iter(self.objects)

    def object(self, name: str) -> ObjectType | None:
        """The object of that API name, or None."""
        return self._by_name.get(name.lower())

    def object_of(self, record_id: str) -> ObjectType | None:
        """The object whose key prefix the id carries, or None."""
        return self._by_prefix.get(record_id[:3])

    def children(self, name: str) -> tuple[ChildRelationship, ...]:
        """The ways down from an object."""
        parent = name.lower()
        if parent not in self._children:
            self._children[parent] = tuple(
                ChildRelationship(relationship, child.name, reference)
                for child in self._below.get(parent, ())
                for relationship, reference, parents in child.ways
                if any(each.lower() == parent for each in parents)
            )
        return self._children[parent]

    def child(self, parent: str, relationship: str) -> ChildRelationship | None:
        """The way down of that name, or None."""
        wanted = relationship.lower()
        return next((way for way in self.children(parent) if way.name.lower() == wanted), None)

    def nearest_object(self, name: str, *, but: Collection[str] = ()) -> str | None:
        """The API name most like `name`, to suggest in an error; none of `but`."""
        return nearest(name, [o.name for o in self.objects if o.name not in but])


IS_DELETED = "IsDeleted"

AUDIT_FIELDS = (
    Field("CreatedDate", "Created", FieldType.DATETIME, "When the record was made."),
    Field(
        "CreatedById",
        "Created by",
        FieldType.REFERENCE,
        "Who made the record.",
        references=("User",),
        relationship="CreatedBy",
    ),
    Field("LastModifiedDate", "Last changed", FieldType.DATETIME, "When a person last changed the record."),
    Field(
        "LastModifiedById",
        "Last changed by",
        FieldType.REFERENCE,
        "Who last changed the record.",
        references=("User",),
        relationship="LastModifiedBy",
    ),
    Field(
        "SystemModstamp",
        "System timestamp",
        FieldType.DATETIME,
        "When a person or a process last changed it.",
    ),
    Field(IS_DELETED, "Deleted", FieldType.BOOLEAN, "Whether the record is in the recycle bin."),
)
"""The fields every object has besides Id; an object may redefine one."""
