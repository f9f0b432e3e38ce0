"""Who is behind an address, as far as the actor may know."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from understudy.agents.actions.summary.subject import Subject
from understudy.org.roles import address_of
from understudy.soql.names import find_names

__all__ = ["Person", "people_of"]

_COLLEAGUES = "User"


@dataclass(frozen=True, slots=True)
class Person:
    """A person on record; `is_colleague` says that they work here."""

    name: str
    is_colleague: bool


async def people_of(subject: Subject, addresses: Iterable[str]) -> Mapping[str, Person]:
    """The people with these addresses, by the address in small letters; whom nobody knows is left out."""
    context = subject.context
    people = [kind.name for kind in subject.view.schema if address_of(kind)]
    wanted = sorted({address.lower() for address in addresses if address})
    matches = await find_names(
        context.database, context.org, context.actor, wanted, objects=people, moment=context.moment
    )
    colleagues_last = sorted(matches, key=lambda match: match.object == _COLLEAGUES)
    return {match.phrase: Person(match.name, match.object == _COLLEAGUES) for match in colleagues_last}
