"""Where the readers of long answers stand: the room's SQL about query locators."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from psycopg.types.json import Jsonb

from understudy.channels.salesforce_rest.faults import WireError
from understudy.kit.db import Database
from understudy.kit.ids import ALPHABET, RecordId, checksum, parse_record_id

__all__ = ["Place", "find", "new_id", "save"]

_KEPT = "2 days"
"""Source: REST API Developer Guide, "Query": a locator is good for two days."""


@dataclass(frozen=True, slots=True)
class Place:
    """A reader of the answer to `soql`, who has been `shown` so many rows, in pages of `size`."""

    id: RecordId
    soql: str
    shown: int
    size: int

    @property
    def locator(self) -> str:
        """What the client calls it."""
        return f"{self.id}-{self.shown}"


def new_id(prefix: str = "01g") -> RecordId:
    """An id that nobody can guess."""
    fifteen = prefix + "".join(secrets.choice(ALPHABET) for _ in range(12))
    return RecordId(fifteen + checksum(fifteen))


async def save(database: Database, org: str, place: Place, cursor: Mapping[str, Any]) -> None:
    """Keep a place, and forget those that have run out."""
    await database.execute(
        "WITH gone AS (DELETE FROM understudy.query_locator WHERE made_at < now() - %s::interval)"
        " INSERT INTO understudy.query_locator (id, shown, org, soql, size, cursor)"
        " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (id, shown) DO UPDATE SET cursor = EXCLUDED.cursor",
        (_KEPT, place.id, place.shown, org, place.soql, place.size, Jsonb(dict(cursor))),
    )


async def find(database: Database, org: str, locator: str) -> tuple[Place, dict[str, Any]]:
    """The place that a locator names, with its cursor.

    Raises: WireError when there is none (any more).
    """
    name, _, shown = locator.partition("-")
    row = None
    known = parse_record_id(name)
    if known and shown.isdecimal() and len(shown) < 10:
        row = await database.fetch_one(
            "SELECT id, soql, shown, size, cursor FROM understudy.query_locator"
            " WHERE id = %s AND shown = %s AND org = %s",
            (known, int(shown), org),
        )
    if row is None:
        raise WireError(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
    return Place(*row[:4]), row[4]
