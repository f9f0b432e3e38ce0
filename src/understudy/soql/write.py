"""From a tree back to text, for queries that were built and not written."""

from datetime import date, datetime
from decimal import Decimal

from understudy.soql import ast
from understudy.soql.literals import quote

__all__ = ["write"]

_UNESCAPED = str.maketrans({"'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_SUMS, _PRODUCTS = ("+", "-"), ("*", "/")


def write(query: ast.Query) -> str:
    """The text of a query on one line; parsing it gives the same tree."""
    sources = ", ".join(_source(each) for each in query.sources)
    clauses = [f"SELECT {', '.join(_selectable(each) for each in query.select)} FROM {sources}"]
    if query.scope:
        clauses.append(
            f"USING {query.scope if query.scope.startswith('LOOKUP ') else f'SCOPE {query.scope}'}"
        )
    if query.where:
        clauses.append(f"WHERE {_condition(query.where)}")
    clauses += [_filter(each) for each in query.filters]
    if query.group:
        items = ", ".join(_expression(each) for each in query.group.items)
        clauses.append(f"GROUP BY {f'{query.group.mode}({items})' if query.group.mode else items}")
    if query.having:
        clauses.append(f"HAVING {_condition(query.having)}")
    if query.order:
        clauses.append(f"ORDER BY {', '.join(_order_item(each) for each in query.order)}")
    clauses += [
        f"{name} {_count(n)}"
        for name, n in (("LIMIT", query.limit), ("OFFSET", query.offset))
        if n is not None
    ]
    if query.purposes:
        clauses.append(f"FOR {', '.join(query.purposes)}")
    if query.updates:
        clauses.append(f"UPDATE {', '.join(query.updates)}")
    if query.all_rows:
        clauses.append("ALL ROWS")
    return " ".join(clauses)


def _source(source: ast.Source) -> str:
    return f"{source.path} {source.alias}" if source.alias else str(source.path)


def _selectable(item: ast.Selectable) -> str:
    match item:
        case ast.SelectItem(expression=expression, alias=alias):
            return f"{_expression(expression)} {alias}" if alias else _expression(expression)
        case ast.ChildQuery(query=query):
            return f"({write(query)})"
        case ast.TypeOf(path=path, cases=cases, otherwise=otherwise):
            whens = "".join(f" WHEN {name} THEN {_paths(paths)}" for name, paths in cases)
            return f"TYPEOF {path}{whens}{f' ELSE {_paths(otherwise)}' if otherwise else ''} END"


def _paths(paths: tuple[ast.Path, ...]) -> str:
    return ", ".join(str(path) for path in paths)


def _filter(node: ast.With) -> str:
    name = "DATA CATEGORY" if node.name == "DATA" else node.name
    return f"WITH {name} {node.detail}".rstrip()


def _order_item(item: ast.OrderItem) -> str:
    nulls = "" if item.nulls_first is None else f" NULLS {'FIRST' if item.nulls_first else 'LAST'}"
    return f"{_expression(item.expression)}{' DESC' if item.descending else ''}{nulls}"


def _count(node: int | ast.Bind) -> str:
    return str(node) if isinstance(node, int) else f":{node.name}"


def _expression(node: ast.Expression | ast.Condition) -> str:
    match node:
        case ast.Path():
            return str(node)
        case ast.Value(value=value, pattern=pattern):
            return _value(value, pattern)
        case ast.CurrencyValue(code=code, amount=amount):
            return f"{code}{amount:f}"
        case ast.DateLiteral(name=name, n=n):
            return name if n is None else f"{name}:{n}"
        case ast.Bind(name=name):
            return f":{name}"
        case ast.Call(name=name, arguments=arguments):
            return f"{name}({', '.join(_expression(each) for each in arguments)})"
        case ast.Arithmetic(operator=operator, left=left, right=right):
            return f"{_operand(left, operator)} {operator} {_operand(right, operator, is_right=True)}"
        case ast.Negative(operand=operand):
            return f"-({_expression(operand)})"
        case ast.ScalarQuery(query=query):
            return f"({write(query)})"
        case _:
            return _condition(node)


def _value(value: str | Decimal | bool | date | datetime | None, pattern: str | None) -> str:
    if not isinstance(value, str) or pattern is None or "\\" not in pattern:
        return quote(value)
    # Backslashes and wildcards are escaped in a pattern as in a query; quotes and ends of line are not.
    return "'" + pattern.translate(_UNESCAPED) + "'"


def _operand(node: ast.Expression, operator: str, *, is_right: bool = False) -> str:
    """An operand in parentheses where the text would otherwise be read differently."""
    text = _expression(node)
    if not isinstance(node, ast.Arithmetic):
        return text
    binds_looser = operator in _PRODUCTS and node.operator in _SUMS
    same_level = (operator in _SUMS) == (node.operator in _SUMS)
    return f"({text})" if binds_looser or (same_level and is_right) else text


def _condition(node: ast.Condition) -> str:
    match node:
        case ast.And(operands=operands):
            return " AND ".join(_nested(each) for each in operands)
        case ast.Or(operands=operands):
            return " OR ".join(_nested(each) for each in operands)
        case ast.Not(operand=operand):
            return f"NOT {_nested(operand)}"
        case ast.Comparison(operator=operator, left=left, right=right):
            return f"{_expression(left)} {operator} {_expression(right)}"
        case ast.In(left=left, right=right, negated=negated):
            return f"{_expression(left)} {'NOT IN' if negated else 'IN'} {_members(right)}"
        case ast.Includes(left=left, values=values, negated=negated):
            return f"{_expression(left)} {'EXCLUDES' if negated else 'INCLUDES'} {_members(values)}"
        case ast.Call():
            return _expression(node)


def _nested(node: ast.Condition) -> str:
    return f"({_condition(node)})" if isinstance(node, ast.And | ast.Or) else _condition(node)


def _members(members: tuple[ast.Expression, ...] | ast.Bind | ast.Query) -> str:
    match members:
        case ast.Query():
            return f"({write(members)})"
        case ast.Bind(name=name):
            return f":{name}"
        case _:
            return f"({', '.join(_expression(each) for each in members)})"
