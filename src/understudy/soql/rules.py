"""The documented rules of SOQL that need no org: a query that reads well and breaks one is refused by name.

They are checked after a text is parsed and before it is bound; the definition dialect knows none of them.
"""

from functools import lru_cache
from typing import Literal as OneOf

from understudy.soql.ast import Path, Query, With
from understudy.soql.parse import parse
from understudy.soql.rules_functions import check_functions
from understudy.soql.rules_grouping import check_grouping
from understudy.soql.rules_judge import RULES, BrokenRuleError, Judge
from understudy.soql.rules_select import check_paths, check_select
from understudy.soql.rules_where import check_where
from understudy.soql.tree import calls, child_queries, is_aggregated, joins, select_items

__all__ = ["RULES", "BrokenRuleError", "Surface", "check_rules", "parse_by_rules"]

Surface = OneOf["rest", "apex"]
"""Where a text is to be used, where the rules differ: sent to the API, or written in Apex."""

_LARGEST_OFFSET = 2000
_DEEPEST_CHILD = 4
_MOST_CHILDREN = 20
_MOST_CATEGORIES = 3
_SCOPES = frozenset(
    "delegated everything mine mineandmygroups myteam myteamterritory myterritory scopingrule team".split()
)
"""Without low lines. Source: SOQL reference, "USING SCOPE"."""
_SORTED_BY_CATEGORY = ("question", "knowledge", "__kav", "__ka")


@lru_cache(maxsize=2048)
def parse_by_rules(text: str, *, binds: bool = True) -> Query:
    """The tree of a query that keeps the rules.

    Raises:
        InputError: the text is no query.
        BrokenRuleError: it breaks a rule.
    """
    query = parse(text, binds=binds)
    check_rules(query)
    return query


def check_rules(query: Query, surface: Surface | None = None) -> None:
    """Refuse a query that breaks a rule.

    Args:
        surface: where a text that no org will check further is to be used: adds the surface's own rules, and
            those on kinds of fields as far as names tell.

    Raises:
        BrokenRuleError: with place, and often a hint.
    """
    judge = Judge(query.text, by_name=surface is not None)
    _check_surface(query, surface, judge)
    number = _check_children(query, judge, 0)
    if number > _MOST_CHILDREN:
        judge.refuse("child-number", query.at)
    _check_query(query, judge)


def _check_query(query: Query, judge: Judge) -> None:
    check_select(query, judge)
    check_where(query, judge)
    check_functions(query, judge)
    check_grouping(query, judge)
    check_paths(query, judge)
    _check_clauses(query, judge)
    for child in child_queries(query):
        _check_query(child.query, judge)
    for join in joins(query.where):
        assert isinstance(join.right, Query)
        _check_query(join.right, judge)


def _check_surface(query: Query, surface: Surface | None, judge: Judge) -> None:
    if surface == "rest" and query.all_rows:
        judge.refuse("all-rows-in-apex", query.at, hint="the API's queryAll returns them")
    for item in select_items(query) if surface == "apex" else ():
        for call in calls(item.expression):
            group = str(call.arguments[0]).upper() if call.name == "FIELDS" and call.arguments else ""
            if group in ("ALL", "CUSTOM"):
                judge.refuse("fields-in-apex", item.at, name=group)


def _check_children(query: Query, judge: Judge, depth: int) -> int:
    """How many child queries there are, at whatever depth."""
    number = 0
    for child in child_queries(query):
        if depth >= _DEEPEST_CHILD:
            judge.refuse("child-depth", child.at)
        if is_aggregated(child.query):
            judge.refuse("child-aggregate", child.at)
        if child.query.offset is not None and query.limit != 1:
            judge.refuse("offset-in-child", child.at)
        number += 1 + _check_children(child.query, judge, depth + 1)
    return number


def _check_sources(query: Query, judge: Judge) -> None:
    """Another object in FROM is reached from an earlier one: FROM Contact c, c.Account a."""
    known: set[str] = set()
    for place, source in enumerate(query.sources):
        first, *steps = source.path.parts
        if place and not (steps and first.lower() in known):
            judge.refuse("from-path", source.at, name=source.path, hint="FROM Contact c, c.Account a")
        known |= {source.path.parts[-1].lower(), (source.alias or "").lower()}


def _check_clauses(query: Query, judge: Judge) -> None:
    _check_sources(query, judge)
    scope = query.scope or "everything"
    if scope.replace("_", "").lower() not in _SCOPES and not scope.startswith("LOOKUP "):
        hint = "there are everything, mine, team, my_team and delegated"
        judge.refuse("scope-name", query.at, name=scope, hint=hint)
    if isinstance(query.offset, int) and query.offset > _LARGEST_OFFSET:
        hint = "go on from the last id: WHERE Id > '...' ORDER BY Id"
        judge.refuse("offset-range", query.at, hint=hint)
    if len(query.filters) > 1:
        judge.refuse("with-once", query.filters[1].at)
    for each in query.filters:
        _check_filter(each, query, judge)
    if query.purposes and is_aggregated(query):
        judge.refuse("for-aggregate", query.at, name=query.purposes[0])
    if "UPDATE" in query.purposes and query.order:
        judge.refuse("for-update-ordered", query.order[0].at)
    if "UPDATE" in query.purposes and query.all_rows:
        judge.refuse("all-rows-for-update", query.at)


def _check_filter(node: With, query: Query, judge: Judge) -> None:
    if node.name != "DATA":
        return
    groups = [each.split()[0].lower() for each in node.detail.split(" AND ")]
    for place, group in enumerate(groups):
        if group in groups[:place]:
            judge.refuse("category-group-once", node.at, name=node.detail.split(" AND ")[place].split()[0])
    if len(groups) > _MOST_CATEGORIES:
        judge.refuse("category-three", node.at)
    asked: Path = query.sources[0].path
    if not any(each in asked.parts[-1].lower() for each in _SORTED_BY_CATEGORY):
        judge.refuse("category-object", node.at)
