"""Many records: in batches, each checked and written by the very steps that a single one goes through."""

from collections.abc import AsyncIterable, AsyncIterator, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from understudy.kit.db import Connection
from understudy.kit.ids import RecordId, parse_record_id
from understudy.org.metadata import Field, ObjectType
from understudy.org.records.attempts import alive
from understudy.org.records.bin import delete_batch, hard_delete_batch, undelete_batch
from understudy.org.records.checks import check_create, check_delete, check_purge, check_update
from understudy.org.records.create import create_batch
from understudy.org.records.faults import ForbiddenWriteError, InvalidWriteError, StatusCode
from understudy.org.records.naming import find_object, refuse_doubles
from understudy.org.records.unique import folded
from understudy.org.records.update import update_batch
from understudy.org.records.upsert import external_field, keyed_draft, lock_key, match
from understudy.org.records.values import typed_value
from understudy.org.records.write import Draft, Operation, Outcome, Write, writing

__all__ = ["write_all"]

Row = Mapping[str, object]
Rows = Iterable[Row] | AsyncIterable[Row]

_BATCH = 2_000
_STEPS = {
    Operation.DELETE: delete_batch,
    Operation.HARD_DELETE: hard_delete_batch,
    Operation.UNDELETE: undelete_batch,
}
_ID = "id"


async def write_all(
    write: Write,
    object_name: str,
    operation: Operation | str,
    rows: Rows,
    *,
    external_field_name: str | None = None,
    all_or_none: bool = False,
) -> list[Outcome]:
    """Write many records of one object; what came of each row, in their order.

    Every row but a new one names its record by `Id`, or by `external_field_name` to upsert. Rows are taken
    as they come, some thousands at a time, each batch in a transaction of its own, so what is done stays
    done; with `all_or_none` all is one transaction, and one row that cannot be written leaves everything as
    it was. A record that comes twice is written twice, in order.

    Raises: InvalidWriteError for an unknown object or field to find records by; ForbiddenWriteError when the
    actor may not delete here, or not for good; ServiceError when the database fails.
    """
    assert write.key is None, "a key belongs to a write of one record"
    job = _job(write, object_name, Operation(operation), external_field_name)
    outcomes: list[Outcome] = []
    if all_or_none:
        async with writing(write) as connection:
            async for batch in _batches(rows, job):
                outcomes += _outcomes(await job.run(connection, batch))
            if any(outcome.error for outcome in outcomes):
                outcomes = [_rolled_back(outcome) for outcome in outcomes]
                raise psycopg.Rollback
        return outcomes
    async for batch in _batches(rows, job):
        outcomes += _outcomes(await _alone(job, batch))
    return outcomes


@dataclass(frozen=True, slots=True)
class _Job:
    """What is done to every row; `field` is by what an upsert finds its record."""

    write: Write
    described: ObjectType
    operation: Operation
    field: Field | None = None

    async def run(self, connection: Connection, rows: Sequence[Row]) -> list[Draft]:
        """Write one batch; its drafts in the order of the rows."""
        found = await self._matches(connection, rows)
        drafts = [self._draft(row, found) for row in rows]
        live = alive(drafts)
        new = [draft for draft in live if draft.record_id is None]
        known = [draft for draft in live if draft.record_id is not None]
        if new:
            await create_batch(connection, self.write, self.described, new)
        if known:
            step = _STEPS.get(self.operation, update_batch)
            await step(connection, self.write, self.described, known)
        return drafts

    async def _matches(self, connection: Connection, rows: Sequence[Row]) -> dict[object, list[RecordId]]:
        if self.field is None:
            return {}
        await lock_key(connection, self.write, self.described, self.field, None)
        keys: list[object] = []
        for row in rows:
            try:
                key = typed_value(self.write.org, self.field, _value(row, self.field.name))
            except InvalidWriteError:
                continue
            if key is not None:
                keys.append(key)
        return await match(connection, self.write, self.described, self.field, keys)

    def _draft(self, row: Row, found: Mapping[object, list[RecordId]]) -> Draft:
        try:
            return self._checked(row, found)
        except (InvalidWriteError, ForbiddenWriteError) as error:
            return Draft(row, error=error)

    def _checked(self, row: Row, found: Mapping[object, list[RecordId]]) -> Draft:
        refuse_doubles(row)
        match self.operation:
            case Operation.CREATE:
                return Draft(row, typed=check_create(self.write, self.described.name, row))
            case Operation.UPSERT:
                assert self.field is not None
                key = typed_value(self.write.org, self.field, _value(row, self.field.name))
                if key is None:
                    message = f"{self.field.name} has no value"
                    raise InvalidWriteError(StatusCode.MISSING_ARGUMENT, message, [self.field.name])
                records = found.get(folded(key), [])
                return keyed_draft(self.write, self.described, self.field, key, records, row)
            case Operation.UPDATE:
                record_id = _record_id(row, self.described)
                values = {name: value for name, value in row.items() if name.lower() != _ID}
                return Draft(values, record_id, typed=check_update(self.write, record_id, values))
            case Operation.DELETE | Operation.HARD_DELETE | Operation.UNDELETE:
                return Draft({}, _record_id(row, self.described))


