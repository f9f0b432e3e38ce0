"""How much documents and open conflicts matter: what answers quoted, and what they could not say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from understudy.kit.db import Database
from understudy.observe.store import count_citations, count_withheld

__all__ = ["Usage", "usage_of"]

_LOOKED_BACK = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Usage:
    """Of the last 90 days: how many answers quoted a document, by its id, and how many questions had none
    since what answers is withheld, by what that is: a conflict's id or "page" and the document's.
    """

    quoted: Mapping[int, int]
    unanswered: Mapping[str, int]


async def usage_of(database: Database, org: str) -> Usage:
    """The usage of an org's documents."""
    return Usage(
        await count_citations(database, org, _LOOKED_BACK), await count_withheld(database, org, _LOOKED_BACK)
    )
