"""Which run is meant: by number, or by a word for it."""

from understudy.agents.rollout.store import live_version
from understudy.evals.runs.kept import KeptRun
from understudy.evals.runs.store import last_runs, read_run
from understudy.kit.db import Database
from understudy.kit.errors import InputError

__all__ = ["WORDS", "choose_run", "last_finished"]

WORDS = ("last", "previous", "live")
_LOOKED_AT = 200


async def choose_run(
    database: Database, org: str, word: str, suite: str | None = None, beside: KeptRun | None = None
) -> KeptRun:
    """The run of that number; or the `last` that was finished, the `previous` one of the same suite and agent
    as `beside`, or that on which the `live` version of its agent rests.

    Raises: InputError when there is none.
    """
    suite = suite or (beside.suite if beside else None)
    if word.isdecimal():
        found = await read_run(database, org, int(word))
    elif word == "last":
        found = await last_finished(database, org, suite)
    elif word == "previous" and beside:
        found = await last_finished(database, org, suite, beside.agent, before=beside.id)
    elif word == "live" and beside:
        found = await _live(database, org, beside)
    else:
        raise InputError(f"{word!r} is no run", hint=f"give its number, or one of {', '.join(WORDS)}")
    if found is None:
        raise InputError(f"there is no run {word!r} of this org{_of(suite)}", hint="see understudy eval runs")
    return found


async def last_finished(
    database: Database,
    org: str,
    suite: str | None = None,
    agent: str | None = None,
    before: int | None = None,
) -> KeptRun | None:
    """The latest run that was played to its end, of those that began before another."""
    runs = await last_runs(database, org, suite, agent, _LOOKED_AT)
    return next((run for run in runs if run.finished_at and (before is None or run.id < before)), None)


async def _live(database: Database, org: str, beside: KeptRun) -> KeptRun | None:
    """Of the runs that the live version rests on, that of the same suite."""
    live = await live_version(database, org, beside.agent)
    for run_id in live.runs if live else ():
        run = await read_run(database, org, run_id)
        if run and run.suite == beside.suite:
            return run
    return None


def _of(suite: str | None) -> str:
    return f" and the suite {suite!r}" if suite else ""
