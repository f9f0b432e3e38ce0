"""The room's SQL: sessions and their turns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from psycopg.errors import UniqueViolation
from psycopg.types.json import Jsonb

from understudy.agents.outcome import Outcome
from understudy.conversations.memory import memory_as_json, memory_from_json
from understudy.conversations.session import REMEMBERED, Session, new_session
from understudy.conversations.transcripts import (
    actor_as_json,
    identity_as_json,
    outcome_as_json,
    proposals_of,
    spoken,
)
from understudy.kit.db import Database
from understudy.kit.errors import InputError
from understudy.llm.situation import Memory
from understudy.org.permissions import Actor
from understudy.trust.provenance.seen import Seen, seen_as_json, seen_from_json

__all__ = [
    "KeptTurn",
    "TurnTakenError",
    "follow_up_session",
    "list_turns",
    "load_session",
    "save_session",
    "save_turn",
]

_KEEP_SESSION = (
    "INSERT INTO understudy.session (id, org, agent, channel, actor, state)"
    " VALUES (%(id)s, %(org)s, %(agent)s, %(channel)s, %(actor)s, %(state)s)"
    " ON CONFLICT (id) DO UPDATE SET last_turn_at = now() RETURNING id"
)
_KEEP_TURN = (
    f"WITH kept AS ({_KEEP_SESSION})"  # noqa: S608 - both texts stand here
    " INSERT INTO understudy.turn (session_id, ordinal, actor, message, outcome, frame, seen, trace_id)"
    " SELECT id, %(ordinal)s, %(actor)s, %(message)s, %(outcome)s, %(frame)s,"
    " %(seen)s, %(trace_id)s FROM kept"
)

_ONE_OF_EACH = "turn_pkey"


class TurnTakenError(InputError):
    """A turn came while another program was keeping one of the same session."""


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """A turn as it was kept; `outcome` as `outcome_as_json` makes it."""

    ordinal: int
    message: str
    outcome: dict[str, Any]
    trace_id: str | None
    at: datetime


async def save_turn(
    database: Database,
    org: str,
    session: Session,
    message: str,
    outcome: Outcome,
    memory: Memory,
    trace_id: str | None,
    seen: Seen | None = None,
) -> None:
    """Keep one turn, what is remembered and was `seen` by then if more than before, and the
    session it belongs to: all or nothing, in one statement.

    Raises: TurnTakenError when another has kept this turn of the session.
    """
    kept = Jsonb(memory_as_json(memory)) if memory != session.memory else None
    row = {
        **_session_row(org, session),
        "ordinal": session.turns + 1,
        "message": message,
        "outcome": Jsonb(outcome_as_json(outcome)),
        "frame": kept,
        "seen": Jsonb(seen_as_json(seen)) if seen and seen != session.seen else None,
        "trace_id": trace_id,
    }
    try:
        await database.execute(_KEEP_TURN, row)
    except UniqueViolation as error:
        if error.diag.constraint_name != _ONE_OF_EACH:
            raise
        raise TurnTakenError("the session is taking another turn", hint="send it again") from error


async def save_session(database: Database, org: str, session: Session) -> None:
    """Keep a session before anything is said in it, so that it can be resumed by its id."""
    await database.execute(_KEEP_SESSION, _session_row(org, session))


async def load_session(database: Database, org: str, session_id: str, actor: Actor) -> Session | None:
    """The session of that id as its last turn left it; None unless it is of this org and this very actor.

    The actor given stays the session's: a profile that changed since counts from now on.
    """
    row = await database.fetch_one(
        "SELECT agent, channel, state ->> 'context' FROM understudy.session"
        " WHERE id = %s AND org = %s AND actor @> %s",
        (session_id, org, Jsonb(identity_as_json(actor))),
    )
    if row is None:
        return None
    turns = await database.fetch(
        "SELECT ordinal, message, outcome FROM understudy.turn WHERE session_id = %s"
        " ORDER BY ordinal DESC LIMIT %s",
        (session_id, REMEMBERED),
    )
    said = tuple((message, outcome["text"]) for _, message, outcome in reversed(turns))
    count = turns[0][0] if turns else 0
    memory = await _memory(database, session_id, count)
    pending = proposals_of(turns[0][2]) if turns else ()
    seen = await _seen(database, session_id, count)
    return Session(session_id, row[0], actor, row[1], row[2] or "", count, memory, said, pending, seen)


async def list_turns(database: Database, session_id: str) -> list[KeptTurn]:
    """All turns of a session in order. Ask `load_session` first whether the actor may see it."""
    rows = await database.fetch(
        "SELECT ordinal, message, outcome, trace_id, at FROM understudy.turn WHERE session_id = %s"
        " ORDER BY ordinal",
        (session_id,),
    )
    return [KeptTurn(*row) for row in rows]


async def follow_up_session(
    database: Database,
    org: str,
    agent: str,
    actor: Actor,
    channel: str,
    said: Sequence[tuple[str, str]],
    context: str = "",
) -> Session:
    """The session that a client means that sends what was said instead of an id.

    It goes on if its last turn is the last of `said`. If it has gone on already, or was never kept, a new one
    begins with what was said, and with what was understood then if that is known.
    """
    fresh = replace(
        new_session(agent, actor, channel, context), turns=len(said), said=tuple(said[-REMEMBERED:])
    )
    if not said:
        return fresh
    rows = await database.fetch(
        "SELECT session_id, ordinal ="
        " (SELECT max(ordinal) FROM understudy.turn later WHERE later.session_id = turn.session_id)"
        " FROM understudy.turn JOIN understudy.session ON session.id = session_id"
        " WHERE session.org = %s AND agent = %s AND channel = %s AND session.actor @> %s"
        " AND ordinal = %s AND md5(message) = md5(%s) AND message = %s"
        " AND coalesce(state ->> 'context', '') = %s"
        " ORDER BY at DESC LIMIT 20",
        (org, agent, channel, Jsonb(identity_as_json(actor)), len(said), said[-1][0], said[-1][0], context),
    )
    told = [(message.strip(), reply.strip()) for message, reply in said]
    fitting: list[tuple[str, bool]] = []
    for session_id, is_last in rows:
        turns = (await list_turns(database, session_id))[: len(said)]
        if [(turn.message.strip(), spoken(turn.outcome).strip()) for turn in turns] == told:
            fitting.append((session_id, is_last))
    if not fitting:
        return replace(fresh, seen=_retold(said))
    session_id, is_last = fitting[0]
    kept = await load_session(database, org, session_id, actor) if is_last else None
    if kept is None:
        memory, seen = [await read(database, session_id, len(said)) for read in (_memory, _seen)]
        return replace(fresh, memory=memory, seen=seen)
    # Where nobody can tell which of two is meant, a yes is to neither.
    return kept if len(fitting) == 1 else replace(kept, pending=())


def _session_row(org: str, session: Session) -> dict[str, Any]:
    return {
        "id": session.id,
        "org": org,
        "agent": session.agent,
        "channel": session.channel,
        "actor": Jsonb(actor_as_json(session.actor)),
        "state": Jsonb({"context": session.context}),
    }


async def _memory(database: Database, session_id: str, ordinal: int) -> Memory:
    """What was remembered after that turn; a turn that changed nothing has kept none of its own."""
    row = await database.fetch_one(
        "SELECT frame FROM understudy.turn WHERE session_id = %s AND ordinal <= %s AND frame IS NOT NULL"
        " ORDER BY ordinal DESC LIMIT 1",
        (session_id, ordinal),
    )
    return memory_from_json(row[0]) if row else Memory()


async def _seen(database: Database, session_id: str, ordinal: int) -> Seen:
    """What had been read by the end of that turn."""
    row = await database.fetch_one(
        "SELECT seen FROM understudy.turn WHERE session_id = %s AND ordinal <= %s AND seen IS NOT NULL"
        " ORDER BY ordinal DESC LIMIT 1",
        (session_id, ordinal),
    )
    return seen_from_json(row[0]) if row else Seen()


def _retold(said: Sequence[tuple[str, str]]) -> Seen:
    """What was read in a conversation that was never kept: nobody vouches for its replies."""
    seen = Seen()
    for _, reply in said:
        seen = seen.with_outside(reply, "what was said before")
    return seen
