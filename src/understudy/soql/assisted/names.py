"""Names as people say them become the names of the schema.

Two grades. What an object, field or relationship is also called (its label, plural or synonym, capitals,
spaces and `__c` aside) is its name, if it is nobody else's: that is put right, and said. What is merely
alike is a suggestion and never runs by itself.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from understudy.org.metadata import Field, ObjectType
from understudy.soql import ast
from understudy.soql.parse import parse
from understudy.soql.view import View
from understudy.soql.write import write

__all__ = ["Named", "name_rightly", "object_called"]

_T = TypeVar("_T")
_CUSTOM = ("__c", "__r")


@dataclass(frozen=True, slots=True)
class Named:
    """The text with right names, and which were put right: ("Deal", "Opportunity").

    `unknown` are fields that stay unknown, each with the object that lacks it.
    """

    text: str
    changes: tuple[tuple[str, str], ...]
    unknown: tuple[tuple[ObjectType, str], ...] = ()


def name_rightly(text: str, view: View, *, nearest: bool = False) -> Named:
    """The query's text with the names of the schema, as far as the actor may know them.

    Names that stay unknown are left as they are, for the binder to refuse.

    Args:
        nearest: also take the nearest name where nothing is called so; for a suggestion.

    Raises:
        InputError: the text is no query.
    """
    namer = _Namer(view, nearest=nearest)
    named = namer.query(parse(text), None)
    right = write(named) if namer.changes else text
    return Named(right, tuple(dict.fromkeys(namer.changes)), tuple(namer.unknown))


def object_called(view: View, written: str) -> ObjectType | None:
    """The one object that goes by the name, of those that the actor may know."""
    return view.object(written) or _only(each for each in view.objects() if _means(written, _called(each)))


@dataclass(frozen=True, slots=True)
class _Names:
    """What one SELECT may call its rows: the object, by itself or by aliases, and aliases of its values."""

    root: ObjectType
    aliases: Mapping[str, ObjectType]
    values: frozenset[str]


class _Namer:
    def __init__(self, view: View, *, nearest: bool) -> None:
        self._view = view
        self._nearest = nearest
        self.changes: list[tuple[str, str]] = []
        self.unknown: list[tuple[ObjectType, str]] = []

    def query(self, query: ast.Query, parent: ObjectType | None) -> ast.Query:
        """A SELECT; a child query's source is a way down from `parent`."""
        first = query.sources[0]
        root, path = self._child(parent, first.path) if parent else self._object(first.path)
        if root is None:
            return query
        sources = (replace(first, path=path), *query.sources[1:])
        own = [first.alias, None if self._view.reference(root, root.name) else root.name]
        aliases = {name.lower(): root for name in own if name}
        for each in sources[1:]:
            target = self._target(_Names(root, aliases, frozenset()), each.path)
            if target and each.alias:
                aliases[each.alias.lower()] = target
        values = {
            item.alias.lower() for item in query.select if isinstance(item, ast.SelectItem) and item.alias
        }
        names = _Names(root, aliases, frozenset(values))
        return replace(self._each(replace(query, sources=()), names), sources=sources)

    def _node(self, node: Any, names: _Names) -> Any:  # noqa: ANN401  (any part of the tree)
        match node:
            case ast.Path():
                return self._path(node, names)
            case ast.ChildQuery(query=query):
                return replace(node, query=self.query(query, names.root))
            case ast.Query():
                return self.query(node, None)
            case ast.TypeOf() | ast.Source():
                return node
            case ast.Call(name="FIELDS"):
                return node
            case tuple():
                return tuple(self._node(each, names) for each in cast("tuple[Any, ...]", node))
            case _:
                return self._each(node, names) if is_dataclass(node) else node

    def _each(self, node: _T, names: _Names) -> _T:
        """The node with all of its parts named."""
        parts = {each.name: getattr(node, each.name) for each in fields(cast("Any", node)) if each.compare}
        return cast("_T", replace(cast("Any", node), **{k: self._node(v, names) for k, v in parts.items()}))

    def _object(self, path: ast.Path) -> tuple[ObjectType | None, ast.Path]:
        written = path.parts[0]
        found = self._view.object(written)
        if found or len(path.parts) > 1:
            return found, path
        called = object_called(self._view, written)
        if called is None and self._nearest and (name := self._view.nearest_object(written)):
            called = self._view.object(name)
        return called, self._changed(path, written, called.name) if called else path

    def _child(self, parent: ObjectType, path: ast.Path) -> tuple[ObjectType | None, ast.Path]:
        written = path.parts[-1]
        way = self._view.child(parent, written)
        if way is None:
            ways = [each for each in self._view.ways_down(parent) if _means(written, _called(each[0]))]
            way = ways[0] if len(ways) == 1 else None
        if way is None and self._nearest and (name := self._view.nearest_child(parent, written)):
            way = self._view.child(parent, name)
        if way is None:
            return None, path
        return way[0], self._changed(path, written, way[2].name)

    def _target(self, names: _Names, path: ast.Path) -> ObjectType | None:
        """The one object at the end of a path of relationships."""
        at, rest = self._start(path.parts, names)
        for part in rest:
            reference = self._view.reference(at, part)
            at = self._view.target(reference) if reference else None
            if at is None:
                return None
        return at

    def _start(self, parts: tuple[str, ...], names: _Names) -> tuple[ObjectType, tuple[str, ...]]:
        alias = names.aliases.get(parts[0].lower()) if len(parts) > 1 else None
        return (alias, parts[1:]) if alias else (names.root, parts)

    def _path(self, path: ast.Path, names: _Names) -> ast.Path:
        if len(path.parts) == 1 and path.parts[0].lower() in names.values:
            return path
        at, rest = self._start(path.parts, names)
        found = list(path.parts[: len(path.parts) - len(rest)])
        for i, part in enumerate(rest):
            steps = rest[i:]
            reference = self._reference(at, part) if len(steps) > 1 else None
            if reference is None:
                return self._with_parts(path, [*found, *(self._last(at, part) if len(steps) == 1 else steps)])
            found.append(reference.relationship or part)
            target = self._view.target(reference)
            if target is None:
                return self._with_parts(path, [*found, *rest[i + 1 :]])
            at = target
        return path

    def _with_parts(self, path: ast.Path, parts: list[str]) -> ast.Path:
        same = [each.lower() for each in parts] == [each.lower() for each in path.parts]
        return path if same else self._changed(path, str(path), ".".join(parts))

    def _reference(self, at: ObjectType, written: str) -> Field | None:
        """The reference that a step up means: by its relationship, its own name or label."""
        found = self._view.reference(at, written)
        if found:
            return found
        ways = [each for each in self._view.fields(at) if each.relationship]
        called = _only(each for each in ways if _means(written, _called_reference(each)))
        if called is None and self._nearest and (name := self._view.nearest_relationship(at, written)):
            return self._view.reference(at, name)
        return called

    def _last(self, at: ObjectType, written: str) -> list[str]:
        """The field that the end of a path means; a relationship alone means the name at its end."""
        if self._view.field(at, written):
            return [written]
        reference = self._view.reference(at, written)
        if reference:
            target = self._view.target(reference)
            return [written, (target.name_field if target else None) or "Name"]
        called = _only(each for each in self._view.fields(at) if _means(written, _called(each)))
        if called:
            return [called.name]
        if self._nearest:
            near = self._view.nearest_field(at, written)
            path = None if near else self._view.path_to(at, written)
            if near or path:
                return (near or path or "").split(".")
        self.unknown.append((at, written))
        return [written]

    def _changed(self, path: ast.Path, was: str, now: str) -> ast.Path:
        if was.lower() == now.lower():
            return path
        self.changes.append((was, now))
        return ast.Path(tuple(now.split(".")), at=path.at)


def _key(text: str) -> str:
    lower = text.lower()
    for suffix in _CUSTOM:
        lower = lower.removesuffix(suffix)
    return "".join(char for char in lower if char.isalnum())


def _means(written: str, called: set[str]) -> bool:
    """Whether it is one of the names, in the singular or the plural."""
    key = _key(written)
    return bool({key, key.removesuffix("s"), re.sub("ies$", "y", key)} & called)


def _called(each: ObjectType | Field) -> set[str]:
    """All that an object or field is called."""
    plural = (each.plural,) if isinstance(each, ObjectType) else ()
    return {_key(name) for name in (each.name, each.label, *plural, *each.synonyms)}


def _called_reference(field: Field) -> set[str]:
    return _called(field) | {_key(field.relationship or "")}


def _only(found: Iterable[_T]) -> _T | None:
    """The only one there is."""
    every = list(found)
    return every[0] if len(every) == 1 else None
