"""Who asks: real people of the org, of the audience that the agent is for."""

from dataclasses import dataclass
from random import Random

from understudy.agents.spec import AgentSpec
from understudy.conversations.turn import Stage
from understudy.evals.cases import OPERATOR
from understudy.kit.clock import Moment
from understudy.kit.errors import InputError
from understudy.org.metadata import ObjectType
from understudy.org.permissions import Actor, Customer, System
from understudy.org.roles import final_values, status_of
from understudy.org.users import find_actor
from understudy.soql.literals import quote
from understudy.soql.run import run

__all__ = ["READER", "Asker", "find_askers", "is_own"]

READER = System("to make cases of what is in the org")
_PEOPLE = {"customers": "Contact", "employees": "User"}
_TRIED, _MOST_COLLEAGUES, _MOST_CUSTOMERS = 150, 8, 24


@dataclass(frozen=True, slots=True)
class Asker:
    """A person, as a suite names them."""

    name: str
    actor: Actor

    @property
    def is_customer(self) -> bool:
        """Whether it is one; else a colleague, or the operator."""
        return isinstance(self.actor, Customer)


async def find_askers(stage: Stage, spec: AgentSpec, moment: Moment, random: Random) -> list[Asker]:
    """Some people: customers about whom something is still open, colleagues of each profile.

    The operator too, where the agent is for colleagues.

    Raises:
        InputError: the agent is for customers, and the org has no contact.
    """
    people = await _people(stage, _PEOPLE[spec.audience], moment)
    random.shuffle(people)
    found = [asker for person in people[:_TRIED] if (asker := await _asker(stage, *person))]
    if spec.audience == "customers":
        if not found:
            raise InputError(
                f"the agent {spec.name!r} is for customers, and the org {stage.org.name!r} has no contact",
                hint="load contacts, or name another org with --org",
            )
        busy = [(await _open_records(stage, asker, moment), asker) for asker in found]
        return [asker for _, asker in sorted(busy, key=lambda each: -each[0])][:_MOST_CUSTOMERS]
    return [Asker(OPERATOR, System("an evaluation, as the operator")), *_of_each_profile(found)]


async def _people(stage: Stage, name: str, moment: Moment) -> list[tuple[str, ...]]:
    """By id what each may be called; of colleagues those who work here."""
    kind = stage.org.schema.object(name)
    if kind is None:
        return []
    names = [field for field in (("Email", "Name") if name == "Contact" else ("Name",)) if kind.field(field)]
    active = " WHERE IsActive = true" if kind.field("IsActive") else ""
    query = f"SELECT {', '.join(['Id', *names])} FROM {name}{active} ORDER BY Id LIMIT 2000"
    rows = (await run(stage.database, stage.org, query, READER, moment)).rows
    return [(*(str(row[each]) for each in names if row[each]), str(row["Id"])) for row in rows]


async def _asker(stage: Stage, *names: str) -> Asker | None:
    """Called by the first name that means nobody else."""
    for name in names:
        try:
            return Asker(name, await find_actor(stage.database, stage.org, name))
        except InputError:
            continue
    return None


async def _open_records(stage: Stage, asker: Asker, moment: Moment) -> int:
    """How many records of their own, that they may change, are not done with."""
    total = 0
    for kind in stage.org.schema:
        status = status_of(kind)
        access = stage.org.access.access(asker.actor, kind.name)
        if status and access.update != {} and is_own(stage, kind, asker):
            done = ", ".join(map(quote, final_values(status))) or "''"
            query = f"SELECT COUNT() FROM {kind.name} WHERE {status.name} NOT IN ({done})"
            total += (await run(stage.database, stage.org, query, asker.actor, moment)).total
    return total


def is_own(stage: Stage, kind: ObjectType, asker: Asker) -> bool:
    """Whether a customer sees of the object only what is theirs."""
    access = stage.org.access.access(asker.actor, kind.name)
    return access.readable and ":" in access.rows


def _of_each_profile(found: list[Asker]) -> list[Asker]:
    """One of each profile, then a second of each, and so on."""
    turns: dict[str, int] = {}
    placed: list[tuple[int, int, Asker]] = []
    for order, asker in enumerate(found):
        profile = getattr(asker.actor, "profile", "")
        turns[profile] = turns.get(profile, 0) + 1
        placed.append((turns[profile], order, asker))
    return [asker for _, _, asker in sorted(placed, key=lambda each: each[:2])[: _MOST_COLLEAGUES - 1]]
