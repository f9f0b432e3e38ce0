"""The SQL of erasing: every column that can hold a text, by the database's own catalogue: none is forgotten.

A word is replaced by as many blocks as it has letters, so whatever points into a text still points right.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import sql

from understudy.kit.db import Connection
from understudy.observe.erasure.person import Person, pattern_of
from understudy.org.metadata import FieldType
from understudy.org.orgs import Org
from understudy.org.store import table
from understudy.trust.audit.store import who_said

__all__ = [
    "Place",
    "blank_records",
    "delete_sessions",
    "documents_of",
    "found_in",
    "logged_of",
    "places",
    "redact",
]

_BLOCK = "█"
_TEXTS = ("text", "character varying", "character", "jsonb", "json", "ARRAY")
_OWN = "understudy"
_CHAINED = ("audit_entry",)
"""What has a way of its own to forget: `trust.audit`."""
_BLANKED = (FieldType.STRING, FieldType.TEXT, FieldType.EMAIL, FieldType.PHONE, FieldType.URL, FieldType.DATE)
_ERASED = "Erased"


@dataclass(frozen=True, slots=True)
class Place:
    """A table and those of its columns that can hold a text, with their types."""

    schema: str
    table: str
    columns: tuple[tuple[str, str], ...]
    has_org: bool = False

    @property
    def name(self) -> sql.Identifier:
        """As SQL."""
        return sql.Identifier(self.schema, self.table)

    def __str__(self) -> str:
        return f"{self.schema}.{self.table}"

    @property
    def condition(self) -> sql.Composed:
        """Whether a row, of `%(org)s` where rows are of an org, holds one of the words of `%(pattern)s`."""
        each = (sql.SQL("{}::text ~* %(pattern)s").format(sql.Identifier(name)) for name, _ in self.columns)
        mine = sql.SQL("org = %(org)s AND ") if self.has_org else sql.SQL("")
        return sql.SQL("{}({})").format(mine, sql.SQL(" OR ").join(each))


async def places(connection: Connection, org: Org) -> list[Place]:
    """All tables of the platform and of the org that can hold texts."""
    rows = await (
        await connection.execute(
            "SELECT c.table_schema, c.table_name, c.column_name,"
            " CASE WHEN c.data_type = 'ARRAY' THEN format_type(a.atttypid, a.atttypmod) ELSE c.data_type END"
            " FROM information_schema.columns c"
            " JOIN information_schema.tables t USING (table_schema, table_name)"
            " JOIN pg_attribute a ON a.attname = c.column_name"
            " AND a.attrelid = format('%%I.%%I', c.table_schema, c.table_name)::regclass"
            " WHERE c.table_schema = ANY(%s) AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER'"
            " AND c.data_type = ANY(%s) AND (c.data_type <> 'ARRAY' OR c.udt_name = ANY(%s))"
            " ORDER BY c.table_schema, c.table_name, c.ordinal_position",
            ([_OWN, org.pg_schema], list(_TEXTS), ["_text", "_varchar"]),
        )
    ).fetchall()
    columns: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for schema, name, column, kind in rows:
        columns.setdefault((schema, name), []).append((column, kind))
    return [
        Place(schema, name, tuple(each), schema == _OWN and any(column == "org" for column, _ in each))
        for (schema, name), each in columns.items()
        if name not in _CHAINED
    ]


async def found_in(connection: Connection, org: Org, place: Place, person: Person) -> int:
    """How many rows of the place tell of the person."""
    if not person.words:
        return 0
    query = sql.SQL("SELECT count(*) FROM {} WHERE {}").format(place.name, place.condition)
    row = await (await connection.execute(query, {"pattern": person.pattern, "org": org.name})).fetchone()
    return row[0] if row else 0


async def redact(connection: Connection, org: Org, place: Place, person: Person) -> int:
    """Replace the person's words in the place; in how many rows."""
    if not person.words:
        return 0
    changed = sql.SQL(", ").join(
        sql.SQL("{0} = {1}").format(sql.Identifier(name), _without(name, kind, len(person.words)))
        for name, kind in place.columns
    )
    query = sql.SQL("UPDATE {} SET {} WHERE {}").format(place.name, changed, place.condition)
    given: dict[str, object] = {"pattern": person.pattern, "org": org.name}
    for number, word in enumerate(person.words):
        given[f"word{number}"] = pattern_of(word)
        given[f"blocks{number}"] = _BLOCK * len(word)
    return (await connection.execute(query, given)).rowcount


def _without(column: str, kind: str, words: int) -> sql.Composed:
    told = sql.SQL("{}::text").format(sql.Identifier(column))
    for number in range(words):
        told = sql.SQL("regexp_replace({}, {}, {}, 'gi')").format(
            told, sql.Placeholder(f"word{number}"), sql.Placeholder(f"blocks{number}")
        )
    return sql.SQL("{}::{}").format(told, _KINDS.get(kind, _TEXT))


_TEXT = sql.SQL("text")
_KINDS = {
    "jsonb": sql.SQL("jsonb"),
    "json": sql.SQL("json"),
    "text[]": sql.SQL("text[]"),
    "character varying[]": sql.SQL("varchar[]"),
}


async def blank_records(connection: Connection, org: Org, person: Person) -> None:
    """Empty what the person's own records tell of them; they stay, for those that refer to them."""
    for described, key in person.records:
        name = described.field(described.name_field or "Name")
        last = (name.joined_from[-1] if name.joined_from else name.name) if name else ""
        blanked = [
            sql.SQL("{} = {}").format(
                sql.Identifier(each.name), sql.Literal(_ERASED if each.name == last else None)
            )
            for each in described.fields
            if each.type in _BLANKED and not each.joined_from
        ]
        query = sql.SQL('UPDATE {} SET {} WHERE "Id" = %s').format(
            table(org.pg_schema, described.name), sql.SQL(", ").join(blanked)
        )
        await connection.execute(query, (key,))


async def delete_sessions(connection: Connection, org: Org, person: Person) -> int:
    """Delete the person's own conversations with their traces; how many there were."""
    given = (org.name, [key for _, key in person.records])
    mine = (
        b"SELECT id FROM understudy.session"
        b" WHERE org = %s AND coalesce(actor ->> 'user_id', actor ->> 'contact_id') = ANY(%s)"
    )
    await connection.execute(
        b"DELETE FROM understudy.span WHERE trace_id IN (SELECT trace_id FROM understudy.turn"
        b" WHERE session_id IN (" + mine + b"))",
        given,
    )
    deleted = await connection.execute(b"DELETE FROM understudy.session WHERE id IN (" + mine + b")", given)
    return deleted.rowcount


async def logged_of(connection: Connection, org: Org, person: Person) -> int:
    """How many entries of the audit log tell of the person, or are of theirs."""
    return len(await who_said(connection, org.name, person.who, person.words))


async def documents_of(connection: Connection, org: Org, person: Person) -> Sequence[tuple[int, str, str]]:
    """The documents that tell of the person: id, source and key."""
    if not person.words:
        return []
    return await (
        await connection.execute(
            "SELECT id, source, key FROM understudy.document"
            " WHERE org = %s AND concat_ws(' ', title, summary, text, owner, key, url) ~* %s"
            " ORDER BY source, key",
            (org.name, person.pattern),
        )
    ).fetchall()
