"""The room's SQL: sessions and their turns."""

from psycopg.types.json import Jsonb

from understudy.agents.outcome import Outcome
from understudy.conversations.session import Session
from understudy.conversations.transcripts import actor_as_json, outcome_as_json
from understudy.kit.db import Database
from understudy.llm.situation import RememberedFrame

__all__ = ["save_turn"]


async def save_turn(
    database: Database,
    org: str,
    session: Session,
    message: str,
    outcome: Outcome,
    frame: RememberedFrame | None,
    trace_id: str | None,
) -> None:
    """Keep one turn, and the session it belongs to, in one transaction."""
    actor = Jsonb(actor_as_json(session.actor))
    kept = Jsonb({"action": frame.action, "arguments": dict(frame.arguments)}) if frame else None
    async with database.transaction() as connection:
        await connection.execute(
            "INSERT INTO understudy.session (id, org, agent, channel, actor, state)"
            " VALUES (%s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (id) DO UPDATE SET last_turn_at = now()",
            (session.id, org, session.agent, session.channel, actor, Jsonb({"context": session.context})),
        )
        await connection.execute(
            "INSERT INTO understudy.turn (session_id, ordinal, actor, message, outcome, frame, trace_id)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            (session.id, session.turns + 1, actor, message, Jsonb(outcome_as_json(outcome)), kept, trace_id),
        )
