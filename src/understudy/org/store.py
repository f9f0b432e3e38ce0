"""The room's SQL about orgs: which are loaded, their metadata, and the tables that hold their records."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from psycopg import sql
from psycopg.types.json import Jsonb
from pydantic import TypeAdapter
from rapidfuzz import process

from understudy.kit.db import Connection, Database
from understudy.kit.errors import InputError
from understudy.org.metadata import IS_DELETED, Field, FieldType, ObjectType, Schema
from understudy.org.orgs import Org
from understudy.org.permissions import AccessPolicy
from understudy.org.stored import PIECES, schema_data, stored_object

__all__ = [
    "OrgSummary",
    "access_mark",
    "analyze",
    "column_type",
    "create_indexes",
    "create_tables",
    "drop_tables",
    "list_orgs",
    "load_org",
    "new_pg_schema",
    "numbers",
    "object_marks",
    "remove_org",
    "reserve_numbers",
    "reserve_serials",
    "save_access",
    "save_org",
    "save_schema",
    "table",
    "use_org",
    "value_type",
]

_ACCESS = TypeAdapter(AccessPolicy)

_VALUE_TYPES: dict[FieldType, sql.SQL] = {
    FieldType.ID: sql.SQL("varchar(18)"),
    FieldType.REFERENCE: sql.SQL("varchar(18)"),
    FieldType.NUMBER: sql.SQL("numeric"),
    FieldType.CURRENCY: sql.SQL("numeric"),
    FieldType.PERCENT: sql.SQL("numeric"),
    FieldType.BOOLEAN: sql.SQL("boolean"),
    FieldType.DATE: sql.SQL("date"),
    FieldType.DATETIME: sql.SQL("timestamptz"),
}
_UNINDEXED = frozenset({"CreatedById", "LastModifiedById"})
_EXTERNAL_ID = "externalid"
_LONGEST_INDEXED = 600
"""Characters. A B-tree refuses entries of about 2,700 bytes."""


@dataclass(frozen=True, slots=True)
class OrgSummary:
    """A loaded org, for a list."""

    name: str
    is_current: bool
    objects: int
    timezone: str
    loaded_at: datetime


def table(pg_schema: str, object_name: str) -> sql.Identifier:
    """The quoted table of an object."""
    return sql.Identifier(pg_schema, object_name)


def value_type(field: Field) -> sql.SQL:
    """The PostgreSQL type of a field's values: whole numbers are bigint, other numbers exact decimals.

    Every text is `text`, and a multi-picklist is one text with `;` between its values, as the API gives
    it; `string_to_array(column, ';')` is indexed for INCLUDES and EXCLUDES.
    """
    if field.type is FieldType.NUMBER and field.scale == 0:
        return sql.SQL("bigint")
    return _VALUE_TYPES.get(field.type, sql.SQL("text"))


def column_type(field: Field) -> sql.SQL:
    """The type of a column: ids sort by code point, so that `Id > '...' ORDER BY Id` walks the index."""
    is_id = field.type in (FieldType.ID, FieldType.REFERENCE)
    return sql.SQL('varchar(18) COLLATE "C"') if is_id else value_type(field)


async def new_pg_schema(connection: Connection, org_name: str) -> str:
    """A name for the PostgreSQL schema of a load of this org, never given before."""
    row = await (await connection.execute("SELECT nextval('understudy.org_generation')")).fetchone()
    assert row is not None
    return f"org_{org_name.replace('-', '_')}_{row[0]}"


async def create_tables(connection: Connection, pg_schema: str, schema: Schema) -> None:
    """Make the PostgreSQL schema with a table for every object. Indexes come after the load."""
    place = sql.Identifier(pg_schema)
    await connection.execute(sql.SQL("CREATE SCHEMA {}").format(place))
    serial = sql.Identifier(pg_schema, "record_serial")
    await connection.execute(sql.SQL("CREATE SEQUENCE {}").format(serial))
    for described in schema:
        columns = sql.SQL(", ").join(_column(described, field) for field in described.fields)
        await connection.execute(
            sql.SQL("CREATE TABLE {} ({})").format(table(pg_schema, described.name), columns)
        )


def _column(described: ObjectType, field: Field) -> sql.Composed:
    name = sql.Identifier(field.name)
    if field.type is FieldType.ID:
        return sql.SQL("{} {} PRIMARY KEY CHECK (length({}) = 18)").format(name, column_type(field), name)
    if field.joined_from:
        parts = [_part(described, part) for part in field.joined_from]
        # concat_ws would be shorter, but PostgreSQL does not count it as immutable.
        joined = sql.SQL(" || ").join(parts)
        return sql.SQL("{} text GENERATED ALWAYS AS (NULLIF(substr({}, 2), '')) STORED").format(name, joined)
    if field.name == IS_DELETED:
        return sql.SQL("{} boolean NOT NULL DEFAULT false").format(name)
    return sql.SQL("{} {}").format(name, column_type(field))


def _part(described: ObjectType, name: str) -> sql.Composed:
    found = described.field(name)
    assert found is not None, f"{described.name} joins {name!r}, which it has not"
    assert found.type.is_text, f"{described.name} joins {name!r}, which is not text"
    return sql.SQL("COALESCE(' ' || NULLIF({}, ''), '')").format(sql.Identifier(found.name))


async def create_indexes(connection: Connection, pg_schema: str, schema: Schema) -> None:
    """Index what records are looked up, joined and listed by.

    References carry joins, child queries and row rules; times carry "the newest" and ranges of days; names,
    numbers, email addresses and external ids are how a person or a system says which record it means; a
    name also sorts lists. Picklists have none: a value is shared by too many rows for an index to save
    much, and each index makes every write dearer. Who made and who last changed a record is hardly ever
    asked for.
    """
    for described in schema:
        place = table(pg_schema, described.name)
        for field in described.fields:
            for indexed in await _indexed(connection, place, described, field):
                await connection.execute(sql.SQL("CREATE INDEX ON {} {}").format(place, indexed))
            if field.unique or field.external_id:
                await connection.execute(_keyed(place, field))


def _keyed(place: sql.Identifier, field: Field) -> sql.Composed:
    """The index by which records of a key are found. Texts are the same whatever their case."""
    name = sql.Identifier(field.name)
    key = sql.SQL("lower({})").format(name) if field.type.is_text else name
    kind = sql.SQL("UNIQUE INDEX" if field.unique else "INDEX")
    return sql.SQL("CREATE {} ON {} ({})").format(kind, place, key)


async def _indexed(
    connection: Connection, place: sql.Identifier, described: ObjectType, field: Field
) -> list[sql.Composed]:
    name = sql.Identifier(field.name)
    if field.name in _UNINDEXED:
        return []
    if field.type is FieldType.REFERENCE or field.type.is_time:
        return [sql.SQL("({})").format(name)]
    if field.type is FieldType.MULTIPICKLIST:
        return [sql.SQL("USING gin (string_to_array({}, ';'))").format(name)]
    if not _says_which(described, field) or not await _fits(connection, place, name):
        return []
    found = [sql.SQL("(lower({}) text_pattern_ops)").format(name)]
    if field.name == described.name_field:
        # The order of ORDER BY Name, which has the empty ones first.
        found.append(sql.SQL('((lower({})) COLLATE "C" NULLS FIRST)').format(name))
    return found


def _says_which(described: ObjectType, field: Field) -> bool:
    """Whether a value is meant to name one record."""
    return (
        field.type is FieldType.EMAIL
        or field.name == described.name_field
        or field.numbered is not None
        or (field.type is FieldType.STRING and field.name.lower().startswith(_EXTERNAL_ID))
    )


async def _fits(connection: Connection, place: sql.Identifier, name: sql.Identifier) -> bool:
    longest = sql.SQL("SELECT coalesce(max(length({})), 0) FROM {}").format(name, place)
    row = await (await connection.execute(longest)).fetchone()
    return row is not None and row[0] <= _LONGEST_INDEXED


async def reserve_serials(connection: Connection, pg_schema: str, highest: int) -> None:
    """Let the ids of records to come begin after this serial."""
    await connection.execute("SELECT setval(%s, %s)", (f'"{pg_schema}".record_serial', highest + 1))


def numbers(pg_schema: str, object_name: str, field_name: str) -> sql.Identifier:
    """The sequence that a numbered field takes its numbers from."""
    return sql.Identifier(pg_schema, f"number_{object_name}_{field_name}")


async def reserve_numbers(connection: Connection, pg_schema: str, schema: Schema) -> None:
    """Let the numbers of records to come begin after the highest there is."""
    for described in schema:
        for field in described.fields:
            if field.numbered is None:
                continue
            sequence, column = numbers(pg_schema, described.name, field.name), sql.Identifier(field.name)
            await connection.execute(sql.SQL("CREATE SEQUENCE {}").format(sequence))
            highest = sql.SQL("SELECT max({0}::bigint) FROM {1} WHERE {0} ~ '^[0-9]{{1,15}}$'")
            query = sql.SQL("SELECT setval({}, coalesce(({}), 0) + 1, false)").format(
                sequence.as_string(connection),
                highest.format(column, table(pg_schema, described.name)),
            )
            await connection.execute(query)


async def analyze(connection: Connection, pg_schema: str, schema: Schema) -> None:
    """Let the planner know what is in the tables."""
    places = sql.SQL(", ").join(table(pg_schema, described.name) for described in schema)
    if schema.objects:
        await connection.execute(sql.SQL("ANALYZE {}").format(places))


async def drop_tables(connection: Connection, pg_schema: str) -> None:
    """Remove the tables of a load that has been replaced."""
    await connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(pg_schema)))


async def remove_org(database: Database, org: Org) -> None:
    """Remove an org with all that is kept of it."""
    async with database.transaction() as connection:
        await connection.execute("SET LOCAL statement_timeout = 0")
        await drop_tables(connection, org.pg_schema)
        await connection.execute("DELETE FROM understudy.org WHERE name = %s", (org.name,))


async def save_org(connection: Connection, org: Org, *, make_current: bool = True) -> str | None:
    """Record the org; returns the PostgreSQL schema of its earlier load, for the caller to drop.

    Of an earlier load nothing is left to restore or to take back: its bin is emptied, and what agents
    changed in it is forgotten. Run it in a transaction: it may have to take "current" from another org.
    """
    await connection.execute("LOCK TABLE understudy.org IN SHARE ROW EXCLUSIVE MODE")
    earlier = await (
        await connection.execute("SELECT pg_schema FROM understudy.org WHERE name = %s", (org.name,))
    ).fetchone()
    if make_current:
        await connection.execute("UPDATE understudy.org SET is_current = false WHERE is_current")
    await connection.execute(
        """
        INSERT INTO understudy.org
            (name, pg_schema, metadata, access, timezone, fiscal_year_start, is_current)
        VALUES (%s, %s, %s, %s, %s, %s, %s)
        ON CONFLICT (name) DO UPDATE SET
            pg_schema = EXCLUDED.pg_schema, metadata = EXCLUDED.metadata, access = EXCLUDED.access,
            timezone = EXCLUDED.timezone, fiscal_year_start = EXCLUDED.fiscal_year_start,
            is_current = understudy.org.is_current OR EXCLUDED.is_current, loaded_at = now()
        """,
        (
            org.name,
            org.pg_schema,
            Jsonb(schema_data(org.schema)),
            Jsonb(_ACCESS.dump_python(org.access, mode="json")),
            org.timezone.key,
            org.fiscal_year_start,
            make_current,
        ),
    )
    if earlier is None or earlier[0] == org.pg_schema:
        return None
    await connection.execute("DELETE FROM understudy.recycled WHERE org = %s", (org.name,))
    await connection.execute("DELETE FROM understudy.change WHERE org = %s", (org.name,))
    return earlier[0]


async def save_schema(database: Database, org: Org, schema: Schema) -> None:
    """Keep changed metadata of an org; its tables stay as they are."""
    kept = Jsonb(schema_data(schema))
    await database.execute("UPDATE understudy.org SET metadata = %s WHERE name = %s", (kept, org.name))


async def save_access(database: Database, name: str, access: AccessPolicy) -> None:
    """Give a loaded org other rules."""
    async with database.transaction() as connection:
        await connection.execute(
            "UPDATE understudy.org SET access = %s WHERE name = %s",
            (Jsonb(_ACCESS.dump_python(access, mode="json")), name),
        )


_SELECT = "SELECT name, pg_schema, access, timezone, fiscal_year_start FROM understudy.org WHERE "


async def load_org(database: Database, name: str | None = None) -> Org:
    """The org of that name, or the current one.

    Raises: InputError when there is none.
    """
    wanted, params = ("is_current", ()) if name is None else ("name = %s", (name,))
    async with database.snapshot() as connection:
        row = await (await connection.execute(_SELECT + wanted, params)).fetchone()
        pieces = await (await connection.execute(PIECES, (row[0],))).fetchall() if row else []
    if row is None:
        raise await _no_such_org(database, name)
    return Org(
        name=row[0],
        pg_schema=row[1],
        schema=Schema(tuple(stored_object(*piece) for piece in pieces)),
        access=_ACCESS.validate_python(row[2]),
        timezone=ZoneInfo(row[3]),
        fiscal_year_start=row[4],
    )


async def access_mark(database: Database, name: str) -> str:
    """What is another once the org's rules of who may see what, its time zone or its fiscal year changed."""
    row = await database.fetch_one(
        "SELECT md5(concat_ws('|', access, timezone, fiscal_year_start)) FROM understudy.org WHERE name = %s",
        (name,),
    )
    assert row is not None, f"no org {name}"
    return row[0]


