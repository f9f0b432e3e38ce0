"""The demo org into the database, by the way every org takes."""

from zoneinfo import ZoneInfo

from understudy.kit.db import Database
from understudy.org.demo.generate import DemoOrg
from understudy.org.importer import ObjectReport, Prepared, Progress, load_prepared, silent
from understudy.org.orgs import Org

__all__ = ["DEMO_NAME", "load_demo"]

DEMO_NAME = "demo"
_HOME = ZoneInfo("America/Chicago")


async def load_demo(database: Database, demo: DemoOrg, progress: Progress = silent) -> Org:
    """Load the demo org, in place of an earlier one, and make it the current one."""
    columns = {
        name: {column: [row[column] for row in rows] for column in (rows[0] if rows else {"Id": None})}
        for name, rows in demo.rows.items()
    }
    reports = tuple(ObjectReport(name, name, len(rows), standard=True) for name, rows in demo.rows.items())
    template = Org(DEMO_NAME, "", demo.schema, demo.access, _HOME)
    return await load_prepared(database, template, Prepared(demo.schema, columns, reports), progress)
