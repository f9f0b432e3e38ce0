"""An object whose table is cut into parts as the how-to says still answers, and ALL ROWS too."""

import re
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from psycopg import sql
from tests.conftest import MakeOrg
from tests.soql.conftest import SCHEMA

from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.org.permissions import System
from understudy.soql.run import run

HOWTO = Path(__file__).parents[2] / "docs/howto/grow-past-one-machine.md"
MOMENT = Moment(datetime(2026, 3, 18, tzinfo=UTC), ZoneInfo("UTC"))
SYSTEM = System("test")
CASES = [{"Subject": f"Oven {n}", "Status": "New" if n % 3 else "Closed", "Hours": n} for n in range(40)]
QUESTION = (
    "SELECT Status, COUNT(Id) cases, SUM(Hours) hours FROM Case WHERE Subject LIKE 'oven%'"
    " GROUP BY Status ORDER BY Status"
)


def statements(pg_schema: str) -> str:
    found = re.search(r"```postgresql\n(.*?)```", HOWTO.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return found[1].replace("org_demo_1", f'"{pg_schema}"')


async def test_a_table_in_parts_answers(small_org: MakeOrg, database: Database) -> None:
    org = await small_org(SCHEMA, {"Case": CASES})
    before = await run(database, org, QUESTION, SYSTEM, MOMENT)
    async with database.connection() as connection:
        await connection.execute(statements(org.pg_schema).encode())
        await connection.execute("RESET search_path")
    parts = await database.fetch(
        "SELECT count(*) FROM pg_inherits WHERE inhparent = %s::regclass",
        (sql.Identifier(org.pg_schema, "Case").as_string(),),
    )
    assert parts == [(4,)]
    assert (await run(database, org, QUESTION, SYSTEM, MOMENT)).rows == before.rows
    every = await run(database, org, "SELECT COUNT() FROM Case ALL ROWS", SYSTEM, MOMENT)
    assert every.total == len(CASES)
