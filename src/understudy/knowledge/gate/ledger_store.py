"""The ledger's SQL: what the last check found, and what was decided."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from psycopg.errors import UniqueViolation
from psycopg.rows import TupleRow

from understudy.kit.db import Database
from understudy.knowledge.gate.ledger import (
    Decision,
    Dispute,
    Findings,
    Page,
    PageKey,
    Preference,
    Release,
    Rulings,
    SetAside,
    Side,
    Verdict,
)

__all__ = [
    "add_decision",
    "add_release",
    "history",
    "in_dispute",
    "put_findings",
    "read_findings",
    "read_rulings",
    "set_preference",
]


async def read_findings(database: Database, org: str) -> Findings:
    """What the last check found."""
    disputes = await database.fetch(
        """
        SELECT id, about, certainty, a_document, b_document,
               a_start, a_sentence, a_value, b_start, b_sentence, b_value
        FROM understudy.conflict WHERE org = %s ORDER BY found_at, id
        """,
        (org,),
    )
    aside = await database.fetch(
        """
        SELECT s.document_id, s.reason, s.why, s.canonical
        FROM understudy.set_aside s JOIN understudy.document d ON d.id = s.document_id
        WHERE d.org = %s ORDER BY d.source, d.key, s.reason
        """,
        (org,),
    )
    pages = await _pages(database, {id_ for row in disputes for id_ in row[3:5]}, aside)
    return Findings(
        tuple(
            Dispute(id_, about, certainty, Side(pages[a], *told[:3]), Side(pages[b], *told[3:]))
            for id_, about, certainty, a, b, *told in disputes
            if a in pages and b in pages
        ),
        tuple(
            SetAside(pages[document], reason, why, pages.get(canonical))
            for document, reason, why, canonical in aside
            if document in pages
        ),
    )


async def _pages(database: Database, disputed: Collection[int], aside: Sequence[TupleRow]) -> dict[int, Page]:
    ids = {*disputed, *(row[0] for row in aside), *(row[3] for row in aside if row[3] is not None)}
    rows = await database.fetch(
        "SELECT id, source, key, title, audience, permission, owner, updated, reviewed"
        " FROM understudy.document WHERE id = ANY(%s)",
        (list(ids),),
    )
    return {row[0]: Page(*row) for row in rows}


async def put_findings(database: Database, org: str, findings: Findings, today: date) -> None:
    """Put findings in place of the last ones. What was found before keeps the day on which it was.

    Pages are stored by then; a finding on one that is gone meanwhile is left out.
    """
    ids = await _ids(database, org)
    disputes = [each for each in findings.disputes if all(side.page.at in ids for side in each.sides)]
    aside = [each for each in findings.set_aside if each.page.at in ids]
    await database.execute(
        "DELETE FROM understudy.conflict WHERE org = %s AND id <> ALL(%s)", (org, [d.id for d in disputes])
    )
    for each in disputes:
        await database.execute(
            """
            INSERT INTO understudy.conflict (org, id, about, certainty,
                                             a_document, a_start, a_sentence, a_value,
                                             b_document, b_start, b_sentence, b_value)
            VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
            ON CONFLICT (org, id) DO UPDATE SET
                about = excluded.about, certainty = excluded.certainty,
                a_document = excluded.a_document, a_start = excluded.a_start,
                a_sentence = excluded.a_sentence, b_document = excluded.b_document,
                b_start = excluded.b_start, b_sentence = excluded.b_sentence
            """,
            (org, each.id, each.about, each.certainty, *_side(each.a, ids), *_side(each.b, ids)),
        )
    await _put_aside(database, org, aside, ids)
    await database.execute(
        """
        INSERT INTO understudy.gate AS gate (org, checked_on) VALUES (%s, %s)
        ON CONFLICT (org) DO UPDATE SET checked_on = excluded.checked_on, version = gate.version + 1
        """,
        (org, today),
    )


async def _put_aside(
    database: Database, org: str, aside: Sequence[SetAside], ids: Mapping[PageKey, int]
) -> None:
    await database.execute(
        """
        DELETE FROM understudy.set_aside s USING understudy.document d
        WHERE d.id = s.document_id AND d.org = %s
          AND (s.document_id, s.reason) NOT IN (SELECT * FROM unnest(%s::bigint[], %s::text[]))
        """,
        (org, [ids[each.page.at] for each in aside], [each.reason for each in aside]),
    )
    for each in aside:
        await database.execute(
            """
            INSERT INTO understudy.set_aside (document_id, reason, why, canonical) VALUES (%s, %s, %s, %s)
            ON CONFLICT (document_id, reason) DO UPDATE SET why = excluded.why, canonical = excluded.canonical
            """,
            (
                ids[each.page.at],
                each.reason,
                each.why,
                ids.get(each.canonical.at) if each.canonical else None,
            ),
        )


def _side(side: Side, ids: Mapping[PageKey, int]) -> tuple[int, int, str, str]:
    return ids[side.page.at], side.start, side.sentence, side.value


async def _ids(database: Database, org: str) -> dict[PageKey, int]:
    rows = await database.fetch("SELECT source, key, id FROM understudy.document WHERE org = %s", (org,))
    return {(source, key): id_ for source, key, id_ in rows}


async def read_rulings(database: Database, org: str) -> Rulings:
    """What was decided and released, and the org's preference."""
    decisions = await database.fetch(
        """
        SELECT DISTINCT ON (conflict) id, conflict, verdict, because, by_id, by_name, at
        FROM understudy.decision WHERE org = %s ORDER BY conflict, id DESC
        """,
        (org,),
    )
    releases = await database.fetch(
        "SELECT source, key, reason, why, because, by_name, at FROM understudy.release WHERE org = %s", (org,)
    )
    gate = await database.fetch_one("SELECT prefer FROM understudy.gate WHERE org = %s", (org,))
    return Rulings(
        {row[1]: Decision(*row) for row in decisions},
        {(row[0], row[1], row[2], row[3]): Release(*row[4:]) for row in releases},
        gate[0] if gate else "ask",
    )


