"""The SQL of runs and their results."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from psycopg.types.json import Jsonb

from understudy.evals.checks import Mismatch
from understudy.evals.runs.kept import Counts, KeptResult, KeptRun
from understudy.evals.runs.touched import Touched
from understudy.evals.runs.version import Version
from understudy.kit.db import Database

__all__ = [
    "begin_run",
    "counts_of",
    "finish_run",
    "forget_unjudged",
    "keep_version",
    "last_runs",
    "read_run",
    "read_version",
    "results_of",
    "run_with_plan",
    "save_result",
    "save_results",
    "share_run",
    "shared_runs",
    "take_over",
    "unfinished_run",
]

_RUN = """
SELECT id, org, suite, agent, model, version, spec, gate, cases, attempts, started_at, finished_at
FROM understudy.eval_run
"""
_RUN_AND_PLAN = """
SELECT id, org, suite, agent, model, version, spec, gate, cases, attempts, started_at, finished_at, plan
FROM understudy.eval_run
"""
_KEEP = """
INSERT INTO understudy.eval_result
    (run_id, name, attempt, digest, "case", passed, mismatches, replies, took_ms, trace_ids, touched,
     model_calls, input_tokens, output_tokens, cost, reused)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING
"""
_TAKE_OVER = """
INSERT INTO understudy.eval_result
    (run_id, name, attempt, digest, "case", passed, mismatches, replies, took_ms, trace_ids, touched,
     model_calls, input_tokens, output_tokens, cost, reused)
SELECT DISTINCT ON (wanted.name, old.attempt)
    %(run)s, wanted.name, old.attempt, old.digest, old."case", old.passed, old.mismatches, old.replies,
    old.took_ms, old.trace_ids, old.touched, old.model_calls, old.input_tokens, old.output_tokens, old.cost,
    true
FROM unnest(%(names)s::text[], %(digests)s::text[]) AS wanted (name, digest)
JOIN understudy.eval_result old USING (digest)
JOIN understudy.eval_run earlier ON earlier.id = old.run_id
WHERE earlier.org = %(org)s AND earlier.version = %(version)s AND earlier.id <> %(run)s
  AND old.passed IS NOT NULL AND NOT old.reused AND old.attempt <= %(attempts)s
ORDER BY wanted.name, old.attempt, old.at DESC
ON CONFLICT DO NOTHING
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
    plan: Mapping[str, Any] | None = None,
) -> int:
    """The id of a new run, which has no results yet. With a `plan` it can be gone on with."""
    kept_plan = None if plan is None else Jsonb(dict(plan))
    row = await database.fetch_one(
        "INSERT INTO understudy.eval_run"
        " (org, suite, agent, model, version, spec, gate, cases, attempts, plan)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id",
        (org, suite, agent, model, version, Jsonb(dict(spec)), gate, cases, attempts, kept_plan),
    )
    assert row is not None
    return row[0]


async def unfinished_run(
    database: Database, org: str, suite: str, agent: str, version: str, attempts: int, cases: str
) -> int | None:
    """The latest run that was stopped of these very cases (a digest of them), against that version."""
    row = await database.fetch_one(
        "SELECT id FROM understudy.eval_run WHERE finished_at IS NULL AND org = %s AND suite = %s"
        " AND agent = %s AND version = %s AND attempts = %s AND plan->>'cases' = %s ORDER BY id DESC LIMIT 1",
        (org, suite, agent, version, attempts, cases),
    )
    return row[0] if row else None


async def run_with_plan(database: Database, run: int) -> tuple[KeptRun, Mapping[str, Any]]:
    """A run that was begun with a plan."""
    row = await database.fetch_one(f"{_RUN_AND_PLAN} WHERE id = %s", (run,))
    assert row is not None, "only a run that was begun is shared"
    return KeptRun(*row[:-1]), row[-1]


async def share_run(database: Database, run: int, installed: Mapping[str, str]) -> None:
    """Note what a worker must have in order to play it."""
    await database.execute(
        "UPDATE understudy.eval_run SET plan = plan || %s WHERE id = %s",
        (Jsonb({"installed": dict(installed)}), run),
    )


async def shared_runs(database: Database) -> list[tuple[KeptRun, Mapping[str, Any]]]:
    """Those that are not finished and for workers, with their plans."""
    rows = await database.fetch(f"{_RUN_AND_PLAN} WHERE finished_at IS NULL AND plan ? 'installed'")
    return [(KeptRun(*row[:-1]), row[-1]) for row in rows]


async def save_result(database: Database, run: int, result: KeptResult) -> None:
    """Keep it; one that is kept already stays: a case counts once, however often it was begun."""
    await database.execute(_KEEP, _row(run, result))


async def save_results(database: Database, run: int, results: Sequence[KeptResult]) -> None:
    """As `save_result`, many at once."""
    async with database.transaction() as connection:
        await connection.cursor().executemany(_KEEP, [_row(run, each) for each in results])


def _row(run: int, result: KeptResult) -> tuple[object, ...]:
    return (
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
    )


async def take_over(
    database: Database, run: int, org: str, version: str, digests: Mapping[str, str], attempts: int
) -> int:
    """Take over what earlier runs of the version have of cases with these digests, by name; how many."""
    given = {"names": list(digests), "digests": list(digests.values()), "attempts": attempts}
    return await database.execute(_TAKE_OVER, {"run": run, "org": org, "version": version, **given})


async def forget_unjudged(database: Database, run: int) -> None:
    """So that the run, gone on with, plays again what could not be judged."""
    await database.execute("DELETE FROM understudy.eval_result WHERE run_id = %s AND passed IS NULL", (run,))


async def counts_of(database: Database, runs: Sequence[int]) -> Mapping[int, Counts]:
    """How many results there are of each run."""
    rows = await database.fetch(
        "SELECT run_id, count(*), count(*) FILTER (WHERE passed), count(*) FILTER (WHERE passed IS NULL),"
        " count(*) FILTER (WHERE reused), sum(cost) FILTER (WHERE NOT reused)"
        " FROM understudy.eval_result WHERE run_id = ANY(%s) GROUP BY run_id",
        (list(runs),),
    )
    return {run: Counts(*counted) for run, *counted in rows}


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


async def results_of(
    database: Database, run: int, wanted: Sequence[tuple[str, int]] | None = None
) -> list[KeptResult]:
    """All results of a run so far, or those wanted by name and attempt that there are; in that order."""
    names, attempts = (
        ([], []) if wanted is None else ([each[0] for each in wanted], [each[1] for each in wanted])
    )
    rows = await database.fetch(
        'SELECT name, attempt, digest, "case", passed, mismatches, replies, took_ms, trace_ids, touched,'
        " model_calls, input_tokens, output_tokens, cost, reused"
        " FROM understudy.eval_result WHERE run_id = %s"
        " AND (%s OR (name, attempt) IN (SELECT * FROM unnest(%s::text[], %s::integer[])))"
        " ORDER BY name, attempt",
        (run, wanted is None, names, attempts),
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
