"""Clauses that choose no rows by what is in them: whose records (USING SCOPE), under which rules (WITH).

FOR VIEW, FOR REFERENCE, FOR UPDATE, UPDATE TRACKING and UPDATE VIEWSTAT are taken and do nothing: what was
looked at is not kept here, and a row is locked only while it is changed.
"""

from understudy.kit.errors import NotPermittedError
from understudy.org.permissions import Actor, Employee, System
from understudy.soql import ast
from understudy.soql.scope import Binding, Scope

__all__ = ["check_filters", "scoped"]

_OWNER, _MAKER = ast.Path(("OwnerId",)), ast.Path(("CreatedById",))
_NEEDLESS = ("SECURITY_ENFORCED", "USER_MODE")
_MEANINGLESS = {
    "mineandmygroups": "the org has no groups and queues",
    "myterritory": "the org has no territories",
    "myteamterritory": "the org has no territories",
    "scopingrule": "the org has no scoping rules",
}


def check_filters(query: ast.Query, binding: Binding) -> None:
    """Refuse a WITH that has no meaning for this org or actor."""
    for each in query.filters:
        if each.name in _NEEDLESS:
            continue
        if each.name == "SYSTEM_MODE":
            _check_system_mode(each, binding)
        elif each.name == "DATA":
            hint = "put a condition on a field into WHERE"
            binding.fail("the org has no data categories", each.at, hint)
        else:
            binding.fail(f"WITH {each.name} filters feeds, and the org has none", each.at)


def _check_system_mode(node: ast.With, binding: Binding) -> None:
    if not isinstance(binding.view.actor, System):
        message = "nobody leaves their permissions: WITH SYSTEM_MODE is for the platform itself"
        raise NotPermittedError(message, place=binding.place(node.at))


def scoped(query: ast.Query, scope: Scope) -> ast.Condition | None:
    """The condition of the query with that of its scope."""
    own = _scope(query, scope)
    if own is None or query.where is None:
        return own or query.where
    return ast.And((own, query.where), at=query.at)


def _scope(query: ast.Query, scope: Scope) -> ast.Condition | None:
    binding = scope.binding
    if query.scope is None:
        return None
    if query.scope.startswith("LOOKUP "):
        binding.fail("the org has no lookup filters", query.at, "put the condition into WHERE")
    name = query.scope.replace("_", "").lower()
    if name == "everything":
        return None
    if name in _MEANINGLESS:
        binding.fail(f"USING SCOPE {query.scope}: {_MEANINGLESS[name]}", query.at)
    return _condition(name, query, scope, _employee(binding.view.actor, query, binding))


def _employee(actor: Actor, query: ast.Query, binding: Binding) -> Employee:
    if not isinstance(actor, Employee):
        binding.fail(f"USING SCOPE {query.scope} is for a user, who owns records", query.at)
    return actor


def _condition(name: str, query: ast.Query, scope: Scope, actor: Employee) -> ast.Condition:
    if scope.root.object.field("OwnerId") is None:
        scope.binding.fail(f"{scope.root.object.name} has no owner", query.at)
    match name:
        case "mine":
            return _is(_OWNER, actor.user_id)
        case "team" | "myteam":
            team = sorted({*actor.team, actor.user_id})
            return ast.In(_OWNER, tuple(ast.Value(user) for user in team), at=query.at)
        case "delegated":
            others = ast.Comparison("!=", _OWNER, ast.Value(actor.user_id), at=query.at)
            return ast.And((_is(_MAKER, actor.user_id), others), at=query.at)
        case _:
            known = "everything, mine, team, my_team and delegated"
            scope.binding.fail(f"no scope {query.scope}", query.at, f"there are {known}")


def _is(path: ast.Path, user: str) -> ast.Condition:
    return ast.Comparison("=", path, ast.Value(user))
