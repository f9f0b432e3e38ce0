"""The reports that there are: of the last probe, and of what people asked."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from understudy.kit.db import Database
from understudy.observe.stages import store
from understudy.observe.stages.report import Report, report_of

__all__ = ["live_report", "probe_report"]

_WEEKS = 26
_TELLING = frozenset({"no content", "permission", "withheld", "not known"})
"""Causes that were worked out with what nobody who asks may read."""


async def probe_report(database: Database, org: str, since: datetime | None = None) -> Report | None:
    """Of the last probe, beside the last one of each week since then; None when none was finished."""
    run = await store.last_run(database, org)
    if run is None:
        return None
    since = since or datetime.now(UTC) - timedelta(weeks=_WEEKS)
    weekly = await store.weeks_of_runs(database, org, since)
    return report_of(await store.run_verdicts(database, run.id), weekly, run)


async def live_report(database: Database, org: str, since: datetime, *, whole: bool = True) -> Report | None:
    """Of what people asked since then, as far as it has been judged; None when nothing was.

    Unless it is `whole`, it does not tell whether something answers that not everybody may read: who asked
    would learn of it by their own question.
    """
    verdicts = await store.live_verdicts(database, org, since)
    if not whole:
        verdicts = [replace(e, cause="not known", told="") if e.cause in _TELLING else e for e in verdicts]
    return report_of(verdicts, verdicts) if verdicts else None
