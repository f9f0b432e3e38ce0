"""Writing many drafts of which some turn out wrong only once they are written."""

from collections.abc import Awaitable, Callable, Iterable, Sequence

import psycopg

from understudy.kit.db import Connection
from understudy.kit.errors import ServiceError
from understudy.org.metadata import ObjectType
from understudy.org.records.faults import InvalidWriteError, StatusCode
from understudy.org.records.naming import is_readable
from understudy.org.records.unique import mark_duplicates
from understudy.org.records.write import Draft, Write

__all__ = ["alive", "check_rules", "until_clean"]

_MOST_FRUITLESS = 3


def alive(drafts: Iterable[Draft]) -> list[Draft]:
    """Those with nothing against them so far."""
    return [draft for draft in drafts if draft.error is None]


async def until_clean(
    connection: Connection,
    write: Write,
    described: ObjectType,
    drafts: Sequence[Draft],
    attempt: Callable[[Sequence[Draft]], Awaitable[None]],
) -> None:
    """Write all drafts that are right: when the attempt finds faults, it is taken back and made without them.

    Each round leaves out at least one draft more, but when who held a value gave it up meanwhile.

    Raises:
        ServiceError: values were taken time and again, and nobody held them.
    """
    fruitless = 0
    while live := alive(drafts):
        try:
            async with connection.transaction() as savepoint:
                await attempt(live)
                if len(alive(live)) < len(live):
                    raise psycopg.Rollback(savepoint)
                return
        except psycopg.errors.UniqueViolation as error:
            if error.diag.schema_name != write.org.pg_schema:
                raise
            await mark_duplicates(connection, write, described, live)
            fruitless = fruitless + 1 if len(alive(live)) == len(live) else 0
            if fruitless == _MOST_FRUITLESS:
                taken = f"another record holds {error.diag.constraint_name}"
                raise ServiceError(f"{described.plural} were not written: {taken}", retryable=True) from error


async def check_rules(
    connection: Connection, write: Write, described: ObjectType, drafts: Sequence[Draft]
) -> None:
    """Mark each draft whose record, as it stands now, breaks a validation rule of the org."""
    ids = [draft.id for draft in drafts]
    broken = await write.rules.broken(connection, write.org, described, ids, write.now)
    for draft in drafts:
        if found := broken.get(draft.id):
            field = found.field
            fields = [field] if field and is_readable(write, described, field) else []
            code = StatusCode.FIELD_CUSTOM_VALIDATION_EXCEPTION
            draft.error = InvalidWriteError(code, found.message, fields)
