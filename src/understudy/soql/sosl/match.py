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
from understudy.soql.sosl.words import FIELD_END, candidates, pattern, phrase, terms, whole
from understudy.soql.sql_expression import ExpressionWriter, identifier

__all__ = ["Sought", "found", "index_query", "is_told", "rank", "told", "tsquery"]

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
    """The condition. `window` is the text of a tsquery that keeps to some of the rows."""
    make = name_vector if sought.is_by_name else whole_vector
    asked = index_query(sought)
    indexed = _matches(writer, make(sought.described, alias), f"{asked} & ({window})" if window else asked)
    if sought.is_exact:
        return indexed
    return exp.And(this=indexed, expression=exp.Paren(this=_holds(writer, sought.find, sought.fields, alias)))


def told(writer: ExpressionWriter, fields: tuple[Field, ...], alias: str) -> exp.Expr:
    """What the fields say, in small letters and without accents: what rows found are put in order by."""
    begin = exp.Left(this=_joined(writer, fields, alias), expression=exp.Literal.number(_MOST_RANKED))
    return _plain(begin)


def is_told(writer: ExpressionWriter, find: Find, text: exp.Expr) -> exp.Expr:
    """Whether what the search wants stands in a text that was told."""
    match find:
        case Both(operands=operands):
            return exp.and_(*(is_told(writer, each, text) for each in operands))
        case Either(operands=operands):
            return exp.or_(*(is_told(writer, each, text) for each in operands))
        case Without(wanted=wanted):
            return is_told(writer, wanted, text)
        case Term():
            return exp.RegexpLike(this=text.copy(), expression=writer.param(pattern(find)))


def rank(writer: ExpressionWriter, find: Find, text: exp.Expr) -> exp.Expr:
    """How well a text that was told matches: each term counts, less each time it is repeated, and less the
    longer the text. It depends on that row alone, on no other.
    """
    wanted = list(dict.fromkeys(pattern(term) for term in terms(find)))[:_MOST_TERMS]
    scores = [
        _logarithm(exp.Anonymous(this="regexp_count", expressions=[text.copy(), writer.param(each)]))
        for each in wanted
    ]
    total = scores[0]
    for score in scores[1:]:
        total = exp.Add(this=total, expression=score)
    damped = exp.Add(this=exp.Literal.number(1), expression=_logarithm(exp.Length(this=text.copy())))
    return exp.Div(this=exp.Paren(this=total), expression=exp.Paren(this=damped), typed=True)


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


def _plain(text: exp.Expr) -> exp.Expr:
    return exp.Lower(this=exp.Anonymous(this="understudy.search_text", expressions=[text]))


def _matches(writer: ExpressionWriter, words: exp.Expr, asked: str) -> exp.Expr:
    return exp.MatchAgainst(this=words, expressions=[tsquery(writer.param(asked))])


def tsquery(text: exp.Expr) -> exp.Expr:
    """A text as what PostgreSQL looks for."""
    return exp.cast(text, exp.DataType.build("tsquery", dialect="postgres", udt=True))
