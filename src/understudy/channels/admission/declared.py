"""No route without a declaration: an application that has one does not start."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute

from understudy.channels.admission.entry import Entry, Open
from understudy.kit.errors import ConfigError

__all__ = ["OWNED", "Declared", "declarations"]

OWNED: Mapping[str, str] = {
    "agent": "an agent, for those of its audience",
    "approval": "an approval, for who may decide it",
    "dispute": "a conflict, for who may decide it",
    "document": "a document, for who may read it",
    "field": "a field of an object, for who may read it",
    "job_id": "a bulk job, for who made it",
    "key_id": "a key, for those who administer; on a page, for whose it is",
    "locator": "a place in an answer, for who got it",
    "name": "an object or agent, for who may use it",
    "of": "a record, for who may read it",
    "organisation": "nothing: a part of an address that is not looked at",
    "session_id": "a session, for who began it",
    "sign_in_id": "a sign-in, for whose it is",
    "trace_id": "a turn, for whose it was and the operator",
    "value": "a record, for who may read it",
    "version": "nothing: the version of the API that is spoken",
    "who": "a person, for those who administer",
}
"""What the parts of addresses name, and for whom that is: a route with another part does not start."""


_PART = re.compile(r"\{(\w+)")


@dataclass(frozen=True, slots=True)
class Declared:
    """A route with its declaration."""

    path: str
    methods: tuple[str, ...]
    entry: Entry | Open
    owned: tuple[str, ...]


def declarations(routes: Sequence[BaseRoute], files: Mapping[str, Open]) -> list[Declared]:
    """All routes with whom they let in; `files` are those that are no functions of ours, by path.

    Raises: ConfigError with the first that does not say it.
    """
    return [_declared(each, files) for each in iter_route_contexts(routes)]


def _declared(route: Any, files: Mapping[str, Open]) -> Declared:  # noqa: ANN401  (any kind of route)
    path: str = route.path
    methods = tuple(sorted(route.methods or ("GET",)))
    where = f"the route {methods[0]} {path}"
    dependant = getattr(route, "dependant", None)
    entries = [*_entries(dependant)] if dependant else [files[path]] if path in files else []
    if len(entries) != 1:
        raise ConfigError(
            f"{where} declares {'more than once' if entries else 'nowhere'} whom it lets in",
            hint="give it one parameter of a type such as Caller or Visiting, or Depends(Open(reason))",
        )
    owned = tuple(_PART.findall(path))
    if unknown := [name for name in owned if name not in OWNED]:
        raise ConfigError(
            f"{where} does not say whose {unknown[0]!r} is",
            hint="name it in OWNED (channels/admission/declared.py), and check it in the route",
        )
    return Declared(path, methods, entries[0], owned)


def _entries(dependant: Any) -> Iterator[Entry | Open]:  # noqa: ANN401  (FastAPI's own, without a public name)
    for each in dependant.dependencies:
        if isinstance(each.call, Entry | Open):
            yield each.call
        yield from _entries(each)
