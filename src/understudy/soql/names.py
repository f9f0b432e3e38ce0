"""Records by name: what a person calls a thing becomes its id, as far as the actor may see it.

The statements go through the same `bind` and `restrict` as every query; what is added here is one condition
on a name or an email address, with the phrases as a parameter.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rapidfuzz import fuzz
from sqlglot import exp

from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.org.metadata import Field, FieldType, ObjectType
from understudy.org.orgs import Org
from understudy.org.permissions import Actor
from understudy.soql import ast
from understudy.soql.bind import bind
from understudy.soql.restrict import restrict
from understudy.soql.run import prepared
from understudy.soql.sql import SelectWriter
from understudy.soql.sql_expression import lowered
from understudy.soql.view import View

__all__ = ["CUTOFF", "NameMatch", "find_named_in", "find_names", "find_similar"]

CUTOFF = 82.0
"""How alike, of 100, a name and a phrase must be. One letter wrong in a word of five letters is 80 to 89, a
swap of two letters in one of eight 88; two different words that share a beginning stay below 80."""

_WORD = re.compile(r"\w+")
_PREFIX_LETTERS = 3
_WHOLE_WORDS = 90.0
_ALIKE_WORD = 85.0
_MOST_CANDIDATES = 2000
_CACHED = 64


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A record that a phrase may mean. `score` is 1 for the very name, less for one like it."""

    object: str
    id: str
    name: str
    phrase: str
    score: float


@dataclass(frozen=True, slots=True)
class _Lookup:
    """A statement over all objects, whose parameter `wanted` is still to come."""

    org: Org
    text: str
    params: dict[str, Any]


_lookups: dict[tuple[Any, ...], _Lookup] = {}


async def find_names(
    database: Database,
    org: Org,
    actor: Actor,
    phrases: Sequence[str],
    *,
    objects: Sequence[str] | None = None,
    limit: int = 20,
    moment: Moment | None = None,
) -> list[NameMatch]:
    """Records whose name or email address is one of the phrases, capitals aside; one round trip.

    Sorted by phrase as given, then object as the schema has them, then id. `objects` narrows the search.
    Costs a condition on an index for each object and email field.
    """
    wanted = {phrase.strip().lower(): phrase for phrase in reversed(phrases) if phrase.strip()}
    if not wanted:
        return []
    rows = await _fetch(database, org, actor, _equals, lowered(list(wanted)), objects, moment, limit)
    order = list(reversed(wanted))
    found = [
        NameMatch(kind, key, name, wanted[match.lower()], 1.0)
        for kind, key, name, match in rows
        if match.lower() in wanted
    ]
    found.sort(key=lambda each: order.index(each.phrase.strip().lower()))
    return _distinct(found)[:limit]


async def find_similar(
    database: Database,
    org: Org,
    actor: Actor,
    phrases: Sequence[str],
    *,
    objects: Sequence[str] | None = None,
    limit: int = 20,
    moment: Moment | None = None,
    cutoff: float = CUTOFF,
) -> list[NameMatch]:
    """Records whose name is nearly one of the phrases, best first.

    A candidate shares the first three letters of some word with the phrase, so a name whose every word is
    wrong at its beginning is not found. A phrase all of whose words are (nearly) words of the name scores
    0.9: a surname finds the person. Reads all names of the objects searched.
    """
    prefixes = {word[:_PREFIX_LETTERS] for phrase in phrases for word in _long_words(phrase)}
    if not prefixes:
        return []
    patterns = [form for prefix in sorted(prefixes) for form in (f"{prefix}%", f"% {prefix}%")]
    rows = await _fetch(database, org, actor, _like, lowered(patterns), objects, moment, _MOST_CANDIDATES)
    found: list[NameMatch] = []
    for kind, key, name, match in rows:
        score, phrase = max((_likeness(match, phrase), phrase) for phrase in phrases)
        if score >= cutoff:
            found.append(NameMatch(kind, key, name, phrase, round(score / 100, 3)))
    found.sort(key=lambda each: (-each.score, each.object, each.name, each.id))
    return _distinct(found)[:limit]


async def find_named_in(
    database: Database,
    org: Org,
    actor: Actor,
    text: str,
    object_name: str,
    *,
    limit: int = 20,
    moment: Moment | None = None,
) -> list[NameMatch]:
    """Records of an object whose name stands in the text as whole words, the longest name first."""
    rows = await _fetch(database, org, actor, _within, text.lower(), [object_name], moment, _MOST_CANDIDATES)
    found: list[NameMatch] = []
    for kind, key, name, match in rows:
        if re.search(rf"(?<!\w){re.escape(match)}(?!\w)", text, re.IGNORECASE):
            found.append(NameMatch(kind, key, name, match, 1.0))
    found.sort(key=lambda each: (-len(each.phrase), text.lower().find(each.phrase.lower()), each.id))
    return _distinct(found)[:limit]


