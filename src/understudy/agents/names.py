"""Record names, looked up as the actor of the turn."""

from collections.abc import Sequence

from understudy.agents.spoken import well_known
from understudy.kit.db import Database
from understudy.llm.situation import NameMatch
from understudy.org.metadata import Schema
from understudy.org.orgs import Org
from understudy.org.permissions import Actor
from understudy.soql.names import find_names, find_similar

__all__ = ["OrgNames"]


class OrgNames:
    """`llm.situation.Names` over an org: what the actor may not see is not found.

    Of a large org it looks through the objects that agents know well (`spoken`), or through those given.
    """

    def __init__(
        self, database: Database, org: Org, actor: Actor, objects: Sequence[str] | None = None
    ) -> None:
        self._database = database
        self._org = org
        self._actor = actor
        self._objects = org.schema.once(_looked_through) if objects is None else objects

    async def find(self, phrases: Sequence[str]) -> list[NameMatch]:
        """Records whose name is one of the phrases."""
        found = await find_names(self._database, self._org, self._actor, phrases, objects=self._objects)
        return [NameMatch(m.object, m.id, m.name, m.phrase, m.score) for m in found]

    async def similar(self, phrases: Sequence[str]) -> list[NameMatch]:
        """Records whose name is nearly one of the phrases."""
        found = await find_similar(self._database, self._org, self._actor, phrases, objects=self._objects)
        return [NameMatch(m.object, m.id, m.name, m.phrase, m.score) for m in found]


def _looked_through(schema: Schema) -> list[str] | None:
    """The objects whose records are looked for; None is all."""
    known = well_known(schema)
    return [each.name for each in known] if len(known) < len(schema.objects) else None
