"""Name resolution: a path becomes a column, and the joins that lead to it come into being."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NoReturn

from understudy.kit.clock import Moment
from understudy.kit.errors import InputError, NotPermittedError, Place
from understudy.org.metadata import Field, FieldType, ObjectType
from understudy.soql.ast import Dialect, Path, ScalarQuery
from understudy.soql.lexer import place
from understudy.soql.plan import Column, Expression, Join, Scalar, Scan, Touch
from understudy.soql.view import View

__all__ = ["Binding", "Binds", "Scope"]

Scalars = str | int | float | Decimal | bool | date | datetime | None
Binds = Mapping[str, Scalars | Sequence[Scalars]]
"""Values of `:name`; a list or tuple stands for several."""

_DEEPEST = 5


class Binding:
    """What all parts of one query share while it is bound."""

    def __init__(
        self, view: View, moment: Moment, binds: Binds, dialect: Dialect, text: str, *, is_rule: bool = False
    ) -> None:
        self.view = view
        self.moment = moment
        self.binds = binds
        self.dialect = dialect
        self.text = text
        self.is_rule = is_rule
        self.scans: list[Scan] = []
        self.touches: list[Touch] = []
        self.missing = 0
        """How often a bind without a value was named."""
        self.void = False
        """Whether a rule can let nothing through, for want of a value."""

    def scan(self, *objects: ObjectType, is_polymorphic: bool = False) -> Scan:
        """A new reading of an object."""
        prefix = "r" if self.is_rule else "t"
        scan = Scan(f"{prefix}{len(self.scans)}", objects, is_polymorphic)
        self.scans.append(scan)
        return scan

    def place(self, at: int) -> Place | None:
        """Where in the text, if the query was read from one."""
        return place(self.text, at) if self.text else None

    def fail(self, message: str, at: int, hint: str | None = None) -> NoReturn:
        """Refuse the query."""
        raise InputError(message, hint=hint, place=self.place(at))

    def object(self, name: str, at: int) -> ObjectType:
        """The object of that name.

        Raises:
            InputError: there is none.
            NotPermittedError: there is none that the actor may read, whether or not it exists.
        """
        found = self.view.object(name)
        if found:
            return found
        nearest = self.view.nearest_object(name)
        meant = f"; did you mean {nearest}?" if nearest else ""
        if self.view.hides_objects():
            raise NotPermittedError(f"no object {name} that you may read{meant}", place=self.place(at))
        self.fail(f"no object {name}{meant}", at)

    def unknown(
        self, what: str, name: str, object_type: ObjectType, nearest: str | None, at: int
    ) -> NoReturn:
        """Refuse a field or relationship name; in the same words whether it is hidden or does not exist."""
        meant = f"; did you mean {nearest}?" if nearest else ""
        hint = None
        if not nearest:
            path = self.view.path_to(object_type, name)
            hint = f"{path} is one step away" if path else None
        if self.view.hides_fields(object_type) or (
            what == "child relationship" and self.view.hides_objects()
        ):
            message = f"no {what} {name} on {object_type.name} that you may read{meant}"
            raise NotPermittedError(message, hint=hint, place=self.place(at))
        self.fail(f"no {what} {name} on {object_type.name}{meant}", at, hint)


class Scope:
    """The names one SELECT can use. `negative` tells that a true WHERE hides rows of the query around it."""

    def __init__(
        self, binding: Binding, root: Scan, outer: "Scope | None" = None, *, negative: bool = False
    ) -> None:
        self.binding = binding
        self.root = root
        self.outer = outer
        self.negative = negative
        self.uses: list[Column] = []
        self.scalars: dict[ScalarQuery, Scalar] = {}
        self.subtotalled: tuple[Expression, ...] = ()
        self._aliases: dict[str, tuple[Scan, str]] = {}
        self._joins: dict[tuple[str, str, tuple[str, ...]], Join] = {}
        self._labels: dict[str, str] = {}
        self._branches: set[str] = set()

    @property
    def joins(self) -> tuple[Join, ...]:
        """The parents that paths have led to so far, each after the one it hangs on."""
        return tuple(self._joins.values())

    def name(self, alias: str, path: Path | None = None) -> None:
        """Give the root, or the parent at the end of a path, an alias."""
        if path is None:
            self._aliases[alias.lower()] = (self.root, "")
            return
        scan, prefix = self._follow(*self._start(path.parts), path.at)
        self._aliases[alias.lower()] = (scan, prefix)

    def column(self, path: Path) -> Column:
        """The column that a path means.

        Raises:
            InputError, NotPermittedError: as for an unknown name; too many steps.
        """
        scope: Scope = self
        parts = path.parts
        while parts[0].upper() == "OUTER" and len(parts) > 1 and self.binding.dialect is Dialect.DEFINITION:
            if scope.outer is None:
                self.binding.fail("OUTER stands in a subquery only", path.at)
            scope, parts = scope.outer, parts[1:]
        column = scope.own_column(parts, path.at)
        inner: Scope = self
        while inner is not scope:
            inner.uses.append(column)
            assert inner.outer is not None
            inner = inner.outer
        return column

    def own_column(self, parts: tuple[str, ...], at: int = 0) -> Column:
        """The column of this SELECT's own rows at the end of a path."""
        scan, prefix, rest = self._start(parts)
        if len(rest) - 1 > _DEEPEST:
            self.binding.fail(f"a path may take {_DEEPEST} steps up, not {len(rest) - 1}", at)
        return self.column_of(scan, prefix, Path(rest, at=at))

    def column_of(self, scan: Scan, prefix: str, path: Path) -> Column:
        """The column at the end of a path that begins at a scan; `prefix` is how that is written."""
        scan, prefix = self._follow(scan, prefix, path.parts[:-1], path.at)
        return self._field(scan, prefix, path.parts[-1], path.at)

    def home(self, path: Path) -> Scan:
        """The scan that holds the field at the end of a path."""
        scan, prefix, rest = self._start(path.parts)
        return self._follow(scan, prefix, rest[:-1], path.at)[0]

    def targets(self, path: Path) -> tuple[str, ...]:
        """The objects that a path of relationships may lead to, as far as the actor may read them."""
        scan = self.home(path)
        relationship = path.parts[-1]
        reference = self.binding.view.reference(scan.object, relationship)
        if reference is None:
            nearest = self.binding.view.nearest_relationship(scan.object, relationship)
            self.binding.unknown("relationship", relationship, scan.object, nearest, path.at)
        return tuple(each.name for each in self._targets(reference, path.at))

    def branch(self, path: Path, objects: tuple[str, ...]) -> tuple[Scan, str]:
        """The record that a path of relationships leads to, where it is of one of the objects."""
        scan, prefix, rest = self._start(path.parts)
        scan, prefix = self._follow(scan, prefix, rest[:-1], path.at)
        found = self._join(scan, prefix, rest[-1], path.at, objects)
        self._branches.add(found[0].alias)
        return found

    def _follow(self, scan: Scan, prefix: str, way: tuple[str, ...], at: int) -> tuple[Scan, str]:
        for relationship in way:
            scan, prefix = self._join(scan, prefix, relationship, at)
        return scan, prefix

    def _start(self, parts: tuple[str, ...]) -> tuple[Scan, str, tuple[str, ...]]:
        """Take an alias or the object's own name off the front."""
        first = parts[0].lower()
        if len(parts) > 1 and first in self._aliases:
            scan, prefix = self._aliases[first]
            return scan, prefix, parts[1:]
        own = first == self.root.object.name.lower()
        if len(parts) > 1 and own and self.root.object.reference(first) is None:
            return self.root, "", parts[1:]
        return self.root, "", parts

    def _join(
        self, scan: Scan, prefix: str, relationship: str, at: int, objects: tuple[str, ...] = ()
    ) -> tuple[Scan, str]:
        """The parent along a relationship, if it is of one of the objects where some are named."""
        if scan.is_polymorphic:
            several = " or ".join(each.name for each in scan.objects)
            self.binding.fail(f"{prefix[:-1]} may be {several}, so no relationship leads on from it", at)
        view, from_object = self.binding.view, scan.object
        reference = view.reference(from_object, relationship)
        if reference is None:
            nearest = view.nearest_relationship(from_object, relationship)
            self.binding.unknown("relationship", relationship, from_object, nearest, at)
        key = (scan.alias, reference.name, objects)
        name = reference.relationship or reference.name
        if key not in self._joins:
            self.binding.touches.append(Touch(scan, reference.name, at))
            possible, wanted = self._targets(reference, at), {each.lower() for each in objects}
            several = sum(view.schema.object(name) is not None for name in reference.references) > 1
            target = self.binding.scan(
                *(each for each in possible if not wanted or each.name.lower() in wanted),
                is_polymorphic=len(objects) > 1 if objects else several,
            )
            column = Column(scan, reference, reference.name, prefix + reference.name, reference.label)
            self._joins[key] = Join(target, column)
            self._labels[target.alias] = f"{self._labels.get(scan.alias, '')}{reference.label} "
        return self._joins[key].scan, f"{prefix}{name}."

    def _targets(self, reference: Field, at: int) -> tuple[ObjectType, ...]:
        found = tuple(each for name in reference.references if (each := self.binding.view.object(name)))
        if found:
            return found
        if not reference.references:
            self.binding.fail(f"{reference.name} refers to no object of this org", at)
        return (self.binding.object(reference.references[0], at),)

    def _field(self, scan: Scan, prefix: str, name: str, at: int) -> Column:
        view = self.binding.view
        if scan.alias in self._branches and not scan.is_polymorphic and name.lower() == "name":
            name = scan.object.name_field or name
        field = self._common_field(scan, name) if scan.is_polymorphic else view.field(scan.object, name)
        if field is None:
            nearest = view.nearest_field(scan.object, name)
            self.binding.unknown("field", name, scan.object, nearest, at)
        self.binding.touches.append(Touch(scan, field.name, at))
        label = self._labels.get(scan.alias, "") + field.label
        return Column(scan, field, field.name, prefix + field.name, label)

    def _common_field(self, scan: Scan, name: str) -> Field | None:
        """A field that all targets of a polymorphic reference have; besides `Type` and `Name`."""
        if name.lower() == "type":
            return Field("Type", "Type", FieldType.STRING)
        if name.lower() == "name":
            return Field("Name", "Name", FieldType.STRING)
        fields = [self.binding.view.field(each, name) for each in scan.objects]
        first = fields[0]
        same = first is not None and all(each is not None and each.type is first.type for each in fields)
        return first if same else None
