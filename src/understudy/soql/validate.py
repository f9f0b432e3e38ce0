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
from understudy.soql.restrict import Restricted, narrow
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
        """The records that the rules for the actor leave; without a rule nothing is asked."""
        access = org.access.access(actor, described.name)
        rows = {
            "read": ALL_ROWS,
            "edit": access.rows_to_edit,
            "delete": access.rows_to_delete,
            "transfer": access.rows_to_transfer,
        }[right]
        if not access.readable:
            return frozenset()
        if access.rows == rows == ALL_ROWS or not ids:
            return frozenset(ids)
        plan = _those(org, described, ids, actor, now, deleted=deleted)
        if rows != ALL_ROWS:
            plan = narrow(plan, rows, org.schema, org.access, actor, _moment(org, now))
        return await _ids(connection, org, plan)

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
            breaking = await _ids(connection, org, _breaking(org, described, whole, rule.condition, now))
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


def _moment(org: Org, now: datetime) -> Moment:
    return Moment(now, org.timezone, org.fiscal_year_start)


def _those(
    org: Org,
    described: ObjectType,
    ids: Sequence[str],
    actor: Actor,
    now: datetime,
    *,
    deleted: bool = False,
) -> Restricted:
    query = f"SELECT Id FROM {described.name} WHERE Id IN :ids{' AND IsDeleted = true' if deleted else ''}"
    return compile_query(org, query, actor, _moment(org, now), binds={"ids": tuple(ids)}, all_rows=deleted)


def _breaking(
    org: Org, described: ObjectType, ids: Sequence[str], condition: str, now: datetime
) -> Restricted:
    every = _those(org, described, ids, _SYSTEM, now)
    return narrow(every, condition, org.schema, org.access, _SYSTEM, _moment(org, now))


async def _ids(connection: Connection, org: Org, restricted: Restricted) -> frozenset[str]:
    found = await execute(connection, write_sql(restricted, org.pg_schema))
    return frozenset(row["Id"] for row in found)
