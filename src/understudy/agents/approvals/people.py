"""Who asks, who decides and who owns what, by id and name; looked up as the platform itself."""

from understudy.agents.approvals.approval import Person, person_of
from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.kit.ids import parse_record_id
from understudy.org.orgs import Org
from understudy.org.permissions import Actor, Customer, Employee, System
from understudy.soql.literals import quote
from understudy.soql.run import run

__all__ = ["People"]

_READER = System("to find whose approval it takes")


class People:
    """The people of one org, now."""

    def __init__(self, database: Database, org: Org, moment: Moment) -> None:
        self._database = database
        self._org = org
        self._moment = moment

    async def person(self, actor: Actor) -> Person:
        """The actor, with the name that the org has for them."""
        match actor:
            case Employee(user_id=user_id):
                return person_of(actor, await self.name("User", user_id))
            case Customer(contact_id=contact_id):
                return person_of(actor, await self.name("Contact", contact_id))
            case _:
                return person_of(actor)

    async def name(self, object_name: str, record_id: str) -> str:
        """What the record is called; its id where the org says nothing of it."""
        kind = self._org.schema.object(object_name)
        named = kind.name_field if kind else None
        return (await self.value(object_name, record_id, named) if named else None) or record_id

    async def value(self, object_name: str, record_id: str, field: str) -> str | None:
        """What stands in the field; None when that is nothing, or there is no such field or record."""
        kind, found = self._org.schema.object(object_name), parse_record_id(record_id)
        if kind is None or kind.field(field) is None or found is None:
            return None
        query = f"SELECT {field} FROM {kind.name} WHERE Id = {quote(found)}"  # noqa: S608
        result = await run(self._database, self._org, query, _READER, self._moment)
        value = result.rows[0][field] if result.rows else None
        return str(value) if value else None
