"""All that tells of a person is taken out in one transaction, and then looked for once more."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from understudy.kit.db import Database
from understudy.knowledge.store import remove_documents
from understudy.observe.erasure import places as sql
from understudy.observe.erasure.person import Person
from understudy.org.orgs import Org
from understudy.trust.audit.log import AuditLog

__all__ = ["Erased", "Traces", "erase_person", "find_traces"]

Progress = Callable[[str, int, int], None]


def _silent(_what: str, _done: int, _total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Traces:
    """Where a person stands: rows by table, and documents with their source."""

    rows: dict[str, int]
    documents: Sequence[tuple[int, str, str]]

    @property
    def none(self) -> bool:
        """Whether nothing tells of them."""
        return not any(self.rows.values()) and not self.documents


@dataclass(frozen=True, slots=True)
class Erased:
    """What was taken out: own conversations, documents, rows by table, entries of the audit log; and what a
    search for the person found afterwards.
    """

    sessions: int
    documents: Sequence[tuple[int, str, str]]
    rows: dict[str, int]
    entries: int
    left: Traces


async def find_traces(database: Database, org: Org, person: Person, progress: Progress = _silent) -> Traces:
    """Where the person's words stand, in every column that can hold a text."""
    async with database.own_connection() as connection:
        found: dict[str, int] = {}
        every = await sql.places(connection, org)
        for number, place in enumerate(every, 1):
            if rows := await sql.found_in(connection, org, place, person):
                found[str(place)] = rows
            progress("searching", number, len(every))
        if entries := await sql.logged_of(connection, org, person):
            found["understudy.audit_entry"] = entries
        return Traces(found, await sql.documents_of(connection, org, person))


async def erase_person(
    database: Database, org: Org, person: Person, log: AuditLog, reason: str, progress: Progress = _silent
) -> Erased:
    """Erase the person from this org. The record stays, without what told who it was; what others said of
    them stays, with blocks in place of their names, addresses and numbers. Documents that tell of them leave
    the index; their sources bring them back as they are there by then.

    A run that was stopped has done nothing. Done twice, it finds nothing more.
    """
    async with database.own_connection() as connection, connection.transaction():
        sessions = await sql.delete_sessions(connection, org, person)
        documents = await sql.documents_of(connection, org, person)
        await remove_documents(connection, org.name, [number for number, _, _ in documents])
        await sql.blank_records(connection, org, person)
        rows: dict[str, int] = {}
        every = await sql.places(connection, org)
        for number, place in enumerate(every, 1):
            if changed := await sql.redact(connection, org, place, person):
                rows[str(place)] = changed
            progress("erasing", number, len(every))
        entries = await log.erase(org.name, person.who, person.words, reason, connection)
    return Erased(sessions, documents, rows, entries, await find_traces(database, org, person, progress))
