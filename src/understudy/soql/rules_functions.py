"""Rules of functions: which goes inside which, which is for showing only, and where a place can lie."""

from collections.abc import Iterator
from decimal import Decimal

from understudy.soql.ast import Call, Expression, Query, Value
from understudy.soql.parse_expression import AGGREGATES, DATE_FUNCTIONS
from understudy.soql.rules_judge import Judge
from understudy.soql.tree import calls, operands, select_items

__all__ = ["check_functions"]

_FURTHEST = (90, 180)
"""Degrees of latitude and longitude."""


def check_functions(query: Query, judge: Judge) -> None:
    """The rules of functions wherever they stand."""
    for item in select_items(query):
        _check_nesting(item.expression, judge)
    for node in _not_selected(query):
        _check_nesting(node, judge)
        _check_shown(node, judge)


def _not_selected(query: Query) -> Iterator[Expression]:
    yield from operands(query.where)
    yield from query.group.items if query.group else ()
    yield from operands(query.having)
    yield from (item.expression for item in query.order)


def _check_nesting(node: Expression, judge: Judge) -> None:
    if isinstance(node, Call) and node.name == "CONVERTTIMEZONE":
        judge.refuse("timezone-place", node.at)
    for call in calls(node):
        for inner in call.arguments:
            if isinstance(inner, Call) and not _takes(call, inner):
                if inner.name == "CONVERTTIMEZONE":
                    judge.refuse("timezone-place", inner.at)
                judge.refuse("function-nesting", inner.at, name=call.name, inner=inner.name)
        if call.name == "GEOLOCATION":
            _check_place(call, judge)


def _takes(outer: Call, inner: Call) -> bool:
    if outer.name in DATE_FUNCTIONS:
        return inner.name == "CONVERTTIMEZONE"
    if outer.name == "FORMAT":
        return inner.name in AGGREGATES or inner.name == "CONVERTCURRENCY"
    return outer.name == "DISTANCE" and inner.name == "GEOLOCATION"


def _check_place(call: Call, judge: Judge) -> None:
    for each, furthest in zip(call.arguments, _FURTHEST, strict=True):
        degrees = each.value if isinstance(each, Value) else None
        if isinstance(degrees, Decimal) and abs(degrees) > furthest:
            judge.refuse("distance-range", each.at)


def _check_shown(node: Expression, judge: Judge) -> None:
    for call in calls(node):
        if call.name == "FORMAT":
            judge.refuse("format-in-select", call.at)
        if call.name == "CONVERTCURRENCY":
            judge.refuse("currency-in-select", call.at, hint="write a currency literal: USD5000")