async def object_marks(database: Database, name: str) -> dict[str, str]:
    """The org's objects by name, each with what is another once its metadata changed."""
    rows = await database.fetch(
        "SELECT each->>'name', md5(each::text)"
        " FROM understudy.org, jsonb_array_elements(metadata->'objects') each WHERE name = %s",
        (name,),
    )
    return {row[0]: row[1] for row in rows}


async def list_orgs(database: Database) -> Sequence[OrgSummary]:
    """All loaded orgs by name."""
    rows = await database.fetch(
        "SELECT name, is_current, jsonb_array_length(metadata->'objects'), timezone, loaded_at"
        " FROM understudy.org ORDER BY name"
    )
    return [OrgSummary(*row) for row in rows]


async def use_org(database: Database, name: str) -> None:
    """Make a loaded org the current one.

    Raises: InputError when there is none of that name.
    """
    if not await database.fetch("SELECT 1 FROM understudy.org WHERE name = %s", (name,)):
        raise await _no_such_org(database, name)
    async with database.transaction() as connection:
        await connection.execute("LOCK TABLE understudy.org IN SHARE ROW EXCLUSIVE MODE")
        await connection.execute("UPDATE understudy.org SET is_current = false WHERE is_current")
        await connection.execute("UPDATE understudy.org SET is_current = true WHERE name = %s", (name,))


async def _no_such_org(database: Database, name: str | None) -> InputError:
    known = [summary.name for summary in await list_orgs(database)]
    if not known:
        return InputError(
            "no org is loaded",
            hint="load one: understudy org import PATH, or the demo company: understudy demo",
        )
    if name is None:
        return InputError("no org is the current one", hint=f"choose one of: {', '.join(known)}")
    nearest = process.extractOne(name, known, score_cutoff=60)
    hint = f"did you mean {nearest[0]}?" if nearest else f"loaded: {', '.join(known)}"
    return InputError(f"no org is called {name!r}", hint=hint)
