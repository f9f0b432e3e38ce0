"""Constants and binds become values of the type they are compared with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NoReturn

from understudy.kit.ids import parse_record_id
from understudy.org.metadata import FieldType
from understudy.soql.ast import Bind, CurrencyValue, DateLiteral, Dialect, Value
from understudy.soql.dates import days_of, midnight
from understudy.soql.plan import Constant
from understudy.soql.scope import Binding, Scalars

__all__ = ["Span", "ValueNode", "bound_value", "bound_values", "convert", "convert_all", "family", "natural"]

ValueNode = Value | CurrencyValue | DateLiteral | Bind
_DAY = timedelta(days=1)
_NAMES = {
    "text": "a text",
    "number": "a number",
    "boolean": "true or false",
    "date": "a date",
    "datetime": "a time",
}


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch of the calendar that a comparison is with: `= TODAY`, `< LAST_MONTH`."""

    start: date
    end: date
    type: FieldType


def family(type_: FieldType) -> str:
    """Types of one family can be compared: number, boolean, date, datetime or text."""
    if type_.is_number:
        return "number"
    if type_ in (FieldType.BOOLEAN, FieldType.DATE, FieldType.DATETIME):
        return type_.value
    return "text"


def natural(node: ValueNode, binding: Binding) -> Constant:
    """The value by itself, for a place where nothing says what type is wanted."""
    value = _value(node, binding)
    match value:
        case Constant():
            return value
        case Span(start=start, end=end) if end - start == _DAY:
            return Constant(start, FieldType.DATE)
        case _:
            binding.fail("a range of days is no single value", node.at)


def _value(node: ValueNode, binding: Binding) -> Constant | Span:
    match node:
        case Value(value=value):
            return _constant(value, binding)
        case CurrencyValue(amount=amount):
            return Constant(amount, FieldType.CURRENCY)
        case DateLiteral(name=name, n=n):
            try:
                return Span(*days_of(name, n, binding.moment), FieldType.DATE)
            except OverflowError:
                binding.fail(f"{name}:{n} leaves the calendar", node.at)
        case Bind():
            return _constant(bound_value(node, binding), binding)


def _constant(value: Scalars, binding: Binding) -> Constant:
    match value:
        case None | str():
            return Constant(value, FieldType.STRING)
        case bool():
            return Constant(value, FieldType.BOOLEAN)
        case int() | float() | Decimal():
            return Constant(Decimal(str(value)), FieldType.NUMBER)
        case datetime():
            instant = value if value.tzinfo else value.replace(tzinfo=binding.moment.timezone)
            return Constant(instant, FieldType.DATETIME)
        case date():
            return Constant(value, FieldType.DATE)


def bound_value(bind: Bind, binding: Binding) -> Scalars:
    """The one value of a bind."""
    values = _look_up(bind, binding)
    if isinstance(values, Sequence) and not isinstance(values, str):
        binding.fail(f":{bind.name} holds several values", bind.at, "compare with IN")
    return values


def bound_values(bind: Bind, binding: Binding) -> tuple[Scalars, ...]:
    """All values of a bind; one when it is not a list."""
    values = _look_up(bind, binding)
    if isinstance(values, Sequence) and not isinstance(values, str):
        return tuple(values)
    return (values,)


def _look_up(bind: Bind, binding: Binding) -> Scalars | Sequence[Scalars]:
    if bind.name not in binding.binds:
        given = ", ".join(f":{name}" for name in binding.binds)
        binding.fail(f"no value for :{bind.name}", bind.at, f"given: {given}" if given else None)
    value = binding.binds[bind.name]
    binding.missing += value is None
    return value


def convert(node: ValueNode, wanted: FieldType, what: str, binding: Binding) -> Constant | Span:
    """The value as the wanted type; a Span where it covers days. A null stays null.

    Raises:
        InputError: a value of another type. `what` names the thing it is compared with.
    """
    return _as(_value(node, binding), node, wanted, what, binding)


def convert_all(bind: Bind, wanted: FieldType, what: str, binding: Binding) -> list[Constant | Span]:
    """Each value of a bound list as the wanted type."""
    values = bound_values(bind, binding)
    return [_as(_constant(value, binding), bind, wanted, what, binding) for value in values]


def _as(
    found: Constant | Span, node: ValueNode, wanted: FieldType, what: str, binding: Binding
) -> Constant | Span:
    if isinstance(found, Constant) and found.value is None:
        return Constant(None, wanted)
    if wanted.is_time and found.type.is_time:
        return _convert_time(node, found, wanted, what, binding)
    if family(found.type) != family(wanted) or isinstance(found, Span):
        _mismatch(node, found.type, wanted, what, binding)
    if isinstance(node, CurrencyValue) and wanted is not FieldType.CURRENCY:
        binding.fail(f"{what} is not a currency field", node.at, f"write {node.amount}")
    value = found.value
    if wanted in (FieldType.ID, FieldType.REFERENCE) and isinstance(value, str) and len(value) == 15:
        value = parse_record_id(value) or value
    return Constant(value, wanted)


def _convert_time(
    node: ValueNode, found: Constant | Span, wanted: FieldType, what: str, binding: Binding
) -> Constant | Span:
    zone = binding.moment.timezone
    if isinstance(found, Span):
        if wanted is FieldType.DATE:
            return found
        return Span(midnight(found.start, zone), midnight(found.end, zone), wanted)
    if found.type is wanted:
        return found
    if binding.dialect is Dialect.SOQL and not isinstance(node, Bind):
        form = "2026-01-31" if wanted is FieldType.DATE else "2026-01-31T00:00:00Z"
        _mismatch(node, found.type, wanted, what, binding, f"write it like {form}")
    value = found.value
    if isinstance(value, datetime):
        return _as_day(value.astimezone(zone))
    assert isinstance(value, date)
    return Span(midnight(value, zone), midnight(value + _DAY, zone), wanted)


def _as_day(local: datetime) -> Constant | Span:
    """An instant to compare days with: in mid-day it lies between its own day and the next."""
    if local == local.replace(hour=0, minute=0, second=0, microsecond=0):
        return Constant(local.date(), FieldType.DATE)
    return Span(local.date() + _DAY, local.date() + _DAY, FieldType.DATE)


def _mismatch(
    node: ValueNode, found: FieldType, wanted: FieldType, what: str, binding: Binding, hint: str | None = None
) -> NoReturn:
    if hint is None and isinstance(node, Value):
        hint = _quoting_hint(node.value, wanted)
    binding.fail(f"{what} is {_NAMES[family(wanted)]}, not {_NAMES[family(found)]}", node.at, hint)


def _quoting_hint(value: object, wanted: FieldType) -> str | None:
    if isinstance(value, str) and family(wanted) != "text":
        return f"write {value} without quotes" if value else None
    if family(wanted) == "text" and value is not None:
        return f"quote it: '{value}'"
    return None
