"""Rules of GROUP BY, HAVING and ORDER BY, and of aggregates wherever they stand."""

from understudy.soql.ast import Call, Expression, Path, Query
from understudy.soql.parse_expression import AGGREGATES, DATE_FUNCTIONS
from understudy.soql.rules_judge import Judge
from understudy.soql.tree import (
    Names,
    calls,
    child_queries,
    counts_rows,
    is_aggregated,
    joins,
    operands,
    select_items,
)

__all__ = ["check_grouping"]

_MOST_ROLLED_UP = 3
_MOST_KEYS = 32
_COUNT = Call("COUNT")


def check_grouping(query: Query, judge: Judge) -> None:
    """What may be selected, filtered and sorted by where groups are returned, and where records are."""
    _check_count(query, judge)
    _check_group_by(query, judge)
    if query.having is not None and query.group is None:
        judge.refuse("having-grouped", query.having.at, hint="put the condition in WHERE")
    for join in joins(query.having):
        judge.refuse("having-join", join.at, hint="put the condition in WHERE")
    if len(query.order) > _MOST_KEYS:
        judge.refuse("order-keys", query.order[_MOST_KEYS].at)
    for item in query.order:
        if any(call.name == "TOLABEL" for call in calls(item.expression)):
            judge.refuse("label-ordered", item.at, hint="sort by the field")
    if is_aggregated(query):
        _check_aggregated(query, judge)
    else:
        _check_plain(query, judge)


def _check_count(query: Query, judge: Judge) -> None:
    item = next((each for each in select_items(query) if each.expression == _COUNT), None)
    if item is None:
        return
    if len(query.select) > 1 or item.alias:
        judge.refuse("count-alone", item.at, hint="COUNT(Id) counts beside others")
    if query.group:
        judge.refuse("count-grouped", item.at, hint="write COUNT(Id)")
    if query.order:
        judge.refuse("count-ordered", query.order[0].at, hint="write COUNT(Id)")


def _check_group_by(query: Query, judge: Judge) -> None:
    if query.group is None:
        return
    for item in query.group.items:
        if isinstance(item, Call) and item.name == "DISTANCE":
            judge.refuse("distance-place", item.at)
        if isinstance(item, Call) and item.name not in DATE_FUNCTIONS:
            judge.refuse("group-by-field", item.at, name=item.name)
    if query.group.mode and len(query.group.items) > _MOST_ROLLED_UP:
        judge.refuse("rollup-three", query.group.at, name=query.group.mode)


def _check_plain(query: Query, judge: Judge) -> None:
    for item in select_items(query):
        for call in calls(item.expression):
            _check_grouping_function(call, query, judge)
            if call.name in DATE_FUNCTIONS:
                judge.refuse("date-function-grouped", item.at, hint=f"add GROUP BY {call.name}(...)")
    for item in query.order:
        for call in calls(item.expression):
            _check_grouping_function(call, query, judge)
            if call.name in AGGREGATES:
                judge.refuse("order-aggregate", item.at)


def _check_aggregated(query: Query, judge: Judge) -> None:
    names = Names(query)
    grouped = {names.key(each) for each in query.group.items} if query.group else set[object]()
    for child in child_queries(query):
        judge.refuse("child-in-aggregate", child.at)
    limited = query.limit is not None or query.offset is not None
    if query.group is None and limited and not counts_rows(query):
        judge.refuse("limit-grouped", query.at, hint="without GROUP BY there is one row")
    aliases = {item.alias.lower() for item in select_items(query) if item.alias}
    for item in select_items(query):
        _check_grouped(item.expression, query, names, grouped, judge)
    for each in operands(query.having):
        _check_grouped(each, query, names, grouped, judge)
    for item in query.order:
        is_alias = isinstance(item.expression, Path) and str(item.expression).lower() in aliases
        if not is_alias:
            _check_grouped(item.expression, query, names, grouped, judge)


def _check_grouped(node: Expression, query: Query, names: Names, grouped: set[object], judge: Judge) -> None:
    """A field is grouped by, or inside an aggregate."""
    if names.key(node) in grouped:
        return
    if isinstance(node, Path):
        judge.refuse("grouped", node.at, name=node, hint=f"add {node} to GROUP BY")
    if not isinstance(node, Call):
        return
    _check_grouping_function(node, query, judge)
    if node.name in AGGREGATES or node.name in ("GROUPING", "FIELDS"):
        return
    for each in node.arguments:
        if isinstance(each, Call | Path):
            _check_grouped(each, query, names, grouped, judge)


def _check_grouping_function(call: Call, query: Query, judge: Judge) -> None:
    if call.name != "GROUPING":
        return
    names = Names(query)
    rolled_up = query.group.items if query.group and query.group.mode else ()
    grouped = {names.key(each) for each in rolled_up}
    argument = call.arguments[0] if len(call.arguments) == 1 else None
    if not isinstance(argument, Call | Path) or names.key(argument) not in grouped:
        judge.refuse("grouping-function", call.at)
