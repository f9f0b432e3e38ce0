"""Cases for query: how many records fit, and what their numbers come to.

Where the agent may also use measures, one of these may give the same number: then any action will do.
"""

from collections.abc import AsyncGenerator
from random import Random

from understudy.evals.cases import Expectation, Value
from understudy.evals.generate.askers import Asker
from understudy.evals.generate.draft import Draft, Phrase
from understudy.evals.generate.ground import Ground, Table, value_of
from understudy.evals.generate.makers.conditions import Condition, conditions, sorted_fields
from understudy.evals.generate.makers.templates import Wordings
from understudy.evals.generate.subjects import has_several, tables_in_turn
from understudy.evals.generate.words import prose
from understudy.org.metadata import FieldType

__all__ = ["make"]

_ACTION = "query"
_COUNTED = (
    "how many {plain} {fitting} are there?",
    "count the {plain} {fitting}.",
    "what is the number of {plain} {fitting}?",
    "how many {plain} do we have {fitting}?",
)
_COUNTED_MINE = ("how many {plain} {fitting} do I have?", "count my {plain} {fitting}.")
_SUMMED = (
    "what is the {which} {noun} of {many} {fitting}?",
    "work out the {which} {noun} of {many} {fitting}.",
)
_SUMMARIES = {"total": "SUM", "average": "AVG", "highest": "MAX", "lowest": "MIN"}


async def make(ground: Ground) -> AsyncGenerator[Draft]:
    """Counts; in every third round a sum, an average or an extreme."""
    random = ground.random(_ACTION)
    counted, mine, summed = (Wordings(random, each) for each in (_COUNTED, _COUNTED_MINE, _SUMMED))
    used: set[str] = set()
    async for turn, asker, table in tables_in_turn(ground, random, has_several):
        found = await conditions(ground, asker, table, ground.random(f"{_ACTION} {table.kind.name} {turn}"))
        fresh = (each for each in found if f"{asker.is_customer and asker.name} {each.where}" not in used)
        condition = next(fresh, None)
        if condition is None:
            continue
        used.add(f"{asker.is_customer and asker.name} {condition.where}")
        if turn % 3 == 2 and sorted_fields(table):
            draft = await _summed(ground, asker, table, condition, summed, random)
        else:
            draft = await _counted(ground, asker, table, condition, mine if table.is_own else counted, random)
        if draft:
            yield draft


async def _counted(
    ground: Ground, asker: Asker, table: Table, condition: Condition, wordings: Wordings, random: Random
) -> Draft | None:
    count = await ground.count(table.kind, condition.where, asker)
    plain = prose(table.kind.plural)
    whole = wordings.said(plain=plain, fitting=condition.words)
    phrase = Phrase(
        whole,
        f"number of {plain} {condition.brief}",
        condition.kept,
        ground.words.others(random, table.kind, *condition.about),
    )
    title = f"how many {plain} {condition.words}"
    return _draft(ground, asker, table, title, phrase, count) if count else None


async def _summed(
    ground: Ground, asker: Asker, table: Table, condition: Condition, wordings: Wordings, random: Random
) -> Draft | None:
    """Of records of which there are at least two, or the answer is that of one record."""
    field = random.choice(sorted_fields(table))
    kind, noun = table.kind, ground.words.field(field)
    which = random.choice([w for w in _SUMMARIES if w != "total" or field.type is not FieldType.PERCENT])
    if noun is None or field in condition.about:
        return None
    query = (
        f"SELECT {_SUMMARIES[which]}({field.name}) told, COUNT({field.name}) counted FROM {kind.name}"
        f" WHERE {condition.where}"
    )
    [row] = await ground.rows(query, asker)
    if row["told"] is None or row["counted"] < 2:
        return None
    plain = prose(kind.plural)
    phrase = Phrase(
        wordings.said(which=which, noun=noun, many=table.many, fitting=condition.words),
        f"{which} {noun} {plain} {condition.brief}",
        condition.kept,
        ground.words.others(random, kind, field, *condition.about),
    )
    title = f"{which} {noun} of {plain} {condition.words}"
    return _draft(ground, asker, table, title, phrase, value_of(row["told"]))


def _draft(ground: Ground, asker: Asker, table: Table, title: str, phrase: Phrase, answer: Value) -> Draft:
    expect = Expectation(kind="reply", answers=(answer,))
    if "measure" not in ground.spec.actions:
        expect = Expectation(kind="reply", action=_ACTION, answers=(answer,))
    return Draft(_ACTION, title, asker.name, phrase, expect, ("soql",), (table.kind.name,))
