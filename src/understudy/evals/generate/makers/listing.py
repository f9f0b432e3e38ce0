"""Cases for find_records: which records fit a condition, and which are first by a number."""

from collections.abc import AsyncGenerator

from understudy.evals.cases import Expectation
from understudy.evals.generate.askers import Asker
from understudy.evals.generate.draft import Draft, Phrase
from understudy.evals.generate.ground import Ground, Table
from understudy.evals.generate.makers.conditions import conditions, sorted_fields
from understudy.evals.generate.makers.templates import Wordings
from understudy.evals.generate.subjects import has_several, tables_in_turn
from understudy.evals.generate.words import number_of, prose
from understudy.org.metadata import Field

__all__ = ["make"]

_ACTION = "find_records"
_MOST = 8
_FITTING = (
    "show me {many} {fitting}.",
    "which {plain} {fitting} are there?",
    "list {many} {fitting}.",
    "I need a list of {many} {fitting}.",
    "can you find {many} {fitting}?",
)
_FITTING_MINE = (
    "show me {many} {fitting}.",
    "which {plain} {fitting} do I have?",
    "list {many} {fitting}.",
    "I would like to see {many} {fitting}.",
)
_FIRST = (
    "show me the {count} {plain} with the {end} {noun}.",
    "which {count} {plain} have the {end} {noun}?",
)


async def make(ground: Ground) -> AsyncGenerator[Draft]:
    """Lists that are short enough to be told whole; by conditions, in every fourth round by order."""
    random = ground.random(_ACTION)
    fitting, mine, first = (Wordings(random, each) for each in (_FITTING, _FITTING_MINE, _FIRST))
    used: set[str] = set()
    async for turn, asker, table in tables_in_turn(ground, random, has_several):
        if turn % 4 == 3:
            fields = sorted_fields(table)
            draft = await _ordered(ground, asker, table, random.choice(fields), first) if fields else None
        else:
            draft = await _fitting(ground, asker, table, mine if table.is_own else fitting, used)
        if draft:
            yield draft


async def _fitting(
    ground: Ground, asker: Asker, table: Table, wordings: Wordings, used: set[str]
) -> Draft | None:
    kind, random = table.kind, ground.random(f"{_ACTION} {table.kind.name} {len(used)}")
    for condition in await conditions(ground, asker, table, random):
        key = f"{asker.is_customer and asker.name} {kind.name} {condition.where}"
        if key in used:
            continue
        used.add(key)
        names = await ground.names(kind, condition.where, asker, f"LIMIT {_MOST + 1}")
        if not 0 < len(names) <= _MOST:
            continue
        plain = prose(kind.plural)
        phrase = Phrase(
            wordings.said(many=table.many, plain=plain, fitting=condition.words),
            f"{plain} {condition.brief}",
            condition.kept,
            ground.words.others(random, kind, *condition.about),
        )
        return Draft(
            _ACTION,
            f"{plain} {condition.words}",
            asker.name,
            phrase,
            _listed(kind.name, names, in_order=False),
            ("object", "where"),
            (kind.name,),
        )
    return None


async def _ordered(
    ground: Ground, asker: Asker, table: Table, field: Field, wordings: Wordings
) -> Draft | None:
    """The first few by a number, where no tie makes it a matter of taste who is among them."""
    kind, random = table.kind, ground.random(f"{_ACTION} order {table.kind.name} {field.name} {asker.name}")
    noun, count, end = (
        ground.words.field(field),
        random.choice((1, 2, 3)),
        random.choice(("highest", "lowest")),
    )
    if not noun:
        return None
    order = "DESC" if end == "highest" else "ASC"
    query = (
        f"SELECT {kind.name_field}, {field.name} FROM {kind.name} WHERE {field.name} != null"
        f" ORDER BY {field.name} {order} LIMIT {count + 1}"
    )
    rows = await ground.rows(query, asker)
    values = [row[field.name] for row in rows]
    if len(values) <= count or len(set(values)) < len(values):
        return None
    names = [str(row[kind.name_field or "Id"]) for row in rows[:count]]
    plain = prose(kind.plural if count > 1 else kind.label)
    told = wordings.said(count=number_of(count) if count > 1 else "", plain=plain, end=end, noun=noun)
    told = " ".join(told.split()).replace(" have the ", " has the " if count == 1 else " have the ")
    phrase = Phrase(
        told if not table.is_own else told.replace(" the ", " my ", 1) if "Show" in told else told,
        f"{count} {end} {noun} {plain}" if count > 1 else f"{end} {noun} {plain}",
        (),
        ground.words.others(random, kind, field),
    )
    title = f"{plain} with the {end} {noun}"
    expect = _listed(kind.name, names, in_order=True)
    return Draft(_ACTION, title, asker.name, phrase, expect, ("object", "order_by", "limit"), (kind.name,))


def _listed(object_name: str, names: list[str], *, in_order: bool) -> Expectation:
    return Expectation(
        kind="reply",
        action=_ACTION,
        arguments={"object": object_name},
        answers=tuple(names),
        in_order=in_order,
    )
