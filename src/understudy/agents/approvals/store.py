"""The package's SQL: what waits, what was decided, what the conversation has heard of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, LiteralString

from psycopg.types.json import Jsonb
from pydantic import TypeAdapter

from understudy.agents.approvals.approval import Approval, Decided, State
from understudy.kit.db import Database

__all__ = [
    "approvals_of_session",
    "claim",
    "finish",
    "list_approvals",
    "mark_told",
    "read_approval",
    "release",
    "save_approval",
]

_APPROVAL = TypeAdapter(Approval)
_DECIDED = TypeAdapter(Decided | None)
_COLUMNS = "body, state, decided"


async def save_approval(database: Database, approval: Approval) -> str:
    """Keep a new one; gives its id, or that of the one that waits for the very same in the same session."""
    row = await database.fetch_one(
        "WITH kept AS (INSERT INTO understudy.approval"
        " (org, id, body, digest, session_id, turn, asked_at, last_at, state)"
        " VALUES (%(org)s, %(id)s, %(body)s, %(digest)s, %(session)s, %(turn)s, %(at)s, %(last)s, 'waiting')"
        " ON CONFLICT DO NOTHING RETURNING id)"
        " SELECT id FROM kept UNION ALL SELECT id FROM understudy.approval WHERE org = %(org)s"
        " AND session_id = %(session)s AND digest = %(digest)s AND state = 'waiting' LIMIT 1",
        {
            "org": approval.org,
            "id": approval.id,
            "body": Jsonb(_body(approval)),
            "digest": approval.proposal.digest,
            "session": approval.session_id,
            "turn": approval.turn,
            "at": approval.asked_at,
            "last": approval.last_at,
        },
    )
    return row[0] if row else approval.id


async def read_approval(database: Database, org: str, approval_id: str) -> Approval | None:
    """The one of that id."""
    row = await database.fetch_one(
        f"SELECT {_COLUMNS} FROM understudy.approval WHERE org = %s AND id = %s",  # noqa: S608
        (org, approval_id),
    )
    return _approval(row) if row else None


async def list_approvals(
    database: Database, org: str, keys: Sequence[str] | None, now: datetime, *, over: bool, most: int
) -> list[Approval]:
    """Those that wait, the oldest first; or those that are over, decided or expired, the newest first. With
    `keys` only those of which an assignee has one of these keys.
    """
    order = "DESC" if over else "ASC"
    rows = await database.fetch(
        f"SELECT {_COLUMNS} FROM understudy.approval WHERE org = %(org)s"  # noqa: S608
        f" AND (state <> 'waiting' OR last_at < %(now)s) = %(over)s AND (%(keys)s::text[] IS NULL"
        f" OR {_key_of('assignee')} = ANY(%(keys)s) OR {_key_of('then')} = ANY(%(keys)s))"
        f" ORDER BY asked_at {order}, id LIMIT %(most)s",
        {"org": org, "keys": None if keys is None else list(keys), "now": now, "over": over, "most": most},
    )
    return [_approval(row) for row in rows]


def _key_of(assignee: LiteralString) -> LiteralString:
    """The key of an assignee, as `Assignee.key` has it."""
    return f"lower((body #>> '{{{assignee},kind}}') || ':' || (body #>> '{{{assignee},id}}'))"


async def approvals_of_session(
    database: Database, org: str, session_id: str, *, untold: bool = False
) -> list[Approval]:
    """Those of a session, the oldest first; `untold` only those that were decided without its knowing."""
    rows = await database.fetch(
        f"SELECT {_COLUMNS} FROM understudy.approval WHERE org = %s AND session_id = %s"  # noqa: S608
        " AND (NOT %s OR (NOT told AND state IN ('done', 'failed', 'declined'))) ORDER BY asked_at, id",
        (org, session_id, untold),
    )
    return [_approval(row) for row in rows]


async def mark_told(database: Database, org: str, ids: Sequence[str]) -> None:
    """Remember that their sessions have heard what came of them."""
    await database.execute(
        "UPDATE understudy.approval SET told = true WHERE org = %s AND id = ANY(%s)", (org, list(ids))
    )


async def claim(database: Database, approval: Approval, state: State, decided: Decided) -> bool:
    """Decide it, if it still waits; whoever comes first does."""
    return await _set(database, approval, "waiting", state, decided)


async def finish(database: Database, approval: Approval, state: State, decided: Decided) -> bool:
    """Say what came of what was approved."""
    return await _set(database, approval, "approved", state, decided)


async def release(database: Database, approval: Approval) -> None:
    """Let it wait again, for nothing has been done."""
    await _set(database, approval, "approved", "waiting", None)


async def _set(
    database: Database, approval: Approval, before: State, after: State, decided: Decided | None
) -> bool:
    changed = await database.execute(
        "UPDATE understudy.approval SET state = %s, decided = %s"
        " WHERE org = %s AND id = %s AND state = %s AND body ->> 'seal' = %s",
        (
            after,
            Jsonb(_DECIDED.dump_python(decided, mode="json")) if decided else None,
            approval.org,
            approval.id,
            before,
            approval.seal,
        ),
    )
    return changed == 1


def _body(approval: Approval) -> dict[str, Any]:
    bound: dict[str, Any] = _APPROVAL.dump_python(approval, mode="json")
    return {name: value for name, value in bound.items() if name not in ("state", "decided")}


def _approval(row: Sequence[Any]) -> Approval:
    body, state, decided = row
    return replace(_APPROVAL.validate_python(body), state=state, decided=_DECIDED.validate_python(decided))
