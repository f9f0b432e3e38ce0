"""What Alembic runs around the revisions: one transaction, one program at a time."""

from typing import Any

import psycopg
from alembic import context
from sqlalchemy import NullPool, create_engine, text

from understudy.kit.migrations import SCHEMA

_LOCK = 7_305_811_900_021
"""Any number, the same in every program."""


def _connect() -> psycopg.Connection[Any]:
    return psycopg.connect(context.config.attributes["url"])


def _migrate() -> None:
    # The dialect's own address parsing is bypassed: psycopg understands more of them.
    engine = create_engine("postgresql+psycopg://", creator=_connect, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
        context.configure(connection=connection, version_table_schema=SCHEMA)
        with context.begin_transaction():
            context.run_migrations()


_migrate()
