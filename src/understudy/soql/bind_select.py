"""The field list gets its columns: FIELDS() is spelt out, TYPEOF has a column for each field it may show."""

from dataclasses import replace

from understudy.soql import ast
from understudy.soql.bind_condition import ConditionBinder
from understudy.soql.bind_typeof import typed_outputs
from understudy.soql.plan import Column, Expression, Function, Output
from understudy.soql.scope import Scope
from understudy.soql.tree import counts_rows

__all__ = ["SelectBinder"]

_CUSTOM = "__c"


class SelectBinder(ConditionBinder):
    """Binds what is selected."""

    def expanded(self, query: ast.Query, scope: Scope) -> ast.Query:
        """The query with the fields that FIELDS() stands for, as far as the actor may read them."""
        found: list[ast.Selectable] = []
        for item in query.select:
            call = item.expression if isinstance(item, ast.SelectItem) else None
            if isinstance(call, ast.Call) and call.name == "FIELDS":
                fields = (ast.Path((name,), at=item.at) for name in self._fields(call, scope))
                found += [ast.SelectItem(path, at=item.at) for path in fields]
            else:
                found.append(item)
        return replace(query, select=tuple(found))

    def _fields(self, call: ast.Call, scope: Scope) -> list[str]:
        self._need_arguments(call, 1)
        group, kind = str(call.arguments[0]).upper(), scope.root.object
        if group not in ("ALL", "STANDARD", "CUSTOM"):
            self.binding.fail("FIELDS takes ALL, STANDARD or CUSTOM", call.at)
        view = self.binding.view
        names = [each.name for each in kind.fields if view.field(kind, each.name)]
        if group != "ALL":
            names = [name for name in names if name.lower().endswith(_CUSTOM) is (group == "CUSTOM")]
        if not names:
            self.binding.fail(f"{kind.name} has no {group.lower()} fields that you may read", call.at)
        return names

    def outputs(self, query: ast.Query, scope: Scope) -> tuple[Output, ...]:
        """The columns, and after them those that hold the parts of others."""
        found: dict[str, Output] = {}
        parts: list[Output] = []
        unnamed = 0
        for item in query.select:
            if isinstance(item, ast.ChildQuery):
                continue
            if isinstance(item, ast.TypeOf):
                output, fields = typed_outputs(item, scope)
                parts += fields
            else:
                expression = self.expression(item.expression, scope, aggregates=True)
                shown = _shown(expression)
                name = item.alias or (shown.path if shown else None)
                if name is None:
                    name, unnamed = "count" if counts_rows(query) else f"expr{unnamed}", unnamed + 1
                output = Output(name, expression, shown.label if shown else name)
            if output.name.lower() in found:
                self.binding.fail(f"{output.name} is selected twice", item.at)
            found[output.name.lower()] = output
        return (*found.values(), *parts)


def _shown(expression: Expression) -> Column | None:
    """The field that a column shows, perhaps in another form."""
    if isinstance(expression, Function) and expression.name == "FORMAT":
        return _shown(expression.arguments[0])
    return expression if isinstance(expression, Column) else None
