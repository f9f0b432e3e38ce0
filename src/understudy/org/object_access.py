"""What may be done with one object: its rules, what two permit together, and what sharing leaves of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from understudy.org.audience import ALL_ROWS
from understudy.org.sharing import Grant, either

__all__ = [
    "EVERYTHING",
    "NOTHING",
    "ObjectAccess",
    "Settable",
    "both",
    "shared_out",
    "united",
]

Settable = Mapping[str, tuple[str, ...]]
"""The fields, in lower case, that may be set; each to one of the values, or to any when there are none."""


@dataclass(frozen=True, slots=True)
class ObjectAccess:
    """What one actor may see, create, change and delete of one object.

    `rows` is a condition in the question language over the object's own fields and parents, with the
    binds of `AccessPolicy.binds`; `ALL_ROWS` when every row may be seen. Of the rows that may be seen
    `editable_rows` are those that may be changed and `deletable_rows` those that may be deleted; None stands
    for every row that may be seen, or changed. `transferable_rows` are those that may be given another owner;
    None stands for every row that may be changed. `hidden_fields` and `fixed_fields`, which may be read and
    never set, are lower-case. `create` and `update` name what may be set; None stands for every field that
    may be read. `own` are fields of a new record that are always set to one of the binds.

    `view_all` and `modify_all` look past the object's sharing, to read every row and to do all with it.
    `source` is where the rule is declared.
    """

    readable: bool
    hidden_fields: frozenset[str] = frozenset()
    rows: str = ALL_ROWS
    create: Settable | None = field(default_factory=dict[str, tuple[str, ...]])
    update: Settable | None = field(default_factory=dict[str, tuple[str, ...]])
    own: Mapping[str, str] = field(default_factory=dict[str, str])
    delete: bool = False
    editable_rows: str | None = None
    deletable_rows: str | None = None
    transferable_rows: str | None = None
    fixed_fields: frozenset[str] = frozenset()
    view_all: bool = False
    modify_all: bool = False
    source: str = ""

    @property
    def rows_to_edit(self) -> str:
        """Which of the rows that may be seen may be changed, where anything may be."""
        return self.editable_rows or ALL_ROWS

    @property
    def rows_to_delete(self) -> str:
        """Which of the rows that may be seen may be deleted, where any may be."""
        return self.rows_to_edit if self.deletable_rows is None else self.deletable_rows

    @property
    def rows_to_transfer(self) -> str:
        """Which of the rows that may be seen may be given another owner."""
        return self.rows_to_edit if self.transferable_rows is None else self.transferable_rows

    def field_readable(self, name: str) -> bool:
        """Whether the field may be named anywhere in a query."""
        return name.lower() not in self.hidden_fields

    def field_settable(self, name: str, value: object, *, new: bool) -> bool:
        """Whether the field of a new or an existing record may be given that value."""
        settable = self.create if new else self.update
        if name.lower() in self.fixed_fields:
            return False
        if settable is None:
            return self.field_readable(name)
        values = settable.get(name.lower())
        return values is not None and (not values or value in values)


NOTHING = ObjectAccess(readable=False)
EVERYTHING = ObjectAccess(
    readable=True, create=None, update=None, delete=True, view_all=True, modify_all=True
)


def shared_out(access: ObjectAccess, found: Sequence[Grant]) -> ObjectAccess:
    """What remains of an access when rows are open only as far as grants open them."""
    if not found or not access.readable or access.modify_all:
        return access
    read, edit, full = (either(found, level) for level in ("read", "edit", "full"))
    return replace(
        access,
        rows=access.rows if access.view_all else both(access.rows, read),
        editable_rows=both(access.rows_to_edit, edit),
        deletable_rows=both(access.rows_to_delete, full),
        transferable_rows=both(access.rows_to_edit, full),
    )


def united(one: ObjectAccess, other: ObjectAccess) -> ObjectAccess:
    """What either of two accesses permits."""
    parts = (one, other)
    changing = [part for part in parts if part.update != {}]
    deleting = [part for part in parts if part.delete]
    return ObjectAccess(
        readable=True,
        hidden_fields=one.hidden_fields & other.hidden_fields,
        rows=_any_of([part.rows for part in parts]),
        create=_settable_by_either(one.create, other.create),
        update=_settable_by_either(one.update, other.update),
        own={**other.own, **one.own},
        delete=bool(deleting),
        editable_rows=_any_of([part.rows_to_edit for part in changing]),
        deletable_rows=_any_of([part.rows_to_delete for part in deleting]),
        fixed_fields=_fixed_by_all(parts),
        view_all=one.view_all or other.view_all,
        modify_all=one.modify_all or other.modify_all,
        source=one.source,
    )


def _settable_by_either(one: Settable | None, other: Settable | None) -> Settable | None:
    if one is None or other is None:
        return None
    both = one.keys() & other.keys()
    wider = {name: (*one[name], *other[name]) if one[name] and other[name] else () for name in both}
    return {**one, **other, **wider}


def _fixed_by_all(parts: Iterable[ObjectAccess]) -> frozenset[str]:
    """The fields that are closed for writing in each part that writes at all."""
    closed = [
        part.fixed_fields | part.hidden_fields for part in parts if part.create != {} or part.update != {}
    ]
    return frozenset[str].intersection(*closed) if closed else frozenset()


def both(one: str, other: str) -> str:
    """The condition on rows that is both of two."""
    if one == other or ALL_ROWS in (one, other):
        return one or other
    return f"({one}) AND ({other})"


def _any_of(rows: Sequence[str]) -> str:
    if not rows or ALL_ROWS in rows:
        return ALL_ROWS
    if len(set(rows)) == 1:
        return rows[0]
    return " OR ".join(f"({each})" for each in dict.fromkeys(rows))
