"""Rules of the field list: names, aliases, FIELDS() and TYPEOF; and how far fields may lie."""

from understudy.soql.ast import Call, Comparison, Expression, In, Path, Query, SelectItem, TypeOf
from understudy.soql.rules_judge import Judge
from understudy.soql.tree import (
    Names,
    calls,
    is_aggregated,
    operands,
    paths,
    select_items,
    typeofs,
)

__all__ = ["check_paths", "check_select"]

_RESERVED = frozenset(
    """AND ASC DESC EXCLUDES FIRST FROM GROUP HAVING IN INCLUDES LAST LIKE LIMIT NOT NULL NULLS OR SELECT
    USING WHERE WITH""".split()
)
_SHOWING = ("TOLABEL", "FORMAT", "CONVERTCURRENCY")
_GROUPS = ("ALL", "STANDARD", "CUSTOM")
_MOST_FIELDS_ROWS = 200
_MOST_STEPS = 5
_POLYMORPHIC = ("what", "who")
"""The standard references to several objects but Owner, CreatedBy and LastModifiedBy, which are excepted."""
_MOST_RELATIONSHIPS = 55


def check_select(query: Query, judge: Judge) -> None:
    """The rules of what is selected, and under which names."""
    names = Names(query)
    _check_names(query, names, judge)
    _check_fields_function(query, names, judge)
    for each in typeofs(query):
        _check_typeof(each, query, names, judge)
    for source in query.sources:
        if source.alias and source.alias.upper() in _RESERVED:
            judge.refuse("alias-reserved", source.at, name=source.alias)


def _check_names(query: Query, names: Names, judge: Judge) -> None:
    seen: set[object] = set()
    for item in select_items(query):
        plain = _field(item.expression)
        if item.alias:
            _check_alias(item, query, judge)
            rule, key = "alias-twice", ("alias", item.alias.lower())
        elif plain:
            rule, key = "field-twice", names.of(plain)
        else:
            continue
        if key in seen:
            judge.refuse(rule, item.at, name=item.alias or plain, hint=_aliased(item))
        seen.add(key)


def _field(node: Expression) -> Path | None:
    """The field that a column shows, itself or through a function that only shows it differently."""
    if isinstance(node, Call) and node.name in _SHOWING and len(node.arguments) == 1:
        inner = node.arguments[0]
        return _field(inner) if isinstance(inner, Call | Path) else None
    return node if isinstance(node, Path) else None


def _aliased(item: SelectItem) -> str | None:
    return "give it an alias" if isinstance(item.expression, Call) and not item.alias else None


def _check_alias(item: SelectItem, query: Query, judge: Judge) -> None:
    assert item.alias
    if item.alias.upper() in _RESERVED:
        judge.refuse("alias-reserved", item.at, name=item.alias)
    if isinstance(item.expression, Path) and query.group is None:
        judge.refuse("alias-needs-group", item.at, hint="is a comma missing, or GROUP BY?")


def _check_fields_function(query: Query, names: Names, judge: Judge) -> None:
    found: set[str] = set()
    for item in select_items(query):
        for call in calls(item.expression):
            if call.name != "FIELDS":
                continue
            if call is not item.expression or item.alias:
                judge.refuse("fields-alone", item.at)
            group = str(call.arguments[0]).upper() if len(call.arguments) == 1 else ""
            if group not in _GROUPS:
                judge.refuse("fields-group", item.at)
            if group in found or (found and "ALL" in (group, *found)):
                judge.refuse("field-twice", item.at, name=f"FIELDS({group})")
            found.add(group)
            _check_rows(query, group, item, judge)
    if found and is_aggregated(query):
        judge.refuse("fields-in-aggregate", query.at)
    for item in select_items(query):
        plain = item.expression
        if found and isinstance(plain, Path) and len(key := names.of(plain)) == 1:
            own = "CUSTOM" if key[0].endswith("__c") else "STANDARD"
            if found & {"ALL", own}:
                judge.refuse("field-twice", item.at, name=plain, hint="FIELDS() holds it already")


def _check_rows(query: Query, group: str, item: SelectItem, judge: Judge) -> None:
    """ALL and CUSTOM need a bound on rows: LIMIT, or ids."""
    bound = isinstance(query.limit, int) and query.limit <= _MOST_FIELDS_ROWS
    if group != "STANDARD" and not bound and not _asks_ids(query):
        judge.refuse("fields-limit", item.at, name=group, hint=f"add LIMIT {_MOST_FIELDS_ROWS}")


def _asks_ids(query: Query) -> bool:
    names = Names(query)
    where = query.where
    if isinstance(where, Comparison) and isinstance(where.left, Path):
        return where.operator == "=" and names.of(where.left) == ("id",)
    if isinstance(where, In) and isinstance(where.left, Path) and isinstance(where.right, tuple):
        few = len(where.right) <= _MOST_FIELDS_ROWS and not where.negated
        return few and names.of(where.left) == ("id",)
    return False


def _check_typeof(node: TypeOf, query: Query, names: Names, judge: Judge) -> None:
    if is_aggregated(query):
        judge.refuse("typeof-in-aggregate", node.at)
    seen: set[str] = set()
    for name, _ in node.cases:
        if name.lower() in seen:
            judge.refuse("typeof-twice", node.at, name=name)
        seen.add(name.lower())
    reference = names.of(node.path)
    for item in select_items(query):
        for path in paths(item.expression):
            if len(names.of(path)) > 1 and names.of(path)[:-1] == reference:
                judge.refuse("typeof-selected", item.at, name=path)
    if node.otherwise and any(each.name == "SECURITY_ENFORCED" for each in query.filters):
        judge.refuse("security-typeof", node.at)


def check_paths(query: Query, judge: Judge) -> None:
    """How far and along how many relationships the fields of a query lie."""
    names = Names(query)
    ways: set[tuple[str, ...]] = set()
    enforced = any(each.name == "SECURITY_ENFORCED" for each in query.filters)
    for path in _named(query):
        steps = names.of(path)[:-1]
        if enforced and any(step in _POLYMORPHIC for step in steps):
            judge.refuse("security-path", path.at, name=path)
        if len(steps) > _MOST_STEPS:
            judge.refuse("path-steps", path.at, name=len(steps))
        ways.update(steps[:length] for length in range(1, len(steps) + 1))
    if len(ways) > _MOST_RELATIONSHIPS:
        judge.refuse("relationship-number", query.at)


def _named(query: Query) -> list[Path]:
    found = [path for item in select_items(query) for path in paths(item.expression)]
    found += [path for each in typeofs(query) for path in (each.path, *each.otherwise)]
    for condition in (query.where, query.having):
        found += [path for each in operands(condition) for path in paths(each)]
    found += [path for each in query.group.items for path in paths(each)] if query.group else []
    return found + [path for each in query.order for path in paths(each.expression)]
