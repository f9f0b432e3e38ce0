"""Who writes what, when, and what comes of it."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, assert_never

import psycopg

from understudy.kit.db import Connection, Database
from understudy.kit.errors import ServiceError
from understudy.kit.ids import RecordId
from understudy.org.orgs import Org
from understudy.org.permissions import Actor, Customer, Employee, System
from understudy.org.records.faults import InvalidWriteError, StatusCode, WriteError
from understudy.org.records.rules import RowRules

__all__ = [
    "Draft",
    "Operation",
    "Origin",
    "Outcome",
    "Upserted",
    "Values",
    "Write",
    "actor_name",
    "audit_fields",
    "audit_user",
    "writing",
]

Values = dict[str, Any]

_LONGEST_LOCK_WAIT_S = 10
"""As in Salesforce, which then says UNABLE_TO_LOCK_ROW."""


class Operation(StrEnum):
    """What is done to many records."""

    CREATE = "create"
    UPDATE = "update"
    UPSERT = "upsert"
    DELETE = "delete"
    HARD_DELETE = "hardDelete"
    UNDELETE = "undelete"


@dataclass(frozen=True, slots=True)
class Origin:
    """The agent's turn that a write comes of; what such a write changes can be undone. `undoes` is the change
    that it takes back.
    """

    agent: str
    session_id: str
    turn: int | None = None
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class Write:
    """Where, for whom and when something is written. `now` has a time zone.

    `rules` judge the records; there is no writing without them. `key`, where one is given, belongs to this
    very write of one record: with it nothing is ever written twice.
    """

    database: Database
    org: Org
    actor: Actor
    now: datetime
    rules: RowRules
    key: str | None = None
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Upserted:
    """The record that an upsert made or changed."""

    id: RecordId
    created: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one of many rows: the record, and whether it is new; or why nothing was done."""

    id: RecordId | None
    created: bool = False
    error: WriteError | None = None


@dataclass(slots=True)
class Draft:
    """One record on its way into the database, with what is known of it so far.

    `typed` is what is to be written, `before` what stands there, `error` why it stays out.
    """

    given: Mapping[str, object]
    record_id: RecordId | None = None
    expected: datetime | None = None
    typed: Values = field(default_factory=dict[str, Any])
    before: Values = field(default_factory=dict[str, Any])
    is_new: bool = False
    error: WriteError | None = None

    @property
    def created(self) -> bool:
        """Whether the record is new and in place."""
        return self.is_new and self.error is None

    @property
    def id(self) -> RecordId:
        """The record's id, once it is known."""
        assert self.record_id is not None
        return self.record_id


@asynccontextmanager
async def writing(write: Write) -> AsyncGenerator[Connection]:
    """One transaction to write in, which waits for others no longer than Salesforce does.

    Raises: InvalidWriteError when another holds on to a record; ServiceError when the database fails.
    """
    try:
        async with write.database.transaction() as connection:
            await connection.execute(
                "SELECT set_config('lock_timeout', %s, true)", (f"{_LONGEST_LOCK_WAIT_S}s",)
            )
            yield connection
    except (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected) as error:
        raise InvalidWriteError(
            StatusCode.UNABLE_TO_LOCK_ROW, "somebody else is changing this just now", hint="try again"
        ) from error
    except psycopg.Error as error:
        raise ServiceError(f"the database failed: {error}", retryable=True) from error


def audit_user(actor: Actor) -> RecordId | None:
    """The user who goes into the audit fields; None for a customer or the system."""
    return actor.user_id if isinstance(actor, Employee) else None


def audit_fields(write: Write) -> Values:
    """What a new record says of its making."""
    user = audit_user(write.actor)
    return {
        "CreatedDate": write.now,
        "CreatedById": user,
        "LastModifiedDate": write.now,
        "LastModifiedById": user,
        "SystemModstamp": write.now,
    }


def actor_name(actor: Actor) -> str:
    """Whom the history names."""
    match actor:
        case Employee(user_id=user_id):
            return user_id
        case Customer(contact_id=contact_id):
            return contact_id
        case System(reason=reason):
            return f"system: {reason}"
        case _:
            assert_never(actor)