async def _fetch(
    database: Database,
    org: Org,
    actor: Actor,
    condition: Callable[[exp.Expr], exp.Expr],
    wanted: str | list[str],
    objects: Sequence[str] | None,
    moment: Moment | None,
    limit: int,
) -> list[tuple[str, str, str, str]]:
    """Rows of object, id, name and the text that matched."""
    moment = moment or Moment(datetime.now(UTC), org.timezone, org.fiscal_year_start)
    lookup = _lookup(org, actor, condition, tuple(objects) if objects is not None else None, moment)
    if lookup is None:
        return []
    params = {**lookup.params, "wanted": wanted, "most": limit}
    rows = await database.fetch(prepared(lookup.text), params)
    return [(row[0], row[1], row[2] or row[3], row[3]) for row in rows]


def _lookup(
    org: Org,
    actor: Actor,
    condition: Callable[[exp.Expr], exp.Expr],
    objects: tuple[str, ...] | None,
    moment: Moment,
) -> _Lookup | None:
    """The statement, kept for the day: rules may speak of TODAY."""
    key = (id(org), actor, condition, objects, moment.today, moment.timezone.key)
    found = _lookups.get(key)
    if found is None:
        found = _build(org, actor, condition, objects, moment)
        while len(_lookups) >= _CACHED:
            _lookups.pop(next(iter(_lookups)))
        # The org is kept with its statement, so that its id is not given to another.
        _lookups[key] = found
    return found if found.text else None


def _build(
    org: Org,
    actor: Actor,
    condition: Callable[[exp.Expr], exp.Expr],
    objects: tuple[str, ...] | None,
    moment: Moment,
) -> _Lookup:
    view = View(org.schema, org.access, actor)
    wanted = None if objects is None else {name.lower() for name in objects}
    texts: list[str] = []
    params: dict[str, Any] = {}
    for object_type, name, matched in _searched(view, wanted):
        columns = (ast.SelectItem(ast.Path(("Id",))), ast.SelectItem(ast.Path((name.name,)), "name"))
        query = ast.Query(
            (*columns, ast.SelectItem(ast.Path((matched.name,)), "matched")),
            (ast.Source(ast.Path((object_type.name,))),),
        )
        plan = bind(query, view, moment)
        restricted = restrict(plan, org.schema, org.access, actor, moment)
        writer = SelectWriter(restricted, org.pg_schema, prefix=f"o{len(texts)}_")
        tree = writer.select(plan.select)
        column = writer.expression(plan.select.outputs[2].expression)
        tree.args["expressions"].insert(0, exp.alias_(exp.Literal.string(object_type.name), "object"))
        tree.where(condition(exp.Lower(this=column)), copy=False)
        tree.set("limit", exp.Limit(expression=exp.Placeholder(this="most")))
        texts.append(f"({tree.sql(dialect='postgres', identify=True)})")
        params |= writer.params
    return _Lookup(org, " UNION ALL ".join(texts), params)


def _searched(view: View, wanted: set[str] | None) -> Iterator[tuple[ObjectType, Field, Field]]:
    """Each object with its name field and a field to match: the name, email addresses, case numbers."""
    for object_type in view.schema:
        if wanted is not None and object_type.name.lower() not in wanted:
            continue
        if not object_type.name_field or not view.object(object_type.name):
            continue
        name = view.field(object_type, object_type.name_field)
        if name is None:
            continue
        yield object_type, name, name
        for field in object_type.fields:
            if _identifies(field) and field is not name and view.field(object_type, field.name):
                yield object_type, name, field


def _identifies(field: Field) -> bool:
    """Whether people name the record by this field too: an email address, a CaseNumber."""
    numbered = field.type is FieldType.STRING and field.name.endswith("Number")
    return numbered or field.type is FieldType.EMAIL


def _equals(column: exp.Expr) -> exp.Expr:
    return exp.EQ(this=column, expression=_any_wanted())


def _like(column: exp.Expr) -> exp.Expr:
    return exp.Like(this=column, expression=_any_wanted())


def _within(column: exp.Expr) -> exp.Expr:
    """The name stands somewhere in the one text wanted; names of one letter or two say nothing."""
    place = exp.Anonymous(this="STRPOS", expressions=[_wanted("TEXT"), column])
    long = exp.GTE(this=exp.Length(this=column.copy()), expression=exp.Literal.number(_PREFIX_LETTERS))
    return exp.And(this=exp.GT(this=place, expression=exp.Literal.number(0)), expression=long)


def _any_wanted() -> exp.Expr:
    return exp.Any(this=exp.Paren(this=_wanted("TEXT[]")))


def _wanted(kind: str) -> exp.Expr:
    return exp.cast(exp.Placeholder(this="wanted"), exp.DataType.build(kind, dialect="postgres"))


def _long_words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text.lower()) if len(word) >= _PREFIX_LETTERS]


def _likeness(name: str, phrase: str) -> float:
    name, phrase = name.lower(), phrase.lower()
    whole = max(fuzz.ratio(name, phrase), fuzz.token_sort_ratio(name, phrase))
    wanted, present = _long_words(phrase), _long_words(name)
    if wanted and all(any(fuzz.ratio(a, b) >= _ALIKE_WORD for b in present) for a in wanted):
        return max(whole, _WHOLE_WORDS)
    return whole


def _distinct(matches: Sequence[NameMatch]) -> list[NameMatch]:
    """Each record once for a phrase, by its best match."""
    return list({(each.id, each.phrase): each for each in reversed(matches)}.values())[::-1]
