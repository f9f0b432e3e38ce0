"""The SQL of the stages: probes that ran, and what became of each question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from understudy.kit.db import Database
from understudy.observe.stages.checks import Counts

__all__ = [
    "KeptVerdict",
    "Run",
    "begin_run",
    "finish_run",
    "last_run",
    "live_verdicts",
    "numbers_done",
    "run_verdicts",
    "save_verdicts",
    "unjudged_turns",
    "weeks_of_runs",
]

PROBE, EVAL = "probe", "eval"
"""Channels in which nobody asked."""


@dataclass(frozen=True, slots=True)
class Run:
    """A probe; `source` is empty for one of all documents, `finished_at` None for one that was stopped."""

    id: int
    source: str
    seed: int
    count: int
    started_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class KeptVerdict:
    """A question with what became of it. `passed` says by stage whether it was passed, None for not reached.

    `number` is its place in its probe; None for what somebody asked. `cause` is None when nothing was lost.
    """

    number: int | None
    trace_id: str | None
    at: datetime
    agent: str
    topic: str
    source: str
    document: int | None
    kind: str
    form: str
    level: str
    question: str
    ending: str
    expected: bool
    cause: str | None
    told: str
    passed: Mapping[str, bool | None]
    counts: Counts


_SELECT = """
SELECT number, trace_id, at, agent, topic, source, document, kind, form, level, question, ending, expected,
       cause, told, passed, counts
FROM understudy.stage_verdict
"""
_LAST_OF_EACH_WEEK = """run_id IN (
    SELECT DISTINCT ON (date_trunc('week', finished_at)) id FROM understudy.probe_run
    WHERE org = %s AND finished_at >= %s
    ORDER BY date_trunc('week', finished_at), finished_at DESC
)"""
_INSERT = """
INSERT INTO understudy.stage_verdict
    (org, run_id, number, trace_id, at, agent, topic, source, document, kind, form, level, question, ending,
     expected, cause, told, passed, counts)
VALUES (%(org)s, %(run)s, %(number)s, %(trace_id)s, %(at)s, %(agent)s, %(topic)s, %(source)s, %(document)s,
        %(kind)s, %(form)s, %(level)s, %(question)s, %(ending)s, %(expected)s, %(cause)s, %(told)s,
        %(passed)s, %(counts)s)
ON CONFLICT DO NOTHING
"""


async def begin_run(database: Database, org: str, source: str, seed: int, count: int, plan: str) -> int:
    """The id of a probe of these very questions that was stopped within the last day, else of a new one."""
    row = await database.fetch_one(
        """
        SELECT id FROM understudy.probe_run
        WHERE org = %s AND source = %s AND plan = %s AND finished_at IS NULL
          AND started_at > now() - interval '1 day'
        ORDER BY id DESC LIMIT 1
        """,
        (org, source, plan),
    )
    if row is None:
        row = await database.fetch_one(
            "INSERT INTO understudy.probe_run (org, source, seed, count, plan) VALUES (%s, %s, %s, %s, %s)"
            " RETURNING id",
            (org, source, seed, count, plan),
        )
    assert row is not None
    return row[0]


async def numbers_done(database: Database, run: int) -> set[int]:
    """Which questions of the probe have their verdict."""
    rows = await database.fetch("SELECT number FROM understudy.stage_verdict WHERE run_id = %s", (run,))
    return {row[0] for row in rows}


async def finish_run(database: Database, run: int) -> None:
    """The probe is whole."""
    await database.execute("UPDATE understudy.probe_run SET finished_at = now() WHERE id = %s", (run,))


async def save_verdicts(
    database: Database, org: str, run: int | None, verdicts: Sequence[KeptVerdict]
) -> None:
    """Keep them; one that is kept already stays as it is."""
    rows = [
        {
            "org": org,
            "run": run,
            **{field.name: getattr(each, field.name) for field in fields(each)},
            "passed": Jsonb(dict(each.passed)),
            "counts": Jsonb(dict(each.counts)),
        }
        for each in verdicts
    ]
    async with database.transaction() as connection, connection.cursor() as cursor:
        await cursor.executemany(_INSERT, rows)


async def last_run(database: Database, org: str) -> Run | None:
    """The probe that was finished last."""
    row = await database.fetch_one(
        "SELECT id, source, seed, count, started_at, finished_at FROM understudy.probe_run"
        " WHERE org = %s AND finished_at IS NOT NULL ORDER BY finished_at DESC LIMIT 1",
        (org,),
    )
    return Run(*row) if row else None


async def run_verdicts(database: Database, run: int) -> list[KeptVerdict]:
    """All of a probe, in order."""
    rows = await database.fetch(f"{_SELECT} WHERE run_id = %s ORDER BY number", (run,))
    return [KeptVerdict(*row) for row in rows]


async def weeks_of_runs(database: Database, org: str, since: datetime) -> list[KeptVerdict]:
    """Those of the last probe that was finished in each week."""
    rows = await database.fetch(f"{_SELECT} WHERE {_LAST_OF_EACH_WEEK} ORDER BY at, number", (org, since))
    return [KeptVerdict(*row) for row in rows]


async def live_verdicts(database: Database, org: str, since: datetime) -> list[KeptVerdict]:
    """Those of what was asked since then, in order of time."""
    rows = await database.fetch(
        f"{_SELECT} WHERE org = %s AND run_id IS NULL AND at >= %s ORDER BY at, id",
        (org, since),
    )
    return [KeptVerdict(*row) for row in rows]


async def unjudged_turns(
    database: Database, org: str, agents: Sequence[str], since: datetime, most: int
) -> list[tuple[str, Mapping[str, Any]]]:
    """The traces of turns with these agents since then that looked something up or answered that nothing is
    known, and have no verdict yet, oldest first; each with who asked.
    """
    rows = await database.fetch(
        """
        SELECT turn.trace_id, turn.actor FROM understudy.turn
        JOIN understudy.session ON session.id = turn.session_id
        WHERE session.org = %(org)s AND turn.at >= %(since)s AND turn.trace_id IS NOT NULL
          AND session.agent = ANY(%(agents)s) AND session.channel <> ALL(%(nobody)s)
          AND (turn.outcome -> 'known' = 'false'
               OR turn.outcome @? '$.evidence.steps[*] ? (@.action == "answer_from_knowledge")')
          AND EXISTS (SELECT FROM understudy.span
                      WHERE span.trace_id = turn.trace_id AND span.name = 'conversation.turn')
          AND NOT EXISTS (SELECT FROM understudy.stage_verdict v WHERE v.trace_id = turn.trace_id)
        ORDER BY turn.at LIMIT %(most)s
        """,
        {"org": org, "since": since, "agents": list(agents), "nobody": [PROBE, EVAL], "most": most},
    )
    return [(row[0], row[1]) for row in rows]
