"""Whether an org's access rules fit the org: before somebody is shut out by one that does not."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from understudy.kit.clock import Moment
from understudy.kit.errors import InputError
from understudy.kit.ids import new_record_id
from understudy.org.metadata import ObjectType, Schema
from understudy.org.orgs import Org
from understudy.org.permissions import ALL_ROWS, ObjectAccess
from understudy.org.sharing import Sharing
from understudy.soql.bind import bind_rule
from understudy.soql.scope import Binds

__all__ = ["access_faults"]

_USER = new_record_id("005", 1)
_EMPLOYEE: Binds = {"user_id": _USER, "team": (_USER,)}
_CUSTOMER: Binds = {"contact_id": new_record_id("003", 1), "account_id": new_record_id("001", 1)}


def access_faults(org: Org, *, whole: bool) -> list[str]:
    """What in the rules names something that the org has not, or is no condition; each with its place.

    An object with such a rule stays closed. `whole`: also rules for objects that the org has not, which is as
    it should be in rules that were made for many orgs.
    """
    return list(dict.fromkeys(_Check(org, whole).faults()))


class _Check:
    def __init__(self, org: Org, whole: bool) -> None:
        self._org = org
        self._schema: Schema = org.schema
        self._whole = whole
        self._moment = Moment(datetime.now(UTC), org.timezone, org.fiscal_year_start)

    def faults(self) -> Iterator[str]:
        access = self._org.access
        for entries in (*access.profiles.values(), *(each.objects for each in access.permission_sets)):
            yield from self._entries(entries, _EMPLOYEE)
        yield from self._entries(access.customers, _CUSTOMER)
        for name, sharing in access.sharing.items():
            described = self._schema.object(name)
            if described:
                yield from self._sharing(described, sharing)
            elif self._whole:
                yield f"{sharing.source}: there is no object {name!r}{self._near(name)}"

    def _entries(self, entries: Mapping[str, ObjectAccess], binds: Binds) -> Iterator[str]:
        for name, entry in entries.items():
            described = self._schema.object(name)
            if described:
                yield from self._entry(described, entry, binds)
            elif name != "*" and self._whole:
                yield f"{entry.source}: there is no object {name!r}{self._near(name)}"

    def _entry(self, described: ObjectType, entry: ObjectAccess, binds: Binds) -> Iterator[str]:
        named = {*entry.hidden_fields, *entry.fixed_fields, *(entry.create or ()), *(entry.update or ())}
        for name in sorted(name for name in named if described.field(name) is None):
            yield f"{entry.source}: {described.name} has no field {name!r}"
        for rows in (entry.rows, entry.editable_rows, entry.deletable_rows):
            yield from self._condition(described, rows or ALL_ROWS, binds, entry.source)

    def _sharing(self, described: ObjectType, sharing: Sharing) -> Iterator[str]:
        if sharing.default == "parent":
            rows = f"{sharing.parent} IN (SELECT Id FROM {sharing.parent_object})"
            yield from self._condition(described, rows, _EMPLOYEE, sharing.source)
        elif sharing.default != "full":
            yield from self._condition(described, f"{sharing.owner} IN :team", _EMPLOYEE, sharing.source)
        users = self._schema.object("User")
        for rule in sharing.rules:
            yield from self._condition(described, rule.rows, _EMPLOYEE, rule.source)
            if rule.owned_by and users:
                owners = rule.owned_by.condition(self._org.access.people)
                yield from self._condition(users, owners, _EMPLOYEE, rule.source)

    def _condition(self, described: ObjectType, rows: str, binds: Binds, source: str) -> Iterator[str]:
        if rows == ALL_ROWS:
            return
        try:
            bind_rule(rows, described, self._schema, self._moment, binds)
        except InputError as error:
            hint = f" ({error.hint})" if error.hint else ""
            yield f"{source}: the rule {rows!r} does not fit {described.name}: {error.message}{hint}"

    def _near(self, name: str) -> str:
        nearest = self._schema.nearest_object(name)
        return f"; did you mean {nearest}?" if nearest else ""
