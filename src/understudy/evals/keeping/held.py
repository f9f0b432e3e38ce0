"""The turn behind a trace, with all that it takes to hold the conversation again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from understudy.conversations.store import list_turns, load_session
from understudy.evals.cases import OPERATOR
from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.kit.errors import InputError
from understudy.observe.store import KeptTurn
from understudy.observe.traces import Trace
from understudy.org.orgs import Org
from understudy.org.permissions import Actor, Employee, System
from understudy.org.users import find_actor
from understudy.soql.run import run

__all__ = ["Held", "held_turn"]

_READER = System("naming who asked, for a test")


@dataclass(frozen=True, slots=True)
class Held:
    """A turn as it was. `messages` are what the person said up to it and, last, to it; `actor` and `date` are
    as a case gives them, `outcome` is as it was kept.
    """

    trace_id: str
    agent: str
    org: str
    actor: str
    date: date
    context: str
    messages: tuple[str, ...]
    outcome: Mapping[str, Any]


async def held_turn(database: Database, org: Org, trace: Trace, moment: Moment) -> Held:
    """The turn of the trace, of that org. The moment says only in which time zone it was.

    Raises: InputError when it is of no turn of this org, or who asked or the beginning is not there any more.
    """
    kept = trace.turn
    if kept is None or kept.org != org.name:
        raise InputError(
            f"the trace {trace.id[:8]} is of no turn of the org {org.name!r}",
            hint="`understudy trace list` shows turns, `understudy org use` chooses the org",
        )
    actor = await _actor(database, org, kept)
    session = await load_session(database, org.name, kept.session, actor)
    turns = [each for each in await list_turns(database, kept.session) if each.ordinal <= kept.ordinal]
    if session is None or turns[0].ordinal != 1:
        raise InputError(
            "the beginning of this conversation was not kept, so it cannot be held again",
            hint="write the case by hand: docs/reference/suites.md",
        )
    return Held(
        trace.id,
        kept.agent,
        org.name,
        await _named(database, org, actor, moment),
        _day(trace, kept, moment),
        session.context,
        tuple(each.message for each in turns),
        kept.outcome,
    )


async def _actor(database: Database, org: Org, kept: KeptTurn) -> Actor:
    known = kept.actor
    if known["kind"] == "system":
        return System(known["reason"])
    return await find_actor(database, org, known.get("user_id") or known["contact_id"])


async def _named(database: Database, org: Org, actor: Actor, moment: Moment) -> str:
    """By the email address, if it is nobody else's; else by the id."""
    if isinstance(actor, System):
        return OPERATOR
    is_user = isinstance(actor, Employee)
    kind, record_id = ("User", actor.user_id) if is_user else ("Contact", actor.contact_id)
    query = f"SELECT Email FROM {kind} WHERE Id = :id"  # noqa: S608 - one of two names that stand here
    try:
        found = await run(database, org, query, _READER, moment, binds={"id": record_id})
        email = found.rows[0]["Email"] if found.rows else None
        return email if email and await find_actor(database, org, email) == actor else record_id
    except InputError:  # the org has no such field, or several people one address
        return record_id


def _day(trace: Trace, kept: KeptTurn, moment: Moment) -> date:
    """The day that it was for the agent, which its span tells; else that of the clock."""
    for bar in trace.named("conversation.turn"):
        if today := bar.attributes.get("today"):
            return date.fromisoformat(today)
    return kept.at.astimezone(moment.timezone).date()
