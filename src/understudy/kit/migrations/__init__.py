"""The platform's own tables, version by version (`versions/`), kept with Alembic.

Alembic and SQLAlchemy are imported only when there is something to migrate: they cost a third of a second.
"""

import threading
from functools import cache
from pathlib import Path
from typing import Any

import psycopg

__all__ = ["SCHEMA", "current_revision", "head_revision", "upgrade"]

SCHEMA = "understudy"
"""The PostgreSQL schema of the platform's own tables."""

_HERE = Path(__file__).parent
_one_at_a_time = threading.Lock()
"""Alembic's `context` is a module's global: two threads would take it from each other."""


@cache
def head_revision() -> str:
    """The newest revision: its number is the beginning of its file's name, and they are one chain."""
    return max(path.name.split("_")[0] for path in (_HERE / "versions").glob("[0-9]*_*.py"))


def current_revision(connection: psycopg.Connection[Any]) -> str | None:
    """The revision the database is at; None when it is empty."""
    if connection.execute("SELECT to_regclass('understudy.alembic_version')").fetchone() == (None,):
        return None
    row = connection.execute("SELECT version_num FROM understudy.alembic_version").fetchone()
    return row[0] if row else None


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database to a revision, the newest. Blocking; safe to run in two programs at once."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = url
    with _one_at_a_time:
        command.upgrade(config, revision)
