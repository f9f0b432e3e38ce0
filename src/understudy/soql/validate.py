"""What the question language has to say of records that are being written: the port of `org.records`."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from understudy.kit.clock import Moment
from understudy.kit.db import Connection
from understudy.kit.errors import ConfigError, InputError
from understudy.org.metadata import ObjectType, Schema
from understudy.org.orgs import Org
from understudy.org.permissions import ALL_ROWS, Actor, System
from understudy.org.records import Broken, Right, RowRules
from understudy.soql.bind import bind_rule
from understudy.soql.restrict import Restricted
from understudy.soql.run import compile_query, execute
from understudy.soql.sql import write_sql

__all__ = ["ROW_RULES", "check_validations"]

_SYSTEM = System("a rule of the org about records being written")


class _RowRules:
    """See `RowRules`."""

    async def within_reach(
        self,
        connection: Connection,
        org: Org,
        described: ObjectType,
        ids: Sequence[str],
        actor: Actor,
        now: datetime,
        *,
        right: Right,
        deleted: bool = False,
    ) -> frozenset[str]:
        """The records that the actor sees, less those that a narrower rule for the right leaves out."""
        access = org.access.access(actor, described.name)
        if not access.readable or not ids:
            return frozenset()
        found = await _ids(connection, org, _compiled(org, described, ids, actor, now, deleted=deleted))
        for rule in _narrower(right, access.editable_rows, access.deletable_rows):
            narrowed = _ruled(org, described, sorted(found), rule, now, actor, deleted=deleted)
            found = await _ids(connection, org, narrowed)
        return found

    async def broken(
        self,
        connection: Connection,
        org: Org,
        described: ObjectType,
        ids: Sequence[str],
        now: datetime,
    ) -> Mapping[str, Broken]:
        """What each rule of the object finds, the first rule that finds something in a record counting."""
        found: dict[str, Broken] = {}
        for rule in described.validations:
            whole = sorted(set(ids) - found.keys())
            breaking = await _ids(connection, org, _ruled(org, described, whole, rule.condition, now))
            found |= dict.fromkeys(breaking, Broken(rule.name, rule.message, rule.field))
        return found


ROW_RULES: RowRules = _RowRules()


def check_validations(schema: Schema, moment: Moment) -> None:
    """Whether every validation rule of the schema can be asked of its object.

    Raises: ConfigError, with the object and the rule.
    """
    for described in schema:
        for rule in described.validations:
            try:
                bind_rule(rule.condition, described, schema, moment, {})
                if rule.field is not None and described.field(rule.field) is None:
                    raise InputError(f"no field {rule.field}")
            except InputError as error:
                message = f"the validation rule {rule.name!r} of {described.name}: {error.message}"
                raise ConfigError(message, hint=error.hint, place=error.place) from error


def _narrower(right: Right, editable: str | None, deletable: str | None) -> list[str]:
    wanted = {"read": (), "edit": (editable,), "delete": (editable if deletable is None else deletable,)}
    return [rule for rule in wanted[right] if rule is not None and rule != ALL_ROWS]


def _compiled(
    org: Org, described: ObjectType, ids: Sequence[str], actor: Actor, now: datetime, *, deleted: bool
) -> Restricted:
    query = f"SELECT Id FROM {described.name} WHERE Id IN :ids{' AND IsDeleted = true' if deleted else ''}"
    moment = Moment(now, org.timezone, org.fiscal_year_start)
    return compile_query(org, query, actor, moment, binds={"ids": tuple(ids)}, all_rows=deleted)


def _ruled(
    org: Org,
    described: ObjectType,
    ids: Sequence[str],
    rule: str,
    now: datetime,
    actor: Actor = _SYSTEM,
    *,
    deleted: bool = False,
) -> Restricted:
    """Those of the records that meet a condition, whoever may see them."""
    every = _compiled(org, described, ids, _SYSTEM, now, deleted=deleted)
    moment = Moment(now, org.timezone, org.fiscal_year_start)
    bound = bind_rule(rule, described, org.schema, moment, org.access.binds(actor))
    return Restricted(every.plan, {(every.plan.select.root.alias, described.name): bound})


async def _ids(connection: Connection, org: Org, restricted: Restricted) -> frozenset[str]:
    found = await execute(connection, write_sql(restricted, org.pg_schema))
    return frozenset(row["Id"] for row in found)
