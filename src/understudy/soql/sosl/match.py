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
from understudy.soql.sosl.words import candidates, pattern, phrase, whole
from understudy.soql.sql_expression import ExpressionWriter, identifier

__all__ = ["Sought", "found", "found_by_name", "index_query", "rank", "tsquery"]

_LENGTH_DAMPED = 1
"""ts_rank: divide by 1 + the logarithm of the length."""


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


def found_by_name(writer: ExpressionWriter, sought: Sought, alias: str) -> exp.Expr:
    """Whether what the record is called is enough to find it."""
    if not sought.names:
        return exp.Boolean(this=False)
    return _matches(writer, vector(Fields.of(sought.names), alias), candidates(sought.find))


def rank(writer: ExpressionWriter, sought: Sought, alias: str) -> exp.Expr:
    """How well a row matches: more and nearer words in less text. It depends on that row alone."""
    asked = tsquery(writer.param(candidates(sought.find)))
    own = vector(Fields.of(sought.fields), alias)
    return exp.Anonymous(this="ts_rank", expressions=[own, asked, exp.Literal.number(_LENGTH_DAMPED)])


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
            return exp.or_(*(_in_field(writer, find, each, alias) for each in fields))


def _in_field(writer: ExpressionWriter, term: Term, field: Field, alias: str) -> exp.Expr:
    """Whether the words stand in a row in this field."""
    in_a_row = phrase(term)
    if in_a_row is not None:
        return _matches(writer, vector(Fields.of([field]), alias), in_a_row)
    column = exp.Column(this=identifier(field.name), table=identifier(alias))
    text = exp.Coalesce(this=column, expressions=[exp.Literal.string("")])
    plain = exp.Anonymous(this="understudy.search_text", expressions=[exp.Lower(this=text)])
    return exp.RegexpLike(this=plain, expression=writer.param(pattern(term)))


def _matches(writer: ExpressionWriter, words: exp.Expr, asked: str) -> exp.Expr:
    return exp.MatchAgainst(this=words, expressions=[tsquery(writer.param(asked))])


def tsquery(text: exp.Expr) -> exp.Expr:
    """A text as what PostgreSQL looks for."""
    return exp.cast(text, exp.DataType.build("tsquery", dialect="postgres", udt=True))
