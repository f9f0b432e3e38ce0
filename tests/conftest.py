"""The real PostgreSQL for every test that stores or reads.

Fixtures:

- `settings` (session): Settings that point to this worker's own database. One embedded server is shared by
  all workers; with UNDERSTUDY_TEST_DATABASE_URL the databases are made on that server instead (the user
  must be allowed to create databases).
- `database` (session): the open, migrated `Database` of this worker. Tests share it: give things names of
  your own, or rely on `small_org`, which does.
- `small_org` (function): `await small_org(schema, {"Account": [{"Id": "...", "Name": "Acme"}]})` makes an
  `Org` with these rows and removes it after the test. Keywords: `access` (default: nothing is permitted but
  to `System`), `timezone`, `fiscal_year_start`, `current` (make it the current org; default no). Objects get
  Id and the audit fields if the schema lacks them. Ids may be left out: the row's id is then
  `kit.ids.new_record_id(key_prefix, serial)`, the serial counting the object's rows from 1.
- `lasting_org` (module): the same, but the orgs stay until the end of the file, whose tests only read them.
- `demo_app` (session): a running installation with the demo org of the standard size as its current org, on
  the day on which the demo org stands still. `demo_stage` is its stage, `demo_rows` the rows in Python, from
  which a test can work out for itself what is right. Leave the rows and the org as they are.
- `articles` (session): `demo_stage`, once the demo org's articles are indexed.
- `ask` (session): `await ask("Who sold most?", "analyst")` plays one turn on the demo org and gives the
  `Turn`. Keywords: `actor` (default: the system), `context`, `stage`, `session`, `moment`, `listen`.
- `site` (session): the demo org served as `understudy serve --demo` does; the URL of a real server in this
  process. `service` is what it serves.
- `traced` (function): the turns of the test leave traces on the demo's database.

All async fixtures and tests share one event loop a worker (`asyncio_mode = "auto"`, session scope).
"""

import asyncio
import os
import uuid
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.errors import DeadlockDetected

from understudy.agents.events import Listener
from understudy.agents.spec import AgentSpec, load_agent
from understudy.app import App, open_app
from understudy.channels.service import Service
from understudy.cli.serve import HERE, demo_service, listen, served
from understudy.conversations.session import Session, new_session
from understudy.conversations.turn import Stage, Turn, turn
from understudy.kit.clock import FixedClock, Moment
from understudy.kit.config import Settings
from understudy.kit.db import Database
from understudy.kit.ids import new_record_id
from understudy.kit.postgres import EmbeddedPostgres
from understudy.kit.trace import PostgresSpans, setup
from understudy.knowledge.index.indexing import index_articles
from understudy.org import store
from understudy.org.demo import DEMO_NOW, DEMO_TODAY, DemoOrg, generate_demo
from understudy.org.demo.ledger import Row
from understudy.org.demo.load import DEMO_NAME, load_demo
from understudy.org.metadata import AUDIT_FIELDS, Field, FieldType, ObjectType, Schema
from understudy.org.orgs import Org
from understudy.org.permissions import AccessPolicy, Actor, System

Rows = Mapping[str, Sequence[Mapping[str, object]]]
MakeOrg = Callable[..., Awaitable[Org]]
Ask = Callable[..., Awaitable[Turn]]


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder of this test run, the same in all workers."""
    root = tmp_path_factory.getbasetemp()
    return root if worker_id == "master" else root.parent


@pytest.fixture(scope="session")
def server_url(run_folder: Path) -> Generator[str]:
    """A server to make databases on, shared by all workers; the last to leave stops it."""
    if given := os.environ.get("UNDERSTUDY_TEST_DATABASE_URL"):
        yield given
        return
    server = EmbeddedPostgres(run_folder / "workspace", durable=False)
    yield server.start()
    server.stop()


@pytest.fixture(scope="session")
def settings(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Generator[Settings]:
    """Settings that point to a new database, dropped at the end."""
    with new_database(server_url) as url:
        yield Settings(workspace=Path(tmp_path_factory.mktemp("workspace")), database_url=url)


@contextmanager
def new_database(server_url: str) -> Generator[str]:
    """The URL of a new, empty database on that server, dropped at the end."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    yield make_conninfo(**{**conninfo_to_dict(server_url), "dbname": name})
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
async def database(settings: Settings) -> AsyncGenerator[Database]:
    """The worker's database, open and migrated."""
    async with await Database.open(settings) as opened:
        yield opened


@pytest.fixture
async def small_org(database: Database) -> AsyncGenerator[MakeOrg]:
    """A maker of orgs from a schema and rows; see this file's head."""
    async with _small_orgs(database) as make:
        yield make


@pytest.fixture(scope="module")
async def lasting_org(database: Database) -> AsyncGenerator[MakeOrg]:
    """As `small_org`, for orgs that all tests of a file read."""
    async with _small_orgs(database) as make:
        yield make


@asynccontextmanager
async def _small_orgs(database: Database) -> AsyncGenerator[MakeOrg]:
    made: list[Org] = []

    async def make(schema: Schema, rows: Rows | None = None, **settings: Any) -> Org:
        made.append(await make_org(database, schema, rows, **settings))
        return made[-1]

    yield make
    for org in made:
        await drop_org(database, org)


