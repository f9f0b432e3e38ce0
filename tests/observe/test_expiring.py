"""What is old is let go of, whole, and what is not stays."""

import uuid
from datetime import UTC, datetime

from understudy.app import App
from understudy.observe.expiring import expire_conversations
from understudy.trust.audit import store

OLD, NEW = datetime(1999, 5, 1, tzinfo=UTC), datetime(2001, 5, 1, tzinfo=UTC)
DAY = datetime(2000, 1, 1, tzinfo=UTC)


async def keep_turn(app: App, at: datetime) -> str:
    """A conversation of one turn, its trace and what it used; its id is that of the trace."""
    made = uuid.uuid4().hex
    database = app.database
    await database.execute(
        "INSERT INTO understudy.session (id, org, agent, channel, actor, last_turn_at)"
        " VALUES (%s, 'demo', 'analyst', 'test', '{}', %s)",
        (made, at),
    )
    await database.execute(
        "INSERT INTO understudy.turn (session_id, ordinal, actor, message, outcome, trace_id, at)"
        " VALUES (%s, 1, '{}', 'hello', '{}', %s, %s)",
        (made, made, at),
    )
    await database.execute(
        "INSERT INTO understudy.span (trace_id, span_id, name, started_at, ended_at)"
        " VALUES (%s, %s, 'work', %s, %s)",
        (made, made[:16], at, at),
    )
    await database.execute(
        "INSERT INTO understudy.used (org, scope, subject, day) VALUES ('demo', 'session', %s, '1970-01-01')",
        (made,),
    )
    return made


async def left(app: App, made: str) -> int:
    counts = await app.database.fetch_one(
        "SELECT (SELECT count(*) FROM understudy.session WHERE id = %(id)s)"
        " + (SELECT count(*) FROM understudy.turn WHERE session_id = %(id)s)"
        " + (SELECT count(*) FROM understudy.span WHERE trace_id = %(id)s)"
        " + (SELECT count(*) FROM understudy.used WHERE subject = %(id)s)",
        {"id": made},
    )
    return counts[0] if counts else 0


async def test_old_conversations_go_whole_and_the_log_says_so(demo_app: App) -> None:
    old, new = await keep_turn(demo_app, OLD), await keep_turn(demo_app, NEW)
    assert (await left(demo_app, old), await left(demo_app, new)) == (4, 4)
    deleted = await expire_conversations(demo_app.database, demo_app.audit, DAY)
    assert deleted["conversations"] >= 1
    assert deleted["spans"] >= 1
    assert (await left(demo_app, old), await left(demo_app, new)) == (0, 4)
    logged = await store.newest(demo_app.database, store.Wanted(kind="retention"), 1)
    assert [each.body and "conversations and traces before 2000-01-01" in each.body.text for each in logged]
