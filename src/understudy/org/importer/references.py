"""Which columns point to other records, and to which.

A column is a reference if its name names an object (`AccountId`, `customer_ref`) and its values are found
among that object's ids, or if its values are ids that cannot be mistaken and are found in some table.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from understudy.org.importer.identify import Identity, id_key, looks_like_record_id
from understudy.org.importer.naming import plain, singular, words

__all__ = ["Ids", "targets_by_name", "targets_by_value"]

_SUFFIXES = frozenset({"id", "ids", "ref", "reference", "key", "fk", "uuid", "guid"})
_PEOPLE = frozenset(
    {"owner", "createdby", "lastmodifiedby", "updatedby", "manager", "assignee", "assignedto", "agent", "rep"}
)
_STAFF = frozenset({"user", "employee", "agent", "staff", "staffmember", "rep", "salesrep"})
_ENOUGH = 0.5
"""The share of a column's distinct values that must be found; the rest is reported as dangling."""


class Ids:
    """The ids of all objects, to ask where one belongs."""

    def __init__(self, identities: Mapping[str, Identity]) -> None:
        self.identities = identities
        self.prefixes = {identity.prefix: name for name, identity in identities.items()}
        # Where two objects have a record of one code, the later table counts.
        unmistakable = [(name, each.of) for name, each in identities.items() if each.distinctive]
        # Where two objects have a record of one code, the later table counts.
        self._unmistakable = unmistakable[::-1]

    def home(self, value: object) -> str | None:
        """The object that has a record of this unmistakable id."""
        key = id_key(value)
        return next((name for name, known in self._unmistakable if key in known), None)

    def found(self, objects: Sequence[str], value: object) -> str | None:
        """The 18-character id of the record that one of the objects has under this id."""
        key = id_key(value)
        for name in objects:
            if record_id := self.identities[name].of.get(key):
                return record_id
        return None


def targets_by_name(column: str, own: str, values: Sequence[Any], ids: Ids) -> tuple[str, ...]:
    """The object that the column's name names, if enough of its values are found there."""
    base, had_suffix = _base(column)
    for name in _named(base, own, ids, whole=not had_suffix):
        found = sum(ids.found((name,), value) is not None for value in values)
        if found and found >= len(values) * _ENOUGH:
            return (name,)
    return ()


def _base(column: str) -> tuple[str, bool]:
    found = [word.lower() for word in words(column)]
    had_suffix = len(found) > 1 and found[-1] in _SUFFIXES
    return "".join(found[:-1] if had_suffix else found), had_suffix


def _named(base: str, own: str, ids: Ids, *, whole: bool) -> list[str]:
    """The objects that `base` may name, the surest first. `whole`: it must be an object's very name."""
    forms = {
        name: {plain(name), plain(singular(name)), plain(name).rstrip("0123456789")}
        for name in ids.identities
    }
    exact = [name for name, known in forms.items() if base in known]
    if whole:
        return exact
    ending = [name for name, known in forms.items() if any(base.endswith(form) for form in known)]
    ending.sort(key=len, reverse=True)
    people = [name for name, known in forms.items() if known & _STAFF] if base in _PEOPLE else []
    parent = [own] if base.startswith("parent") else []
    return list(dict.fromkeys([*exact, *ending, *people, *parent]))


def targets_by_value(values: Sequence[Any], ids: Ids) -> tuple[str, ...]:
    """The objects whose unmistakable ids the values are, the most frequent first; none if too few are."""
    homes = Counter(home for value in values if (home := ids.home(value)))
    if homes.total() < len(values) * _ENOUGH or not homes:
        return ()
    # A text that merely mentions ids now and then is not a reference.
    if not all(ids.home(value) or looks_like_record_id(value) for value in values):
        return ()
    return tuple(name for name, _ in homes.most_common())
