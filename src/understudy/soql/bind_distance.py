"""DISTANCE: a place is a pair of fields, which SOQL names by the one compound field they would make up.

Source: SOQL and SOSL Reference, "Location-Based SOQL Queries": a custom geolocation `Location__c` has the
parts `Location__Latitude__s` and `Location__Longitude__s`, the address `BillingAddress` has `BillingLatitude`
and `BillingLongitude`.
"""

from collections.abc import Iterator
from decimal import Decimal

from understudy.org.metadata import FieldType
from understudy.soql import ast
from understudy.soql.bind_value import bound_value, bound_values
from understudy.soql.plan import Column, Constant, Expression, Function
from understudy.soql.scope import Binding, Scope

__all__ = ["distance"]

_AXES = ("Latitude", "Longitude")


def distance(node: ast.Call, scope: Scope) -> Function:
    """The way over the earth's surface between the record's place and another, in the unit asked for."""
    field, centre, unit = node.arguments
    assert isinstance(field, ast.Path)
    assert isinstance(unit, ast.Value)
    arguments: list[Expression] = [*_place(field, scope), *_centre(centre, scope.binding)]
    name = "DISTANCE_KM" if unit.value == "km" else "DISTANCE_MI"
    return Function(name, tuple(arguments), FieldType.NUMBER)


def _place(path: ast.Path, scope: Scope) -> list[Column]:
    kind, view = scope.home(path).object, scope.binding.view
    *way, last = path.parts
    for pair in _pairs(last):
        found = [view.field(kind, name) for name in pair]
        if all(each is not None and each.type.is_number for each in found):
            return [scope.column(ast.Path((*way, name), at=path.at)) for name in pair]
    hint = f"its parts would be {' and '.join(next(_pairs(last)))}"
    scope.binding.fail(f"no place {last} on {kind.name} that you may read", path.at, hint)


def _pairs(name: str) -> Iterator[tuple[str, ...]]:
    """How the latitude and longitude of a compound field may be called."""
    base = name[:-3] if name.lower().endswith("__c") else name
    if base != name:
        yield tuple(f"{base}__{axis}__s" for axis in _AXES)
        yield tuple(f"{base}_{axis}__c" for axis in _AXES)
    elif name.lower().endswith("address"):
        yield tuple(f"{name[: -len('address')]}{axis}" for axis in _AXES)
    yield tuple(f"{base}{axis}" for axis in _AXES)
    yield tuple(f"{base}_{axis}" for axis in _AXES)


def _centre(node: object, binding: Binding) -> list[Constant]:
    if isinstance(node, ast.Bind):
        numbers = bound_values(node, binding)
    else:
        assert isinstance(node, ast.Call)
        numbers = tuple(_degrees(each, binding) for each in node.arguments)
    at = node.at
    degrees = [Decimal(str(each)) for each in numbers if isinstance(each, int | float | Decimal)]
    if len(degrees) != 2 or len(numbers) != 2:
        binding.fail("a place is a latitude and a longitude", at, "write GEOLOCATION(52.5, 13.4)")
    return [Constant(each, FieldType.NUMBER) for each in degrees]


def _degrees(node: object, binding: Binding) -> object:
    if isinstance(node, ast.Bind):
        return bound_value(node, binding)
    return node.value if isinstance(node, ast.Value) else None