async def make_org(
    database: Database,
    schema: Schema,
    rows: Rows | None = None,
    *,
    access: AccessPolicy | None = None,
    timezone: str = "UTC",
    fiscal_year_start: int = 1,
    current: bool = False,
) -> Org:
    """What `small_org` makes, for a fixture that keeps it longer and hands it to `drop_org`."""
    name = f"t{uuid.uuid4().hex[:10]}"
    complete = Schema(tuple(_complete(described) for described in schema))
    async with database.transaction() as connection:
        pg_schema = await store.new_pg_schema(connection, name)
        rules = access or AccessPolicy()
        org = Org(name, pg_schema, complete, rules, ZoneInfo(timezone), fiscal_year_start)
        await store.create_tables(connection, pg_schema, complete)
        for object_name, records in (rows or {}).items():
            await _insert(connection, org, object_name, records)
        await store.reserve_numbers(connection, pg_schema, complete)
        await store.create_indexes(connection, pg_schema, complete)
        await store.save_org(connection, org, make_current=current)
    return org


async def drop_org(database: Database, org: Org) -> None:
    """Remove an org and its tables; again when an index that is being built on them stood in the way."""
    for left in (2, 1, 0):
        try:
            async with database.transaction() as connection:
                await store.drop_tables(connection, org.pg_schema)
                await connection.execute("DELETE FROM understudy.org WHERE name = %s", (org.name,))
        except DeadlockDetected:
            if not left:
                raise
        else:
            return


def _complete(described: ObjectType) -> ObjectType:
    own = described.fields
    if described.field("Id") is None:
        own = (Field("Id", "Id", FieldType.ID), *own)
    missing = tuple(field for field in AUDIT_FIELDS if described.field(field.name) is None)
    return replace(described, fields=(*own, *missing))


async def _insert(connection: Any, org: Org, object_name: str, rows: Sequence[Mapping[str, object]]) -> None:
    described = org.schema.object(object_name)
    assert described is not None, f"no object {object_name} in the schema"
    for serial, row in enumerate(rows, start=1):
        values = {"Id": new_record_id(described.key_prefix, serial), **row}
        names = [described.field(name) for name in values]
        assert all(names), f"{object_name} has not all of {list(values)}"
        columns = sql.SQL(", ").join(sql.Identifier(field.name) for field in names if field)
        marks = sql.SQL(", ").join([sql.Placeholder()] * len(values))
        place = store.table(org.pg_schema, described.name)
        query = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(place, columns, marks)
        await connection.execute(query, list(values.values()))


@cache
def _demo() -> DemoOrg:
    return generate_demo()


@pytest.fixture(scope="session")
def demo_rows() -> Mapping[str, list[Row]]:
    """The demo org's rows by object, as they were generated."""
    return _demo().rows


@pytest.fixture(scope="session")
async def demo_app(settings: Settings, database: Database, run_folder: Path) -> AsyncGenerator[App]:
    """A running installation with the demo org."""
    # The encoder is built once for all workers.
    workspace = run_folder / "installation"
    await load_demo(database, _demo())
    async with open_app(replace(settings, workspace=workspace), FixedClock(DEMO_NOW)) as app:
        yield app


@pytest.fixture(scope="session")
async def demo_stage(demo_app: App) -> Stage:
    """Ready for turns on the demo org."""
    return await demo_app.stage(DEMO_NAME)


@pytest.fixture(scope="session")
async def articles(demo_stage: Stage) -> Stage:
    """The stage on the demo org, once its articles are indexed."""
    await index_articles(demo_stage.database, demo_stage.org, demo_stage.encoder, today=DEMO_TODAY)
    return demo_stage


@pytest.fixture(scope="session")
def ask(demo_stage: Stage) -> Ask:
    """One turn on the demo org; see this file's head."""

    async def play(
        message: str,
        agent: str | AgentSpec = "analyst",
        *,
        actor: Actor | None = None,
        context: str = "",
        stage: Stage = demo_stage,
        session: Session | None = None,
        moment: Moment | None = None,
        listen: Listener | None = None,
    ) -> Turn:
        spec = load_agent(agent, Path("no-agents-of-its-own")) if isinstance(agent, str) else agent
        opened = session or new_session(spec.name, actor or System("a test"), "terminal", context)
        now = moment or Moment(DEMO_NOW, stage.org.timezone, stage.org.fiscal_year_start)
        return await turn(stage, spec, opened, message, now, listen)

    return play


@pytest.fixture(scope="session")
async def service(demo_app: App) -> Service:
    """The demo org and its agents, ready to be served."""
    return await demo_service(demo_app)


@pytest.fixture(scope="session")
async def site(service: Service) -> AsyncGenerator[str]:
    """The URL of the demo, served."""
    with listen(HERE, 0) as listening:
        async with served(service, listening) as url:
            yield url


@pytest.fixture
async def traced(service: Service) -> AsyncGenerator[None]:
    """The turns of this test leave traces, whoever else has set up tracing in this process."""
    tracing = setup(PostgresSpans(service.database.url))
    yield
    await asyncio.to_thread(tracing.close)
