"""Which records of an object are asked for: in words, in key words, and in the question language."""

from dataclasses import dataclass
from random import Random

from understudy.evals.generate.askers import Asker
from understudy.evals.generate.ground import Ground, Table, value_of
from understudy.evals.generate.words import article, is_participle, prose
from understudy.org.metadata import Field, FieldType, ObjectType
from understudy.org.roles import address_of
from understudy.soql.literals import quote

__all__ = ["Condition", "conditions", "sorted_fields"]

_MOST_PARENTS = 4


@dataclass(frozen=True, slots=True)
class Condition:
    """`words` stand behind the plural of the object: "with the status New", "opened in May 2026".

    `brief` are its key words, `about` the fields that it names, `kept` the values that no style touches.
    """

    words: str
    brief: str
    where: str
    about: tuple[Field | ObjectType, ...]
    kept: tuple[str, ...] = ()


async def conditions(ground: Ground, asker: Asker, table: Table, random: Random) -> list[Condition]:
    """All kinds of them, in any order; some may fit no record."""
    found = [*_values(ground, table), *_parents(ground, asker, table, random)]
    found += [*_times(ground, table, random), *_amounts(ground, table, random)]
    random.shuffle(found)
    return found


def _values(ground: Ground, table: Table) -> list[Condition]:
    """A choice out of a list, among those that some record has."""
    found: list[Condition] = []
    for field in table.paths:
        noun = ground.words.field(field)
        if field.type is not FieldType.PICKLIST or not noun:
            continue
        for value in sorted({str(row[field.name]) for row in table.rows if row[field.name]}):
            where = f"{field.name} = {quote(value)}"
            words = f"with the {noun} {value}"
            found.append(Condition(words, f"{noun} {value}", where, (field,), (value,)))
    return found


def _parents(ground: Ground, asker: Asker, table: Table, random: Random) -> list[Condition]:
    """The record that a reference leads to, by its name, where no other of the object is called so."""
    found: list[Condition] = []
    for field, path in table.paths.items():
        target = ground.view(asker).target(field) if "." in path else None
        if target is None or table.is_own or not ground.words.field(field):
            continue
        named = {str(row[path]): row for row in table.rows if row[path]}
        label = prose(field.label)
        for name in random.sample(sorted(named), min(_MOST_PARENTS, len(named))):
            words = f"whose {label} is {name}" if address_of(target) else f"of the {label} {name}"
            where = f"{path} = {quote(name)}"
            found.append(Condition(words, f"{label} {name}", where, (field,), (name,)))
    return found


def _times(ground: Ground, table: Table, random: Random) -> list[Condition]:
    """A window on a date: "opened in May 2026", "with a close date last month"."""
    found: list[Condition] = []
    for field in table.paths:
        if not field.type.is_time:
            continue
        told = _dated(ground, field)
        for window in ground.windows(random)[:3] if told else ():
            where = window.condition(field, ground.moment.timezone)
            words = f"{told} {window.words}"
            brief = f"{told.removeprefix('with an ').removeprefix('with a ')} {window.words}"
            found.append(Condition(words, brief, where, (field,), (window.words,)))
    return found


def _dated(ground: Ground, field: Field) -> str:
    if is_participle(field.label):
        return field.label.lower()
    noun = ground.words.field(field)
    return f"with {article(noun)} {noun}" if noun else ""


def _amounts(ground: Ground, table: Table, random: Random) -> list[Condition]:
    """More or less than a round number between the smallest and the largest."""
    found: list[Condition] = []
    for field in sorted_fields(table):
        values = sorted(float(row[field.name]) for row in table.rows if row[field.name] is not None)
        noun = ground.words.field(field)
        if len(values) < 4 or not noun:
            continue
        for share, sign, word in ((0.9, ">", "of more than"), (0.1, "<", "of less than")):
            edge = _rounded(values[int(share * (len(values) - 1))])
            told = f"{value_of(edge):,}"
            where = f"{field.name} {sign} {quote(edge)}"
            found.append(
                Condition(
                    f"with {article(noun)} {noun} {word} {told}", f"{noun} {word[3:]} {told}", where, (field,)
                )
            )
    random.shuffle(found)
    return found


def sorted_fields(table: Table) -> list[Field]:
    """Numbers and amounts that records can be put in order by."""
    return [
        each
        for each in table.paths
        if each.type.is_number and len({row[each.name] for row in table.rows}) > 3 and each.numbered is None
    ]


def _rounded(value: float) -> int:
    """To two digits that count."""
    whole = round(value)
    digits = len(str(abs(whole)))
    return round(whole, 2 - digits) if digits > 2 else whole