async def history(database: Database, org: str, dispute: str) -> list[Decision]:
    """All decisions on a dispute, the first one first."""
    rows = await database.fetch(
        "SELECT id, conflict, verdict, because, by_id, by_name, at FROM understudy.decision"
        " WHERE org = %s AND conflict = %s ORDER BY id",
        (org, dispute),
    )
    return [Decision(*row) for row in rows]


async def add_decision(
    database: Database,
    org: str,
    dispute: str,
    verdict: Verdict,
    because: str,
    by: tuple[str | None, str],
    at: datetime,
    revises: int | None,
) -> bool:
    """Keep a decision; False when somebody else has decided since the one that it revises."""
    try:
        await database.execute(
            """
            INSERT INTO understudy.decision (org, conflict, verdict, because, by_id, by_name, at, revises)
            VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
            """,
            (org, dispute, verdict, because, *by, at, revises),
        )
    except UniqueViolation:
        return False
    await _changed(database, org)
    return True


async def add_release(
    database: Database,
    org: str,
    mark: tuple[str, str, str, str],
    because: str,
    by: tuple[str | None, str],
    at: datetime,
) -> None:
    """Keep a release; one that is there already stays as it is."""
    await database.execute(
        """
        INSERT INTO understudy.release (org, source, key, reason, why, because, by_id, by_name, at)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
        """,
        (org, *mark, because, *by, at),
    )
    await _changed(database, org)


async def set_preference(database: Database, org: str, prefer: Preference) -> None:
    """Keep what holds while nobody has decided."""
    await database.execute(
        """
        INSERT INTO understudy.gate AS gate (org, prefer) VALUES (%s, %s)
        ON CONFLICT (org) DO UPDATE SET prefer = excluded.prefer, version = gate.version + 1
        """,
        (org, prefer),
    )


async def _changed(database: Database, org: str) -> None:
    await database.execute(
        """
        INSERT INTO understudy.gate AS gate (org) VALUES (%s)
        ON CONFLICT (org) DO UPDATE SET version = gate.version + 1
        """,
        (org,),
    )


async def in_dispute(database: Database, org: str, documents: Collection[int]) -> bool:
    """Whether a sentence of one of these documents is or was contradicted."""
    row = await database.fetch_one(
        """
        SELECT EXISTS (SELECT FROM understudy.conflict
                       WHERE org = %(org)s AND (a_document = ANY(%(ids)s) OR b_document = ANY(%(ids)s)))
        """,
        {"org": org, "ids": list(documents)},
    )
    return row == (True,)
