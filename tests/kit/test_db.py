"""The database opens ready to use, refuses what it cannot use, and keeps transactions whole."""

import asyncio
import contextlib
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from understudy.kit import migrations, readiness
from understudy.kit.config import Settings
from understudy.kit.db import Database
from understudy.kit.errors import ConfigError, ServiceError


async def test_two_programs_may_migrate_at_once(empty_url: str):
    settings = Settings(database_url=empty_url)
    opened = await asyncio.gather(*(Database.open(settings) for _ in range(3)))
    rows = await opened[0].fetch("SELECT version_num FROM understudy.alembic_version")
    assert rows == [(migrations.head_revision(),)]
    await asyncio.gather(*(database.close() for database in opened))


def test_the_head_is_alembics_head():
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [migrations.head_revision()]


async def test_a_transaction_is_kept_whole(database: Database):
    async def fail() -> None:
        async with database.transaction() as connection:
            await connection.execute("CREATE TABLE public.never (x int)")
            await connection.execute("SELECT 1 / 0")

    with pytest.raises(psycopg.errors.DivisionByZero):
        await fail()
    assert await database.fetch_one("SELECT to_regclass('public.never')") == (None,)


async def test_a_session_is_set_up(database: Database):
    rows = await database.fetch(
        "SELECT current_setting('timezone'), current_setting('jit'), current_setting('statement_timeout')"
    )
    assert rows == [("UTC", "off", "30s")]


async def test_rows_come_as_tuples(database: Database):
    assert await database.fetch("SELECT * FROM (VALUES (1, %s), (2, 'b')) v", ("a",)) == [(1, "a"), (2, "b")]
    assert await database.fetch_one("SELECT 1 WHERE false") is None
    assert await database.execute("DELETE FROM understudy.session WHERE id = %(id)s", {"id": "none"}) == 0


@pytest.mark.parametrize(
    ("url", "kind", "message"),
    [
        ("not a url", ConfigError, "UNDERSTUDY_DATABASE_URL cannot be used"),
        ("postgresql://nobody@127.0.0.1:1/none", ServiceError, "cannot be reached"),
    ],
)
async def test_an_unusable_address_is_explained(url: str, kind: type[Exception], message: str):
    with pytest.raises(kind, match=message):
        await Database.open(Settings(database_url=url))


async def test_an_old_server_is_refused(empty_url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(readiness, "_MIN_VERSION", 99)
    with pytest.raises(ConfigError, match="at least 99 is needed"):
        await Database.open(Settings(database_url=empty_url))


async def test_a_server_without_pgvector_is_refused(empty_url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(readiness, "_VECTOR", "no-such-extension")
    with pytest.raises(ConfigError, match="has no pgvector"):
        await Database.open(Settings(database_url=empty_url))


async def test_an_old_pgvector_is_refused(empty_url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(readiness, "_MIN_VECTOR", "99.1")
    with pytest.raises(ConfigError, match=r"has pgvector 0\.\d+\.\d+; at least 99.1 is needed") as told:
        await Database.open(Settings(database_url=empty_url))
    assert "install a newer pgvector" in str(told.value.hint)


async def test_an_existing_workspace_opens_again(tmp_path: Path):
    settings = Settings(workspace=tmp_path)
    await (await Database.open(settings)).close()
    async with await Database.open(settings) as database:
        assert await database.fetch_one("SELECT count(*) FROM understudy.org") == (0,)


_WAIT = """
import asyncio, sys
from pathlib import Path
from understudy.kit.config import Settings
from understudy.kit.db import Database

async def main():
    async with await Database.open(Settings(workspace=Path(sys.argv[1]))) as database:
        print(database.url, flush=True)
        await database.fetch("SELECT pg_sleep(20)")

asyncio.run(main())
"""


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_program_told_to_end_in_the_middle_of_its_work_stops_its_server(
    tmp_path: Path, sign: signal.Signals
):
    command = [sys.executable, "-c", _WAIT, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as program:
        assert program.stdout is not None
        url = program.stdout.readline().strip()
        assert url
        time.sleep(0.2)
        program.send_signal(sign)
        assert program.wait(15) != 0
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=2)


async def test_what_a_sandbox_holds_is_seen_in_it_alone(database: Database):
    await database.execute("CREATE TABLE public.sand (x int PRIMARY KEY)")
    async with database.sandbox() as sandbox:
        async with sandbox.transaction() as connection:
            await connection.execute("INSERT INTO public.sand VALUES (1)")
        with pytest.raises(psycopg.errors.UniqueViolation):
            await sandbox.execute("INSERT INTO public.sand VALUES (1)")
        counted = await asyncio.gather(*(sandbox.fetch("SELECT count(*) FROM public.sand") for _ in range(3)))
        assert counted == [[(1,)]] * 3
        async with sandbox.snapshot() as connection:
            assert await (await connection.execute("SELECT x FROM public.sand")).fetchall() == [(1,)]
        assert await database.fetch("SELECT x FROM public.sand") == []
    assert await database.fetch("SELECT x FROM public.sand") == []
    await database.execute("DROP TABLE public.sand")


async def test_a_snapshot_only_reads(database: Database):
    async with database.snapshot() as connection:
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            await connection.execute("CREATE TABLE public.never (x int)")


async def test_many_sandboxes_leave_the_pool_alone(database: Database):
    """A model thinks in each of them, and every turn also writes outside."""
    async with contextlib.AsyncExitStack() as held:
        sandboxes = [await held.enter_async_context(database.sandbox()) for _ in range(24)]
        inside = await asyncio.gather(*(each.fetch_one("SELECT 1") for each in sandboxes))
        assert inside == [(1,)] * 24
        assert await asyncio.wait_for(database.fetch_one("SELECT 2"), timeout=20) == (2,)


async def test_a_sandbox_that_others_keep_from_writing_says_so(database: Database):
    await database.execute("CREATE TABLE public.held (x int PRIMARY KEY)")
    await database.execute("INSERT INTO public.held VALUES (1)")
    async with database.sandbox() as first, database.sandbox() as second:
        await first.execute("UPDATE public.held SET x = 2")
        async with second.connection() as connection:
            await connection.execute("SET LOCAL lock_timeout = '50ms'")
        assert not second.held_up
        with pytest.raises(psycopg.errors.LockNotAvailable):
            await second.execute("UPDATE public.held SET x = 3")
        assert (first.held_up, second.held_up) == (False, True)
        assert await second.fetch("SELECT x FROM public.held") == [(1,)]
    await database.execute("DROP TABLE public.held")
