"""Rules of conditions: what is compared with what, and the subqueries of WHERE."""

from understudy.soql.ast import (
    Call,
    Comparison,
    Condition,
    CurrencyValue,
    DateLiteral,
    Expression,
    In,
    Includes,
    Not,
    Or,
    Path,
    Query,
    SelectItem,
    Value,
)
from understudy.soql.parse_expression import AGGREGATES, DATE_FUNCTIONS
from understudy.soql.rules_judge import Judge
from understudy.soql.tree import (
    Names,
    calls,
    conditions,
    is_aggregate,
    joins,
    operands,
    paths,
    select_items,
)

__all__ = ["check_where"]

_LONGEST_TEXT = 4000
_MOST_JOINS = 2
_ID_ENDINGS = ("id", "__c", "__pc", "__s")
_UNASKED = frozenset(
    {"activityhistory", "attachment", "event", "eventattendee", "note", "openactivity", "task"}
)
_EQUALITY = ("=", "!=")


def check_where(query: Query, judge: Judge) -> None:
    """The rules of WHERE and HAVING."""
    _check_aliases(query, judge)
    for each in operands(query.where):
        _check_aggregates(each, judge)
    for each in (*conditions(query.where), *conditions(query.having)):
        _check_comparison(each, judge)
    _check_joins(query, judge)


def _check_aliases(query: Query, judge: Judge) -> None:
    """An alias that is no field: that of a function, which does not name the field itself."""
    computed: set[str] = set()
    for item in select_items(query):
        if item.alias and isinstance(item.expression, Call):
            own = {path.parts[-1].lower() for path in paths(item.expression)}
            computed |= {item.alias.lower()} - own
    for each in operands(query.where):
        if isinstance(each, Path) and len(each.parts) == 1 and each.parts[0].lower() in computed:
            hint = "conditions on aggregates belong in HAVING"
            judge.refuse("alias-in-where", each.at, name=each, hint=hint)


def _check_aggregates(node: Expression, judge: Judge) -> None:
    for call in calls(node):
        if call.name in AGGREGATES or call.name == "GROUPING":
            hint = "conditions on aggregates belong in HAVING"
            judge.refuse("aggregate-in-where", call.at, name=call.name, hint=hint)


def _check_comparison(node: Condition, judge: Judge) -> None:
    match node:
        case Comparison():
            _check_values(node, judge)
        case In(left=left, right=tuple(values)):
            coded = [isinstance(each, CurrencyValue) for each in values]
            if any(coded) and not all(coded):
                judge.refuse("currency-mixed", node.at)
            for each in values:
                _check_value(left, each, judge)
        case Includes(values=values):
            for each in values:
                if isinstance(each, Value) and not isinstance(each.value, str):
                    name = "EXCLUDES" if node.negated else "INCLUDES"
                    judge.refuse("includes-text", each.at, name=name)
        case _:
            return


def _check_values(node: Comparison, judge: Judge) -> None:
    right = node.right
    if node.operator == "LIKE" and isinstance(right, Value | DateLiteral | CurrencyValue):
        if not isinstance(right, Value) or not isinstance(right.value, str):
            judge.refuse("like-text", right.at)
    elif isinstance(right, Value) and node.operator not in _EQUALITY:
        if right.value is None:
            judge.refuse("null-order", node.at)
        if isinstance(right.value, bool):
            judge.refuse("truth-order", node.at)
    if isinstance(node.left, Call) and node.left.name == "DISTANCE" and node.operator not in ("<", ">"):
        judge.refuse("distance-operator", node.at)
    _check_value(node.left, right, judge)


def _check_value(left: Expression, value: Expression, judge: Judge) -> None:
    if isinstance(value, Value) and isinstance(value.value, str) and len(value.value) > _LONGEST_TEXT:
        judge.refuse("text-length", value.at)
    if isinstance(value, CurrencyValue) and is_aggregate(left):
        judge.refuse("currency-aggregate", value.at)
    # DAY_ONLY gives a day, which a range of days can be compared with.
    counts = isinstance(left, Call) and left.name in DATE_FUNCTIONS and left.name != "DAY_ONLY"
    if counts and isinstance(left, Call) and isinstance(value, DateLiteral):
        judge.refuse("date-function-literal", value.at, name=left.name, literal=value.name)


def _check_joins(query: Query, judge: Judge) -> None:
    found = list(joins(query.where))
    if len(found) > _MOST_JOINS:
        judge.refuse("join-number", found[_MOST_JOINS].at)
    for each in conditions(query.where):
        if isinstance(each, Or) and any(True for _ in joins(each)):
            judge.refuse("join-or", each.at, hint="ask two queries")
        if isinstance(each, Not) and any(True for _ in joins(each)):
            judge.refuse("join-not", each.at, hint="write NOT IN, or IN")
    for each in found:
        assert isinstance(each.right, Query)
        _check_join(query, each, each.right, judge)


def _check_join(query: Query, join: In, inner: Query, judge: Judge) -> None:
    asked = inner.sources[0].path
    if str(asked).lower() == str(query.sources[0].path).lower():
        judge.refuse("join-same-object", inner.at, hint="write the condition in the query itself")
    if str(asked).lower() in _UNASKED:
        judge.refuse("join-object", asked.at, name=asked)
    for item in inner.select:
        if not isinstance(item, SelectItem):
            is_typeof = hasattr(item, "cases")
            judge.refuse("typeof-in-join" if is_typeof else "join-one-field", item.at)
    if len(inner.select) != 1:
        judge.refuse("join-one-field", inner.at)
    _check_selected(inner, judge)
    counted = inner.limit is not None or inner.offset is not None
    if inner.group or inner.having or inner.order or counted or inner.purposes:
        judge.refuse("join-clause", inner.at)
    for nested in joins(inner.where):
        judge.refuse("join-nested", nested.at)
    _check_id(join.left, judge)


def _check_selected(inner: Query, judge: Judge) -> None:
    node = select_items(inner)[0].expression
    if isinstance(node, Call):
        judge.refuse("join-clause" if node.name in AGGREGATES else "join-one-field", node.at)
    if isinstance(node, Path) and len(Names(inner).of(node)) > 1:
        judge.refuse("join-field-path", node.at, hint=f"write {node.parts[0]}Id")
    _check_id(node, judge)


def _check_id(node: Expression, judge: Judge) -> None:
    """Standard ids and references end in Id; of custom fields only the org knows."""
    if isinstance(node, Call):
        judge.refuse("join-id", node.at, name=node.name)
    if isinstance(node, Path) and judge.by_name and not node.parts[-1].lower().endswith(_ID_ENDINGS):
        judge.refuse("join-id", node.at, name=node)
