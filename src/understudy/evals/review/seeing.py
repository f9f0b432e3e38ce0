"""Who may see what an agent said to somebody in a test: who may read all that it could have been made of."""

from collections.abc import Sequence

from understudy.conversations.transcripts import identity_as_json
from understudy.kit.db import Database
from understudy.knowledge.reading import read_document
from understudy.observe.store import KeptTurn
from understudy.org.object_access import ALL_ROWS
from understudy.org.orgs import Org
from understudy.org.permissions import Actor, Customer, Employee, System

__all__ = ["Seeing"]


class Seeing:
    """What one person may see of results. What they are asked about is looked up once.

    A figure tells of every record that it counts, and a reply of what its asker may read. So what was said to
    somebody else is for those alone who may read all records with all fields, and each document it cites.
    """

    def __init__(self, database: Database, org: Org, actor: Actor) -> None:
        self._database = database
        self._org = org
        self._actor = actor
        self._documents: dict[int, bool] = {}
        self._all_records = _reads_all(org, actor)

    async def may_see(self, turns: Sequence[KeptTurn]) -> bool:
        """Whether they may see the result of these turns; where there are none, only the system may."""
        if isinstance(self._actor, System):
            return True
        if isinstance(self._actor, Customer) or not turns:
            return False
        mine = identity_as_json(self._actor).items()
        if all(mine <= turn.actor.items() for turn in turns):
            return True
        if not self._all_records:
            return False
        cited = {document for turn in turns for document in _cited(turn)}
        return all([await self._reads(document) for document in cited])

    async def _reads(self, document: int) -> bool:
        if document not in self._documents:
            found = await read_document(self._database, self._org, document, self._actor)
            self._documents[document] = found is not None
        return self._documents[document]


def _reads_all(org: Org, actor: Actor) -> bool:
    if not isinstance(actor, Employee):
        return isinstance(actor, System)
    for described in org.schema:
        access = org.access.access(actor, described.name)
        every_row = access.view_all or access.rows == ALL_ROWS
        if not (access.readable and every_row and not access.hidden_fields):
            return False
    return True


def _cited(turn: KeptTurn) -> list[int]:
    steps = turn.outcome["evidence"]["steps"]
    return [each["document"] for step in steps for each in step["finding"]["citations"]]