def _job(write: Write, object_name: str, operation: Operation, field_name: str | None) -> _Job:
    described = find_object(write, object_name)
    if operation is Operation.HARD_DELETE:
        check_purge(write, described)
    elif operation in _STEPS:
        check_delete(write, described)
    if operation is not Operation.UPSERT:
        return _Job(write, described, operation)
    return _Job(write, described, operation, external_field(write, described, field_name or "Id"))


async def _alone(job: _Job, rows: Sequence[Row]) -> list[Draft]:
    """A batch in a transaction of its own."""
    try:
        async with writing(job.write) as connection:
            return await job.run(connection, rows)
    except InvalidWriteError as error:
        return [Draft(row, error=error) for row in rows]


async def _batches(rows: Rows, job: _Job) -> AsyncIterator[list[Row]]:
    """The rows in batches in which no record comes twice."""
    batch: list[Row] = []
    keys: set[Hashable] = set()
    async for row in _each(rows):
        key = _key(row, job)
        if len(batch) == _BATCH or (key is not None and key in keys):
            yield batch
            batch, keys = [], set()
        batch.append(row)
        keys.add(key)
    if batch:
        yield batch


async def _each(rows: Rows) -> AsyncIterator[Row]:
    if isinstance(rows, AsyncIterable):
        async for row in rows:
            yield row
    else:
        for row in rows:
            yield row


def _key(row: Row, job: _Job) -> Hashable:
    if job.operation is Operation.CREATE:
        return None
    value = _value(row, job.field.name if job.field else _ID)
    return str(value).strip().lower()[: None if job.field else 15]


def _value(row: Row, name: str) -> Any:  # noqa: ANN401  (as many types as fields have)
    wanted = name.lower()
    return next((value for key, value in row.items() if key.lower() == wanted), None)


def _record_id(row: Row, described: ObjectType) -> RecordId:
    value = _value(row, _ID)
    if value is None or value == "":
        raise InvalidWriteError(StatusCode.MISSING_ARGUMENT, "Id is not given", ["Id"])
    found = parse_record_id(str(value))
    if found is None or found[:3] != described.key_prefix:
        message = f"{value!r} is not the id of a {described.label.lower()}"
        raise InvalidWriteError(StatusCode.MALFORMED_ID, message, ["Id"])
    return found


def _outcomes(drafts: Iterable[Draft]) -> list[Outcome]:
    return [
        Outcome(None if draft.error and draft.is_new else draft.record_id, draft.created, draft.error)
        for draft in drafts
    ]


def _rolled_back(outcome: Outcome) -> Outcome:
    if outcome.error:
        return outcome
    code = StatusCode.ALL_OR_NONE_OPERATION_ROLLED_BACK
    error = InvalidWriteError(code, "nothing was written, because another row could not be")
    return Outcome(None if outcome.created else outcome.id, error=error)
