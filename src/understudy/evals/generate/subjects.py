"""Records to ask about: one of each object, then a second of each, and so on, while the askers take turns."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from random import Random

from understudy.evals.generate.askers import Asker
from understudy.evals.generate.ground import Ground, Handle, Table
from understudy.soql.run import Row

__all__ = ["Subject", "has_several", "subjects", "tables_in_turn"]

_ROUNDS, _TRIED = 60, 150
_Keep = Callable[[Table], bool]
_Fits = Callable[[Asker, Table, Row], bool]


@dataclass(frozen=True, slots=True)
class Subject:
    """A record, what it is called, and who asks about it."""

    asker: Asker
    table: Table
    row: Row
    handle: Handle


def has_several(table: Table) -> bool:
    """Whether one would ask for a list of it: nobody speaks of their accounts who has one."""
    return len(table.rows) > 1


async def tables_in_turn(
    ground: Ground, random: Random, keep: _Keep = lambda _table: True
) -> AsyncIterator[tuple[int, Asker, Table]]:
    """Each object again and again, the askers in turn; the number of the round first."""
    async for turn, seen in _in_turn(ground, random, keep):
        yield turn, *seen[0]


async def subjects(
    ground: Ground,
    random: Random,
    keep: _Keep = lambda _table: True,
    fits: _Fits = lambda _asker, _table, _row: True,
) -> AsyncIterator[Subject]:
    """Records that can be called by something which means no other, each once for each asker.

    Of an object that keeps, one that fits is looked for among some by chance, of one asker after the other.
    """
    used: set[tuple[str, str]] = set()
    async for _, seen in _in_turn(ground, random, keep):
        for asker, table in seen:
            tried = random.sample(table.rows, min(_TRIED, len(table.rows)))
            fresh = (row for row in tried if (asker.name, row["Id"]) not in used)
            row = next((row for row in fresh if fits(asker, table, row)), None)
            if row is None:
                continue
            used.add((asker.name, row["Id"]))
            if handle := await ground.handle(asker, table, row):
                yield Subject(asker, table, row, handle)
            break


async def _in_turn(
    ground: Ground, random: Random, keep: _Keep
) -> AsyncIterator[tuple[int, Sequence[tuple[Asker, Table]]]]:
    """By round and object all who see something of it, each time another first."""
    seen: dict[str, list[tuple[Asker, Table]]] = {}
    for asker in ground.askers:
        for table in await ground.tables(asker):
            if keep(table):
                seen.setdefault(table.kind.name, []).append((asker, table))
    names = list(seen)
    random.shuffle(names)
    for turn in range(_ROUNDS):
        for place, name in enumerate(names):
            first = (turn + place) % len(seen[name])
            yield turn, [*seen[name][first:], *seen[name][:first]]
