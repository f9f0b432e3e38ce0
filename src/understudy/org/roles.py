"""What part the rows of an object play in the story of a record above them, read off the object's fields.

No object is named here: a company's own objects and imported ones have their part by the same rules, from the
names, labels, synonyms and types of their fields.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from understudy.org.metadata import Field, FieldType, ObjectType

__all__ = [
    "Part",
    "Role",
    "address_of",
    "amount_of",
    "called",
    "deadline_of",
    "ended_of",
    "final_values",
    "line_price_of",
    "role_of",
    "status_of",
]

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_OLD, _NEW = frozenset({"old value"}), frozenset({"new value"})
_CHANGED = frozenset({"field", "change", "changed field"})
_SENDER = frozenset({"from", "sender", "from address", "sent by"})
_SENT = frozenset({"sent", "sent date", "message date"})
_DUE = frozenset({"due", "due date", "deadline"})
_STARTS = frozenset({"starts", "start time", "start date time", "begins"})
_SAID = frozenset({"body", "text", "text body", "comment", "comment body", "conversation", "transcript"})
_STATUS = frozenset({"status", "stage", "stage name"})
_EXPIRES = frozenset({"close date", "expected close date", "expires", "expiration date", "expiry date"})
_ENDED = frozenset({"closed", "closed date", "closed on", "resolved", "completed date", "completion date"})
_AMOUNT = frozenset({"amount", "total", "total price", "total amount", "grand total"})
_PIECE = frozenset({"unit price", "price", "sales price"})
_QUANTITY = frozenset({"quantity"})
_FINAL = frozenset(
    """
    closed completed complete done finished resolved solved cancelled canceled terminated accepted rejected
    denied declined expired converted won lost activated signed delivered paid
    """.split()
)
_TIMES = (FieldType.DATE, FieldType.DATETIME)


class Part(StrEnum):
    """What a row is to the record above it."""

    CHANGE = "change"
    MESSAGE = "message"
    TALK = "talk"
    TASK = "task"
    MEETING = "meeting"
    RECORD = "record"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Role:
    """The part, with the fields that play it.

    `when` dates a row, `text` is what somebody wrote or said, `sender` who wrote it; `change`, `old` and
    `new` say what changed from what to what.
    """

    part: Part
    when: Field | None
    text: Field | None = None
    sender: Field | None = None
    change: Field | None = None
    old: Field | None = None
    new: Field | None = None


def role_of(kind: ObjectType) -> Role:
    """The part of the object's rows, by the fields that it has (of those an actor may see)."""
    created = kind.field("CreatedDate")
    text = _field(kind, _SAID, FieldType.TEXT)
    old, new = _field(kind, _OLD), _field(kind, _NEW)
    if old and new:
        return Role(Part.CHANGE, created, change=_field(kind, _CHANGED), old=old, new=new)
    if sender := _field(kind, _SENDER, FieldType.EMAIL):
        return Role(Part.MESSAGE, _field(kind, _SENT, *_TIMES) or created, text=text, sender=sender)
    if starts := _field(kind, _STARTS, FieldType.DATETIME):
        return Role(Part.MEETING, starts)
    if (due := _field(kind, _DUE, *_TIMES)) and status_of(kind):
        return Role(Part.TASK, due)
    if text and not kind.name_field:
        return Role(Part.TALK, created, text=text)
    if kind.name_field or status_of(kind):
        dated = _field(kind, {f"{kind.label.lower()} date"}, *_TIMES)
        return Role(Part.RECORD, dated or created)
    return Role(Part.LINE, created)


def status_of(kind: ObjectType) -> Field | None:
    """The field that says how far the record has come."""
    return _field(kind, _STATUS, FieldType.PICKLIST)


def deadline_of(kind: ObjectType) -> Field | None:
    """The date by which the record ought to be done with."""
    found = [f for f in kind.fields if f.type in _TIMES and called(f) & (_DUE | _EXPIRES)]
    return next((f for f in found if not called(f) & _ENDED), None)


def final_values(status: Field) -> tuple[str, ...]:
    """The values of a status after which nothing is to be done: a word such as "closed" is in them."""
    return tuple(value for value in status.values if _FINAL & set(value.lower().split()))


def line_price_of(kind: ObjectType) -> tuple[Field, Field] | None:
    """Quantity and price of a piece, where a line has no total of its own."""
    quantity, price = _field(kind, _QUANTITY, FieldType.NUMBER), _field(kind, _PIECE, FieldType.CURRENCY)
    return (quantity, price) if quantity and price and not amount_of(kind) else None


def ended_of(kind: ObjectType) -> Field | None:
    """When the record was done with; empty before."""
    return _field(kind, _ENDED, *_TIMES)


def address_of(kind: ObjectType) -> Field | None:
    """Where mail reaches a record that is a person; None for what is none, a mail itself among them."""
    found = next((field for field in kind.fields if field.type is FieldType.EMAIL), None)
    return found if found and role_of(kind).part is Part.RECORD else None


def amount_of(kind: ObjectType) -> Field | None:
    """The money that a row stands for as a whole (a price of one piece is none)."""
    return _field(kind, _AMOUNT, FieldType.CURRENCY)


def called(field: Field) -> frozenset[str]:
    """What people call the field: `CloseDate` is "close date", besides its label and synonyms."""
    own = " ".join(_WORD.findall(field.name.removesuffix("__c"))).lower()
    return frozenset({own, field.label.lower(), *(each.lower() for each in field.synonyms)})


def _field(kind: ObjectType, names: Collection[str], *types: FieldType) -> Field | None:
    """The first field called so, of one of the types (any when none is given);."""
    fitting = [f for f in kind.fields if (not types or f.type in types) and called(f) & frozenset(names)]
    return fitting[0] if fitting else None
