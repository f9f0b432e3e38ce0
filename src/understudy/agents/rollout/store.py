"""The SQL of published versions."""

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg.types.json import Jsonb

from understudy.agents.rollout.published import Published
from understudy.kit.db import Database

__all__ = ["live_version", "publish_version", "versions_of"]

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('understudy publishes ' || %s || ' ' || %s, 0))"


async def publish_version(
    database: Database,
    org: str,
    agent: str,
    *,
    digest: str,
    spec: Mapping[str, Any],
    runs: Sequence[int],
    reasons: Sequence[str],
    by: str,
) -> Published:
    """Keep it as the agent's next version. Two at a time come one after the other."""
    async with database.transaction() as connection:
        await connection.execute(_LOCK, (org, agent))
        await connection.execute(
            "INSERT INTO understudy.agent_version"
            " (org, agent, number, digest, spec, run_ids, reasons, published_by)"
            " SELECT %(org)s, %(agent)s, coalesce(max(number), 0) + 1, %(digest)s, %(spec)s, %(runs)s,"
            " %(reasons)s, %(by)s"
            " FROM understudy.agent_version WHERE org = %(org)s AND agent = %(agent)s",
            {
                "org": org,
                "agent": agent,
                "digest": digest,
                "spec": Jsonb(dict(spec)),
                "runs": list(runs),
                "reasons": list(reasons),
                "by": by,
            },
        )
    published = await live_version(database, org, agent)
    assert published is not None
    return published


async def versions_of(database: Database, org: str, agent: str) -> list[Published]:
    """The latest first."""
    rows = await database.fetch(
        "SELECT agent, number, digest, spec, run_ids, reasons, published_by, published_at"
        " FROM understudy.agent_version WHERE org = %s AND agent = %s ORDER BY number DESC",
        (org, agent),
    )
    return [
        Published(name, number, digest, spec, tuple(runs), tuple(reasons), by, at)
        for name, number, digest, spec, runs, reasons, by, at in rows
    ]


async def live_version(database: Database, org: str, agent: str) -> Published | None:
    """The one that was published last."""
    versions = await versions_of(database, org, agent)
    return versions[0] if versions else None
