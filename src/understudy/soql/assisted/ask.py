"""A model's query: put right where that is certain, checked, measured, run, and what to heed said with it."""

from collections.abc import Collection
from dataclasses import dataclass

from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.kit.errors import InputError, NotPermittedError
from understudy.org.definitions.distinction import DistinctionDefinition
from understudy.org.orgs import Org
from understudy.org.permissions import Actor
from understudy.soql.assisted.advice import advise, other_home
from understudy.soql.assisted.habits import without_habits
from understudy.soql.assisted.names import name_rightly
from understudy.soql.assisted.size import Size, estimate_size
from understudy.soql.restrict import Restricted
from understudy.soql.run import Result, compile_query, run
from understudy.soql.sql import write_sql
from understudy.soql.view import View

__all__ = ["Asked", "ask"]

_MOST_READ = 50_000_000
"""Rows a model's query may go through by PostgreSQL's estimate, before anybody looks at it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The answer, and in sentences what was put right, cut off or is to be heeded."""

    result: Result
    notes: tuple[str, ...]


async def ask(
    database: Database,
    org: Org,
    text: str,
    actor: Actor,
    moment: Moment,
    *,
    most_rows: int,
    distinctions: Collection[DistinctionDefinition] = (),
) -> Asked:
    """Answer a query that a model wrote.

    Args:
        most_rows: the most that are fetched, whatever LIMIT says; a cut is told with its size.

    Raises:
        InputError, NotPermittedError: as `run`, with the nearest query that would run as the hint; InputError
            also when it would read too much.
        ServiceError: the database failed or took too long.
    """
    view = View(org.schema, org.access, actor)
    right, restricted, notes = _compiled(org, text, actor, moment, view, distinctions)
    size = await estimate_size(database, write_sql(restricted, org.pg_schema))
    if size.read > _MOST_READ:
        raise InputError(
            f"the query would read about {size.read:,} rows",
            hint="filter by an id, an owner or a date; or ask for a measure",
        )
    result = await run(database, org, right, actor, moment, limit_guard=most_rows)
    cut = (_cut(size, most_rows, restricted),) if result.truncated else ()
    return Asked(result, (*notes, *cut, *advise(restricted.plan, view, distinctions)))


def _compiled(
    org: Org,
    text: str,
    actor: Actor,
    moment: Moment,
    view: View,
    distinctions: Collection[DistinctionDefinition],
) -> tuple[str, Restricted, tuple[str, ...]]:
    """The query as it may run, and what was put right in it."""
    right, named = without_habits(text), None
    try:
        named = name_rightly(right, view)
        right = named.text
        restricted = compile_query(org, right, actor, moment)
    except (InputError, NotPermittedError) as error:
        hints = _suggestion(org, right, actor, moment, view)
        for lacking, name in named.unknown if named else ():
            hints += other_home(lacking, name, view, distinctions)
        error.hint = "; or ".join(hints) or error.hint
        # A place in a text that its author never saw would mislead.
        error.place = error.place if right == text else None
        raise
    return right, restricted, tuple(f"'{was}' was read as {now}" for was, now in named.changes)


def _suggestion(org: Org, text: str, actor: Actor, moment: Moment, view: View) -> list[str]:
    """The nearest query that this actor may run, if there is one."""
    try:
        near = name_rightly(text, view, nearest=True)
        compile_query(org, near.text, actor, moment)
    except (InputError, NotPermittedError):
        return []
    return [f"this would run: {near.text}"]


def _cut(size: Size, most_rows: int, restricted: Restricted) -> str:
    limit = restricted.plan.select.limit
    about = f"of {limit:,} asked for" if limit is not None else f"of about {max(size.rows, most_rows + 1):,}"
    return f"cut at {most_rows:,} rows {about}; filter, group, or ask for fewer with LIMIT"
