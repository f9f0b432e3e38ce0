"""Rows in the making: an id for each, every stored field of its object, and the dice that choose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import TypeVar

from understudy.kit.ids import RecordId, new_record_id
from understudy.org.metadata import IS_DELETED, ObjectType, Schema

__all__ = ["UNWRITTEN", "Ledger", "Row", "Value", "at_work", "cents", "work_hours_later"]

T = TypeVar("T")
Value = str | int | Decimal | bool | date | datetime | None
Row = dict[str, Value]

UNWRITTEN = RecordId("")
"""The id of a record that is planned and not yet written."""

_OPENS, _CLOSES = 14, 23  # UTC; 8 am to 5 pm Central standard time
_WORKDAY = timedelta(hours=_CLOSES - _OPENS)


@dataclass
class Ledger:
    """All rows by object, in the order they were added, which is the order of their ids."""

    schema: Schema
    dice: Random
    rows: dict[str, list[Row]] = field(default_factory=dict[str, list[Row]])
    _blank: dict[str, Row] = field(default_factory=dict[str, Row])

    def __post_init__(self) -> None:
        for each in self.schema:
            self.rows[each.name] = []
            blank = {f.name: None for f in each.fields if not f.joined_from}
            self._blank[each.name] = {**blank, IS_DELETED: False}

    def add(
        self, name: str, *, made: datetime | None = None, by: str | None = None, **values: Value
    ) -> RecordId:
        """The id of a new row; `made` and `by` fill the audit fields.

        Raises:
            KeyError: a value is for a field that the object has not.
        """
        rows, blank = self.rows[name], self._blank[name]
        record_id = new_record_id(self._object(name).key_prefix, len(rows) + 1)
        row = blank | {"Id": record_id, "CreatedDate": made, "CreatedById": by, "LastModifiedById": by}
        for key, value in values.items():
            if key not in blank:
                raise KeyError(f"{name}.{key}")
            row[key] = value
        row["LastModifiedDate"] = row["SystemModstamp"] = row["LastModifiedDate"] or made
        rows.append(row)
        return record_id

    def pick(self, options: Sequence[T]) -> T:
        """One of the options, each as likely."""
        return self.dice.choice(options)

    def weighed(self, options: Mapping[T, float]) -> T:
        """One of the options, as likely as its weight."""
        return self.dice.choices(list(options), list(options.values()))[0]

    def chance(self, probability: float) -> bool:
        """Whether something of that probability happens."""
        return self.dice.random() < probability

    def _object(self, name: str) -> ObjectType:
        found = self.schema.object(name)
        assert found is not None, name
        return found


def cents(amount: Decimal | float) -> Decimal:
    """The amount to the cent."""
    return Decimal(amount).quantize(Decimal("0.01"))


def at_work(day: date, dice: Random) -> datetime:
    """Some moment of the day in which the office is open; on a weekend, of the Friday before."""
    workday = day - timedelta(days=max(0, day.weekday() - 4))
    seconds = dice.randrange(int(_WORKDAY.total_seconds()) - 3600)
    return datetime.combine(workday, time(_OPENS), UTC) + timedelta(seconds=seconds)


def work_hours_later(start: datetime, hours: float) -> datetime:
    """The moment after so many hours in which the office is open."""
    left, now = timedelta(seconds=round(hours * 3600)), start
    while True:
        opens = now.replace(hour=_OPENS, minute=0, second=0)
        closes = now.replace(hour=_CLOSES, minute=0, second=0)
        now = max(now, opens)
        if now.weekday() < 5 and now < closes:
            if now + left <= closes:
                return now + left
            left -= closes - now
        now = opens + timedelta(days=1)
