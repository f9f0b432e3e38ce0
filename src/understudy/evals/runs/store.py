"""The SQL of runs and their results."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from psycopg.types.json import Jsonb

from understudy.evals.checks import Mismatch
from understudy.evals.runs.kept import KeptResult, KeptRun
from understudy.evals.runs.touched import Touched
from understudy.evals.runs.version import Version
from understudy.kit.db import Database

__all__ = [
    "begin_run",
    "finish_run",
    "keep_version",
    "last_runs",
    "read_run",
    "read_version",
    "results_of",
    "save_result",
]

_RUN = """
SELECT id, org, suite, agent, model, version, spec, gate, cases, attempts, started_at, finished_at
FROM understudy.eval_run
"""


async def begin_run(
    database: Database,
    org: str,
    suite: str,
    agent: str,
    *,
    model: str,
    version: str,
    spec: Mapping[str, Any],
    gate: float,
    cases: int,
    attempts: int = 1,
) -> int:
    """The id of a new run, which has no results yet."""
    row = await database.fetch_one(
        "INSERT INTO understudy.eval_run (org, suite, agent, model, version, spec, gate, cases, attempts)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id",
        (org, suite, agent, model, version, Jsonb(dict(spec)), gate, cases, attempts),
    )
    assert row is not None
    return row[0]


async def save_result(database: Database, run: int, result: KeptResult) -> None:
    """Keep it; one that is kept already stays: a case counts once, however often it was begun."""
    await database.execute(
        """
        INSERT INTO understudy.eval_result
            (run_id, name, attempt, digest, "case", passed, mismatches, replies, took_ms, trace_ids, touched,
             model_calls, input_tokens, output_tokens, cost, reused)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        ON CONFLICT DO NOTHING
        """,
        (
            run,
            result.name,
            result.attempt,
            result.digest,
            Jsonb(dict(result.case)),
            result.passed,
            Jsonb([asdict(each) for each in result.mismatches]),
            list(result.replies),
            result.took_ms,
            list(result.trace_ids),
            Jsonb(asdict(result.touched)),
            result.model_calls,
            result.input_tokens,
            result.output_tokens,
            result.cost,
            result.reused,
        ),
    )


async def finish_run(database: Database, run: int) -> None:
    """Its last case has ended."""
    await database.execute("UPDATE understudy.eval_run SET finished_at = now() WHERE id = %s", (run,))


async def read_run(database: Database, org: str, run: int) -> KeptRun | None:
    """The run with that id, if it is one of this org."""
    row = await database.fetch_one(f"{_RUN} WHERE org = %s AND id = %s", (org, run))
    return KeptRun(*row) if row else None


async def last_runs(
    database: Database, org: str, suite: str | None = None, agent: str | None = None, most: int = 20
) -> list[KeptRun]:
    """The latest first; of one suite or agent only, if it is given."""
    rows = await database.fetch(
        f"{_RUN} WHERE org = %(org)s AND (%(suite)s::text IS NULL OR suite = %(suite)s)"
        " AND (%(agent)s::text IS NULL OR agent = %(agent)s) ORDER BY id DESC LIMIT %(most)s",
        {"org": org, "suite": suite, "agent": agent, "most": most},
    )
    return [KeptRun(*row) for row in rows]


async def results_of(database: Database, run: int) -> list[KeptResult]:
    """All results of a run so far, by name and attempt."""
    rows = await database.fetch(
        'SELECT name, attempt, digest, "case", passed, mismatches, replies, took_ms, trace_ids, touched,'
        " model_calls, input_tokens, output_tokens, cost, reused"
        " FROM understudy.eval_result WHERE run_id = %s ORDER BY name, attempt",
        (run,),
    )
    return [_result(row) for row in rows]


def _result(row: tuple[Any, ...]) -> KeptResult:
    name, attempt, digest, case, passed, mismatches, replies, took_ms, traces, touched, *used = row
    return KeptResult(
        name,
        attempt,
        digest,
        case,
        passed,
        tuple(Mismatch(**each) for each in mismatches),
        tuple(replies),
        took_ms,
        tuple(traces),
        Touched(**{name: tuple(each) for name, each in touched.items()}),
        *used,
    )


async def keep_version(database: Database, version: Version) -> str:
    """Keep what a version is made of, once; its digest is the `version` of the runs that play it."""
    await database.execute(
        "INSERT INTO understudy.eval_version (digest, parts) VALUES (%s, %s) ON CONFLICT DO NOTHING",
        (version.digest, Jsonb(version.parts)),
    )
    return version.digest


async def read_version(database: Database, digest: str) -> Version | None:
    """What the version of a run is made of; None when it was not kept."""
    row = await database.fetch_one("SELECT parts FROM understudy.eval_version WHERE digest = %s", (digest,))
    return Version(**row[0]) if row else None
