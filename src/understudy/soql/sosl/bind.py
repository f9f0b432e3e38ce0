"""From tree to what is run: for each object its query, bound and restricted, and where it is searched."""

from dataclasses import dataclass, replace
from typing import NoReturn

from understudy.kit.clock import Moment
from understudy.kit.errors import InputError
from understudy.org.metadata import Field, ObjectType
from understudy.org.orgs import Org
from understudy.org.permissions import Actor
from understudy.soql import ast
from understudy.soql.bind import bind
from understudy.soql.lexer import place
from understudy.soql.restrict import Restricted, restrict
from understudy.soql.scope import Binds
from understudy.soql.sosl.ast import Find, Returning, Search
from understudy.soql.sosl.fields import group_of, is_searched_unasked, searchable
from understudy.soql.sosl.find import parse_find
from understudy.soql.sosl.match import Sought
from understudy.soql.sosl.rules import LARGEST_LIMIT
from understudy.soql.sosl.words import plain
from understudy.soql.view import View

__all__ = ["BoundObject", "BoundSearch", "bind_search"]

_SUPPORTED = frozenset({"HIGHLIGHT", "METADATA", "PRICEBOOKID", "SNIPPET", "SPELL_CORRECTION"})


@dataclass(frozen=True, slots=True)
class BoundObject:
    """One object of a search; `sought` is None where the actor may read no field that is searched."""

    restricted: Restricted
    sought: Sought | None
    is_ordered: bool
    limit: int | None

    @property
    def described(self) -> ObjectType:
        """The object."""
        return self.restricted.plan.select.root.object


@dataclass(frozen=True, slots=True)
class BoundSearch:
    """A search that may run. `limit` is for all objects together."""

    find: Find | None
    objects: tuple[BoundObject, ...]
    limit: int


def bind_search(
    search: Search, org: Org, actor: Actor, moment: Moment, binds: Binds | None = None
) -> BoundSearch:
    """What the search comes to for the actor.

    Raises:
        InputError: a name, type or clause that does not fit, with place and hint.
        NotPermittedError: a name that the actor may not read.
    """
    binder = _SearchBinder(search, org, actor, moment, binds or {})
    return binder.bound()


class _SearchBinder:
    def __init__(self, search: Search, org: Org, actor: Actor, moment: Moment, binds: Binds) -> None:
        self._search = search
        self._org = org
        self._actor = actor
        self._moment = moment
        self._binds = binds
        self._view = View(org.schema, org.access, actor)

    def bound(self) -> BoundSearch:
        for option in self._search.options:
            if option.name not in _SUPPORTED:
                self._fail(f"not supported yet: WITH {option.name}", option.at)
        find = plain(self._find())
        returning = self._search.returning or self._everything()
        limit = self._count(self._search.limit)
        return BoundSearch(
            find,
            tuple(self._object(each, find) for each in returning),
            LARGEST_LIMIT if limit is None else min(limit, LARGEST_LIMIT),
        )

    def _find(self) -> Find:
        find = self._search.find
        if not isinstance(find, ast.Bind):
            return find
        text = self._bound_value(find)
        if not isinstance(text, str):
            self._fail(f"{find.name} is to be a text", find.at)
        return parse_find(text, lambda _: place(self._search.text, find.at), strict=False)

    def _everything(self) -> tuple[Returning, ...]:
        """The ids of every object that the actor may read."""
        found: list[Returning] = []
        for described in self._view.schema:
            if self._view.object(described.name) and is_searched_unasked(described) and searchable(described):
                identity = ast.SelectItem(ast.Path(("Id",)))
                query = ast.Query((identity,), (ast.Source(ast.Path((described.name,))),))
                found.append(Returning(query, bare=True))
        return tuple(found)

    def _object(self, returning: Returning, find: Find | None) -> BoundObject:
        if returning.scope:
            self._fail(f"not supported yet: USING {returning.scope}", returning.at)
        query = self._with_price_book(returning.query)
        plan = bind(query, self._view, self._moment, self._binds)
        if plan.select.aggregated:
            self._fail("a search returns records, not aggregates", returning.at)
        restricted = restrict(plan, self._org.schema, self._org.access, self._actor, self._moment)
        described = plan.select.root.object
        fields = self._fields(described)
        sought = Sought(find, described, fields) if find and fields else None
        limit = plan.select.limit
        return BoundObject(restricted, sought, bool(query.order), limit)

    def _fields(self, described: ObjectType) -> tuple[Field, ...]:
        readable = tuple(each for each in searchable(described) if self._view.field(described, each.name))
        return group_of(self._search.group, described, readable)

    def _with_price_book(self, query: ast.Query) -> ast.Query:
        option = self._search.option("PRICEBOOKID")
        if option is None:
            return query
        book = ast.Comparison("=", ast.Path(("Pricebook2Id",), at=option.at), option.values[0], at=option.at)
        item = ast.SelectItem(ast.Path(("Product2Id",), at=option.at))
        source = ast.Source(ast.Path(("PricebookEntry",), at=option.at), at=option.at)
        entries = ast.Query((item,), (source,), where=book, text=query.text, at=option.at)
        listed = ast.In(ast.Path(("Id",), at=option.at), entries, at=option.at)
        return replace(query, where=ast.And((query.where, listed)) if query.where else listed)

    def _count(self, node: int | ast.Bind | None) -> int | None:
        if not isinstance(node, ast.Bind):
            return node
        value = self._bound_value(node)
        if not isinstance(value, int) or not 0 <= value <= LARGEST_LIMIT:
            self._fail(f"LIMIT takes a whole number up to {LARGEST_LIMIT:,}", node.at)
        return value

    def _bound_value(self, bind: ast.Bind) -> object:
        if bind.name not in self._binds:
            self._fail(f"no value for :{bind.name}", bind.at)
        return self._binds[bind.name]

    def _fail(self, message: str, at: int) -> NoReturn:
        raise InputError(message, place=place(self._search.text, at) if self._search.text else None)
