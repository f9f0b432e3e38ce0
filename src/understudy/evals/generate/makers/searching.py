"""Cases for search: which records hold a word, in whatever field."""

import re
from collections.abc import AsyncGenerator
from random import Random

from understudy.evals.cases import Expectation
from understudy.evals.generate.askers import Asker
from understudy.evals.generate.draft import Draft, Phrase
from understudy.evals.generate.ground import Ground, Table
from understudy.evals.generate.makers.templates import Wordings
from understudy.evals.generate.subjects import tables_in_turn
from understudy.evals.generate.words import prose
from understudy.knowledge.probe.grammar import SILENT
from understudy.org.metadata import FieldType
from understudy.soql.literals import quote
from understudy.soql.sosl.run import search

__all__ = ["make"]

_ACTION = "search"
_MOST, _TRIED = 8, 6
_TEXTS = (FieldType.STRING, FieldType.TEXT)
_WORD, _LONG_WORD = re.compile(r"\b[A-Za-z]{5,}\b"), re.compile(r"\b[A-Za-z]{10,}\b")
_WORDINGS = (
    'search for "{word}" in {plain}.',
    'which {plain} mention "{word}"?',
    'find the {plain} that contain the word "{word}".',
    'look for "{word}" among the {plain}.',
)


async def make(ground: Ground) -> AsyncGenerator[Draft]:
    """A word out of a record's texts, that few records of the object have."""
    random = ground.random(_ACTION)
    wordings, used = Wordings(random, _WORDINGS), set[str]()
    async for _, asker, table in tables_in_turn(ground, random):
        texts = {each.name: each.type for each in table.kind.fields if each.type in _TEXTS}
        readable = [name for name in texts if ground.view(asker).field(table.kind, name)]
        row = random.choice(table.rows)
        query = f"SELECT {', '.join(readable)} FROM {table.kind.name} WHERE Id = {quote(row['Id'])}"
        [told] = await ground.rows(query, asker)
        words = [word for name in readable if told[name] for word in _words(str(told[name]), texts[name])]
        for word in random.sample(words, min(_TRIED, len(words))):
            if f"{table.kind.name} {word}" in used or _is_theirs(ground, word):
                continue
            used.add(f"{table.kind.name} {word}")
            if draft := await _found(ground, asker, table, word.lower(), wordings, random):
                yield draft
                break


def _words(text: str, kind: FieldType) -> list[str]:
    """Of names and titles any word, of running text only long ones: few of these say nothing."""
    found = (_LONG_WORD if kind is FieldType.TEXT else _WORD).findall(text)
    return [word for word in found if word.lower() not in SILENT]


def _is_theirs(ground: Ground, word: str) -> bool:
    """Whether it is one of the words for what records are, and so may mean them."""
    names = (name for kind in ground.stage.org.schema for name in (kind.label, kind.plural, *kind.synonyms))
    return any(word.lower() in name.lower() for name in names)


async def _found(
    ground: Ground, asker: Asker, table: Table, word: str, wordings: Wordings, random: Random
) -> Draft | None:
    kind = table.kind
    text = f"FIND {quote(word)} IN ALL FIELDS RETURNING {kind.name}(Id, {kind.name_field} LIMIT {_MOST + 1})"
    stage = ground.stage
    result = await search(stage.database, stage.org, text, asker.actor, ground.moment, binds={})
    if not 0 < result.total <= _MOST:
        return None
    names = sorted(str(row[kind.name_field or "Id"]) for found in result.objects for row in found.rows)
    plain = prose(kind.plural)
    phrase = Phrase(
        wordings.said(word=word, plain=plain),
        f"search {plain}: {word}",
        (word,),
        ground.words.others(random, kind),
    )
    expect = Expectation(kind="reply", action=_ACTION, answers=tuple(names), in_order=False)
    return Draft(
        _ACTION, f"“{word}” in {plain}", asker.name, phrase, expect, ("words", "objects"), (kind.name,)
    )
