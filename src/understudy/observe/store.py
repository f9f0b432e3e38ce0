"""The room's SQL: spans, and the turn that a trace is of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, LiteralString

from psycopg.types.json import Jsonb

from understudy.conversations.transcripts import identity_as_json
from understudy.kit.db import Connection, Database
from understudy.org.permissions import Actor, System
from understudy.trust.policy.store import ALWAYS

__all__ = [
    "KeptSpan",
    "KeptTurn",
    "TracedTurn",
    "asked_of",
    "count_citations",
    "count_withheld",
    "delete_before",
    "read_spans",
    "read_turn",
    "read_turns",
    "read_visible_turn",
    "recent_turns",
    "trace_ids",
]


_TRIALS = ("eval", "probe", "benchmark", "lint")


@dataclass(frozen=True, slots=True)
class KeptSpan:
    """One span as it was stored."""

    id: str
    parent_id: str | None
    name: str
    started_at: datetime
    ended_at: datetime
    attributes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """The turn of a trace. `outcome` is what `conversations.transcripts` wrote; `actor` who asked."""

    org: str
    session: str
    agent: str
    channel: str
    actor: Mapping[str, Any]
    ordinal: int
    message: str
    outcome: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class TracedTurn:
    """A turn in a list of traces. `took_ms` is None while its spans are not stored."""

    trace_id: str
    at: datetime
    agent: str
    channel: str
    message: str
    outcome: str
    known: bool
    took_ms: float | None


async def recent_turns(database: Database, agent: str | None, limit: int) -> list[TracedTurn]:
    """The last turns that have a trace, newest first; of one agent when it is named."""
    rows = await database.fetch(
        """
        SELECT turn.trace_id, turn.at, session.agent, session.channel, turn.message,
               turn.outcome ->> 'kind', coalesce((turn.outcome ->> 'known')::boolean, true),
               extract(epoch FROM span.ended_at - span.started_at)::float8 * 1000
        FROM understudy.turn
        JOIN understudy.session ON session.id = turn.session_id
        LEFT JOIN understudy.span ON span.trace_id = turn.trace_id AND span.name = 'conversation.turn'
        WHERE turn.trace_id IS NOT NULL AND (%(agent)s::text IS NULL OR session.agent = %(agent)s)
        ORDER BY turn.at DESC, turn.trace_id
        LIMIT %(limit)s
        """,
        {"agent": agent, "limit": limit},
    )
    return [TracedTurn(*row) for row in rows]


async def asked_of(database: Database, org: str, agent: str, limit: int) -> list[str]:
    """What people asked the agent, what was asked most and then latest first; tests and trials left out."""
    rows = await database.fetch(
        """
        SELECT turn.message
        FROM understudy.turn JOIN understudy.session ON session.id = turn.session_id
        WHERE session.org = %s AND session.agent = %s AND session.channel <> ALL(%s)
        GROUP BY turn.message
        ORDER BY count(*) DESC, max(turn.at) DESC, turn.message
        LIMIT %s
        """,
        (org, agent, list(_TRIALS), limit),
    )
    return [row[0] for row in rows]


async def trace_ids(database: Database, start: str, limit: int) -> list[str]:
    """Traces whose id starts so (lower-case hexadecimal digits), in order of their ids."""
    rows = await database.fetch(
        """
        SELECT trace_id FROM understudy.span WHERE trace_id >= %(start)s AND trace_id < %(start)s || 'g'
        UNION
        SELECT trace_id FROM understudy.turn WHERE trace_id >= %(start)s AND trace_id < %(start)s || 'g'
        ORDER BY trace_id
        LIMIT %(limit)s
        """,
        {"start": start, "limit": limit},
    )
    return [row[0] for row in rows]


async def read_spans(database: Database, trace_id: str) -> list[KeptSpan]:
    """The spans of a trace in the order in which they began."""
    rows = await database.fetch(
        "SELECT span_id, parent_span_id, name, started_at, ended_at, attributes FROM understudy.span"
        " WHERE trace_id = %s ORDER BY started_at, ended_at DESC, span_id",
        (trace_id,),
    )
    return [KeptSpan(*row) for row in rows]


_TURN = """
SELECT session.org, session.id, session.agent, session.channel, turn.actor, turn.ordinal, turn.message,
       turn.outcome, turn.at
