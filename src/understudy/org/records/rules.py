"""What only the question language can say of records, which is above this room: the port that it fills."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from understudy.kit.db import Connection
from understudy.org.metadata import ObjectType
from understudy.org.orgs import Org
from understudy.org.permissions import Actor

__all__ = ["Broken", "Right", "RowRules"]

Right = Literal["read", "edit", "delete", "transfer"]
"""What may be done with a record; `transfer` is to give it another owner."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A validation rule that a record does not meet; `field` is the one to mend, if it is one."""

    rule: str
    message: str
    field: str | None = None


class RowRules(Protocol):
    """Judges records inside the transaction that writes them. There is one: `soql.validate.ROW_RULES`."""

    async def within_reach(
        self,
        connection: Connection,
        org: Org,
        described: ObjectType,
        ids: Sequence[str],
        actor: Actor,
        now: datetime,
        *,
        right: Right,
        deleted: bool = False,
    ) -> frozenset[str]:
        """Those of these records with which the actor may do this. They are there, or `deleted` and in the
        bin.
        """
        ...

    async def broken(
        self,
        connection: Connection,
        org: Org,
        described: ObjectType,
        ids: Sequence[str],
        now: datetime,
    ) -> Mapping[str, Broken]:
        """By record, the first validation rule of the object that it does not meet as it stands now."""
        ...
