"""The condition that a row is found, written for the fields that the actor may read and no others.

A row is found through the index, which knows all fields. Where the search is narrower than that (a field is
hidden, another group is asked for, words must stand in a row), the index gives candidates, never too few, and
the condition proper is computed from the fields alone. So nothing depends on what stands in a hidden field.
"""

from dataclasses import dataclass

from sqlglot import exp

from understudy.org.metadata import Field, ObjectType
from understudy.soql.sosl.ast import Both, Either, Find, Term, Without
from understudy.soql.sosl.fields import Fields, name_fields, searchable
from understudy.soql.sosl.index import name_vector, vector, whole_vector
from understudy.soql.sosl.words import (
    FIELD_END,
    all_needed,
    candidates,
    is_plain,
    pattern,
    phrase,
    terms,
    whole,
)
from understudy.soql.sql_expression import ExpressionWriter, identifier

__all__ = ["Sought", "found", "found_unindexed", "index_query", "is_told", "rank", "told", "tsquery"]

_MOST_RANKED = 4_000
"""Characters of a record that count for its place."""
_MOST_TERMS = 12
"""Terms of a search that count for the place of a record."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for in which fields of an object. `find` is as `words.plain` leaves it."""

    find: Find
    described: ObjectType
    fields: tuple[Field, ...]

    @property
    def names(self) -> tuple[Field, ...]:
        """Those of the fields that say what a record is called."""
        return name_fields(self.described, self.fields)

    @property
    def is_by_name(self) -> bool:
        """Whether only what a record is called is looked at."""
        return self.names == self.fields

    @property
    def is_exact(self) -> bool:
        """Whether the index answers alone."""
        known = searchable(self.described)
        held = name_fields(self.described, known) if self.is_by_name else known
        return self.fields == held and whole(self.find) is not None


def index_query(sought: Sought) -> str:
    """The text of the tsquery that the index is asked."""
    return (whole(sought.find) if sought.is_exact else None) or candidates(sought.find)


def found(writer: ExpressionWriter, sought: Sought, alias: str, window: str | None) -> exp.Expr:
    """The condition, for the index. `window` is the text of a tsquery that keeps to some of the rows."""
    make = name_vector if sought.is_by_name else whole_vector
    asked = index_query(sought)
    indexed = _matches(writer, make(sought.described, alias), f"{asked} & ({window})" if window else asked)
    if sought.is_exact:
        return indexed
    return exp.And(this=indexed, expression=exp.Paren(this=found_unindexed(writer, sought, alias)))


def found_unindexed(writer: ExpressionWriter, sought: Sought, alias: str) -> exp.Expr:
    """The condition, computed for each row."""
    return _holds(writer, sought.find, sought.fields, alias)


def told(writer: ExpressionWriter, fields: tuple[Field, ...], alias: str) -> exp.Expr:
    """What the fields say, in small letters and without accents: what rows found are put in order by."""
    return _plain(_joined(writer, fields, alias), _MOST_RANKED)


def is_told(writer: ExpressionWriter, find: Find, text: exp.Expr) -> exp.Expr:
    """Whether what the search wants stands in a text that was told."""
    match find:
        case Both(operands=operands):
            return exp.and_(*(is_told(writer, each, text) for each in operands))
        case Either(operands=operands):
            return exp.or_(*(is_told(writer, each, text) for each in operands))
        case Without(wanted=wanted):
            return is_told(writer, wanted, text)
        case Term() if is_plain(find):
            return exp.and_(_stands(writer, find, text), _fits(writer, find, text))
        case Term():
            return _fits(writer, find, text)


def rank(writer: ExpressionWriter, find: Find, text: exp.Expr) -> exp.Expr:
    """How well a text that was told matches: each term counts, less each time it is repeated, and less the
    longer the text. It depends on that row alone, on no other.
    """
    wanted = list({pattern(term): term for term in terms(find)}.values())[:_MOST_TERMS]
    is_sure = all_needed(find)
    scores = [_logarithm(_count(writer, each, text, is_sure=is_sure)) for each in wanted]
    total = scores[0]
    for score in scores[1:]:
        total = exp.Add(this=total, expression=score)
    damped = exp.Add(this=exp.Literal.number(1), expression=_logarithm(exp.Length(this=text.copy())))
    return exp.Div(this=exp.Paren(this=total), expression=exp.Paren(this=damped), typed=True)