FROM understudy.turn
JOIN understudy.session ON session.id = turn.session_id
"""


async def read_turn(database: Database, trace_id: str) -> KeptTurn | None:
    """The turn that the trace is of; None when it is of something else, or the turn's org is gone."""
    row = await database.fetch_one(f"{_TURN} WHERE turn.trace_id = %s", (trace_id,))
    return KeptTurn(*row) if row else None


async def read_turns(database: Database, trace_ids: Sequence[str]) -> dict[str, KeptTurn]:
    """The turns that these traces are of, by the trace's id; what is no turn is left out."""
    rows = await database.fetch(
        _TURN.replace("SELECT", "SELECT turn.trace_id,", 1) + " WHERE turn.trace_id = ANY(%s)",
        (list(trace_ids),),
    )
    return {row[0]: KeptTurn(*row[1:]) for row in rows}


async def read_visible_turn(database: Database, org: str, trace_id: str, actor: Actor) -> KeptTurn | None:
    """The turn that the trace is of, if it is one of this org that the actor may see.

    People see their own turns, the system all.
    """
    own = {} if isinstance(actor, System) else identity_as_json(actor)
    row = await database.fetch_one(
        f"{_TURN} WHERE turn.trace_id = %s AND session.org = %s AND turn.actor @> %s",
        (trace_id, org, Jsonb(own)),
    )
    return KeptTurn(*row) if row else None


async def count_citations(database: Database, org: str, within: timedelta) -> dict[int, int]:
    """In how many of the last turns each document was quoted."""
    rows = await database.fetch(
        """
        SELECT cited::bigint, count(DISTINCT (turn.session_id, turn.ordinal))
        FROM understudy.turn JOIN understudy.session ON session.id = turn.session_id
        CROSS JOIN LATERAL
            jsonb_path_query(turn.outcome, '$.evidence.steps[*].finding.citations[*].document') AS cited
        WHERE session.org = %s AND turn.at > now() - %s AND jsonb_typeof(cited) = 'number'
        GROUP BY 1
        """,
        (org, within),
    )
    return dict(rows)


async def count_withheld(database: Database, org: str, within: timedelta) -> dict[str, int]:
    """In how many of the last turns something could not be answered, by what was withheld."""
    rows = await database.fetch(
        """
        SELECT withheld #>> '{}', count(DISTINCT (turn.session_id, turn.ordinal))
        FROM understudy.turn JOIN understudy.session ON session.id = turn.session_id
        CROSS JOIN LATERAL
            jsonb_path_query(turn.outcome, '$.evidence.steps[*].finding.facts.withheld[*]') AS withheld
        WHERE session.org = %s AND turn.at > now() - %s
        GROUP BY 1
        """,
        (org, within),
    )
    return dict(rows)


_OLD: dict[str, LiteralString] = {
    "counts of use": (
        "DELETE FROM understudy.used WHERE (day > %(always)s AND day < %(day)s::date) OR (scope = 'session'"
        " AND subject IN (SELECT id FROM understudy.session WHERE last_turn_at < %(day)s))"
    ),
    "conversations": "DELETE FROM understudy.session WHERE last_turn_at < %(day)s",
    "spans": "DELETE FROM understudy.span WHERE ended_at < %(day)s",
    "judged turns": "DELETE FROM understudy.stage_verdict WHERE at < %(day)s AND run_id IS NULL",
    "approvals": "DELETE FROM understudy.approval WHERE last_at < %(day)s AND state <> 'approved'",
}
"""Conversations go whole, with their turns, once nobody has spoken in them since. What waits for a yes goes
when its time is over."""


async def delete_before(connection: Connection, day: datetime) -> dict[str, int]:
    """Delete what nobody has added to since that day, of all orgs; how much of each there was."""
    await connection.execute("SET LOCAL statement_timeout = 0")
    wanted = {"day": day, "always": ALWAYS}
    return {name: (await connection.execute(query, wanted)).rowcount for name, query in _OLD.items()}
