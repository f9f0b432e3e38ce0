"""Single values for `brute_force`: comparing with a constant, sorting, when two are alike."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from tests.soql.brute_calendar import DATE_FUNCTIONS, side_of

from understudy.kit.clock import Moment
from understudy.kit.ids import parse_record_id
from understudy.org.metadata import FieldType
from understudy.soql import ast

__all__ = ["Row", "Value", "alike", "matches", "of_day", "position"]

Row = dict[str, Any]
Value = str | int | float | Decimal | bool | date | datetime | dict[str, Any] | None
IDS = (FieldType.ID, FieldType.REFERENCE)


class Constants(Protocol):
    """What knows the values of constants and binds, and what day it is."""

    moment: Moment

    def constants(self, node: Any) -> list[Any]: ...


def matches(left: Value, operator: str, node: Any, kind: FieldType, known: Constants) -> bool:
    """Whether a value compares with a constant as the operator says; a null compares with null only, and a
    checkbox without a value is one that is not set.
    """
    if kind is FieldType.BOOLEAN:
        left = bool(left)
    if isinstance(node, ast.DateLiteral):
        return _beside_literal(left, operator, node, known.moment)
    if operator == "LIKE":
        pattern = node.pattern if isinstance(node, ast.Value) else known.constants(node)[0]
        return left is not None and _like(str(left), str(pattern))
    if operator == "!=":
        return not matches(left, "=", node, kind, known)
    return any(_compares(left, operator, _as(kind, value)) for value in known.constants(node))


def _as(kind: FieldType, value: Any) -> Any:
    if kind is FieldType.BOOLEAN and value is None:
        return False
    if kind in IDS and isinstance(value, str) and len(value) == 15:
        return parse_record_id(value) or value
    return value


def _compares(left: Any, operator: str, right: Any) -> bool:
    if left is None or right is None:
        return operator == "=" and left is right
    if isinstance(left, str):
        left, right = left.lower(), right.lower()
    match operator:
        case "=":
            return left == right
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case _:
            return left >= right


def _beside_literal(left: Any, operator: str, node: ast.DateLiteral, moment: Moment) -> bool:
    if left is None:
        return operator == "!="
    side = side_of(_day(left, moment.timezone), node.name, node.n, moment)
    return {"=": side == 0, "!=": side != 0, "<": side < 0, "<=": side <= 0, ">": side > 0, ">=": side >= 0}[
        operator
    ]


def _day(value: Any, zone: Any) -> date:
    return value.astimezone(zone).date() if isinstance(value, datetime) else value


def _like(text: str, pattern: str) -> bool:
    wild = {"%": ".*", "_": "."}
    parts = re.findall(r"\\.|.", pattern, re.DOTALL)
    written = "".join(wild.get(part) or re.escape(part[-1].lower()) for part in parts)
    return re.fullmatch(written, text.lower(), re.DOTALL) is not None


def of_day(name: str, value: Any, moment: Moment, *, local: bool) -> Value:
    """A date function. Instants are read in UTC unless they were converted."""
    if value is None:
        return None
    zone = moment.timezone if local else ZoneInfo("UTC")
    if name == "HOUR_IN_DAY":
        return value.astimezone(zone).hour
    return DATE_FUNCTIONS[name](_day(value, zone), moment.fiscal_year_start)


def position(value: Any, picklist: Sequence[str] = (), *, exact: bool = False) -> Any:
    """Where a value sorts: texts whatever their capitals, a picklist's values in its own order."""
    if picklist:
        known = [each.lower() for each in picklist]
        place = known.index(value.lower()) if value.lower() in known else len(known)
        return (place, value) if exact else place
    return value if exact or not isinstance(value, str) else value.lower()


def alike(value: Any) -> Any:
    """A result to be compared: numbers of any kind as Decimal to six digits, children as tuples."""
    match value:
        case bool() | None:
            return value
        case int() | float() | Decimal():
            return round(Decimal(str(value)), 6) + 0
        case dict():
            return {name: alike(each) for name, each in value.items()}
        case list() | tuple():
            return tuple(alike(each) for each in value)
        case _:
            return value