def _count(writer: ExpressionWriter, term: Term, text: exp.Expr, *, is_sure: bool) -> exp.Expr:
    """How often a term stands in a text. Patterns are slow: first a look for its letters says whether that is
    to be asked. A term that is there for sure and whose letters are found no second time stands there once.
    """
    counted = exp.Anonymous(this="regexp_count", expressions=[text.copy(), writer.param(pattern(term))])
    if not is_plain(term):
        return counted
    if not is_sure:
        return exp.Case(ifs=[exp.If(this=_stands(writer, term, text), true=counted)], default=_number(0))
    without = exp.Anonymous(
        this="replace", expressions=[text.copy(), writer.param(term.text), exp.Literal.string("")]
    )
    shorter = exp.Sub(this=_bytes(text), expression=_bytes(without))
    repeated = exp.GT(this=shorter, expression=_number(len(term.text.encode())))
    return exp.Case(ifs=[exp.If(this=repeated, true=counted)], default=_number(1))


def _stands(writer: ExpressionWriter, term: Term, text: exp.Expr) -> exp.Expr:
    """Whether the letters of a word stand in a text, be it inside another word."""
    at = exp.Anonymous(this="strpos", expressions=[text.copy(), writer.param(term.text)])
    return exp.GT(this=at, expression=_number(0))


def _fits(writer: ExpressionWriter, term: Term, text: exp.Expr) -> exp.Expr:
    return exp.RegexpLike(this=text.copy(), expression=writer.param(pattern(term)))


def _bytes(text: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this="octet_length", expressions=[text.copy()])


def _number(value: int) -> exp.Expr:
    return exp.Literal.number(value)


def _logarithm(count: exp.Expr) -> exp.Expr:
    more = exp.Add(this=exp.Literal.number(1), expression=exp.cast(count, "DOUBLE"))
    return exp.Ln(this=exp.Paren(this=more))


def _holds(writer: ExpressionWriter, find: Find, fields: tuple[Field, ...], alias: str) -> exp.Expr:
    asked = whole(find)
    if asked is not None:
        return _matches(writer, vector(Fields.of(fields), alias), asked)
    match find:
        case Both(operands=operands):
            return exp.and_(*(_holds(writer, each, fields, alias) for each in operands))
        case Either(operands=operands):
            return exp.or_(*(_holds(writer, each, fields, alias) for each in operands))
        case Without(wanted=wanted, unwanted=unwanted):
            without = exp.Not(this=exp.Paren(this=_holds(writer, unwanted, fields, alias)))
            return exp.and_(_holds(writer, wanted, fields, alias), without)
        case Term():
            return _in_a_row(writer, find, fields, alias)


def _in_a_row(writer: ExpressionWriter, term: Term, fields: tuple[Field, ...], alias: str) -> exp.Expr:
    """Whether the words of a term stand in a row in one of the fields."""
    asked = phrase(term)
    if asked is None or term.text.isascii():
        text = _plain(_joined(writer, fields, alias))
        return exp.RegexpLike(this=text, expression=writer.param(pattern(term)))
    # A server may know no other letters than those of ASCII, so its patterns could not tell words apart.
    return exp.or_(*(_matches(writer, vector(Fields.of([each]), alias), asked) for each in fields))


def _joined(writer: ExpressionWriter, fields: tuple[Field, ...], alias: str) -> exp.Expr:
    """The fields' texts as one, parted by what no pattern passes over."""
    columns = [exp.Column(this=identifier(each.name), table=identifier(alias)) for each in fields]
    array = exp.cast(exp.Array(expressions=columns), exp.DataType.build("TEXT[]", dialect="postgres"))
    return exp.Anonymous(this="array_to_string", expressions=[array, writer.param(FIELD_END)])


def _plain(text: exp.Expr, most: int | None = None) -> exp.Expr:
    length = exp.Null() if most is None else _number(most)
    return exp.Anonymous(this="understudy.search_plain", expressions=[text, length])


def _matches(writer: ExpressionWriter, words: exp.Expr, asked: str) -> exp.Expr:
    return exp.MatchAgainst(this=words, expressions=[tsquery(writer.param(asked))])


def tsquery(text: exp.Expr) -> exp.Expr:
    """A text as what PostgreSQL looks for."""
    return exp.cast(text, exp.DataType.build("tsquery", dialect="postgres", udt=True))
