"""TYPEOF: which fields of a polymorphic parent are shown depends on the object that the parent is of.

Each WHEN is a join of its own, of which at most one finds the record. Its fields are columns beside the
others; the TYPEOF's own column holds the number of the branch that fits, by which `shapes` makes the row.
"""

from understudy.org.metadata import FieldType
from understudy.soql import ast
from understudy.soql.plan import Column, Function, Output, Part
from understudy.soql.scope import Scope

__all__ = ["typed_outputs"]


def typed_outputs(node: ast.TypeOf, scope: Scope) -> tuple[Output, list[Output]]:
    """The column of a TYPEOF, and those of its fields."""
    name = str(node.path)
    parts: list[Output] = []
    ids: list[Column] = []
    for number, (objects, paths) in enumerate(_branches(node, scope)):
        scan, prefix = scope.branch(node.path, objects)
        ids.append(scope.column_of(scan, prefix, ast.Path(("Id",), at=node.at)))
        for path in paths:
            column = scope.column_of(scan, prefix, path)
            is_name = str(path).lower() == "name"
            part = Part(name, number, "Name" if is_name else column.path.removeprefix(prefix))
            parts.append(Output(f"{name}#{number}.{part.field}", column, column.label, part))
    which = Function("FIRST_PRESENT", tuple(ids), FieldType.REFERENCE)
    return Output(name, which, name), parts


def _branches(node: ast.TypeOf, scope: Scope) -> list[tuple[tuple[str, ...], tuple[ast.Path, ...]]]:
    """Objects with the fields to show of them; last, what the reference may point to besides."""
    targets = scope.targets(node.path)
    known = {each.lower() for each in targets}
    for name, _ in node.cases:
        if name.lower() not in known:
            scope.binding.object(name, node.at)
            hint = f"it refers to {', '.join(targets)}"
            scope.binding.fail(f"{node.path} never refers to {name}", node.at, hint)
    named = {name.lower() for name, _ in node.cases}
    rest = tuple(each for each in targets if each.lower() not in named)
    found = [((name,), paths) for name, paths in node.cases]
    return [*found, (rest, node.otherwise)] if rest else found
