"""A table without what is redacted of it. Whatever is asked of the table is asked of what is left."""

import json
from collections.abc import Callable, Iterable

from sqlglot import exp

from understudy.org.metadata import ObjectType
from understudy.org.redacted import Redacted
from understudy.soql.sql_expression import identifier

__all__ = ["without_redacted"]

_LEFT = "left"
_Param = Callable[[str | tuple[str, ...]], exp.Expr]


def without_redacted(
    live: exp.Expr, described: ObjectType, redacted: Redacted, param: _Param
) -> exp.Subquery:
    """The rows that are left, alike in columns and types.

    Those that read otherwise are a part of their own: of all the others the columns stay the table's, so that
    its indexes serve.
    """
    live.set("alias", exp.TableAlias(this=identifier(_LEFT)))
    names = [each.name for each in described.fields]
    changed = sorted({record for texts in redacted.texts.values() for record in texts})
    gone = sorted({*redacted.records, *changed})
    plain = _rows(live, (_column(name) for name in names)).where(exp.Not(this=_one_of(gone, param)))
    if not changed:
        return exp.Subquery(this=plain)
    columns = (_told(name, redacted, param) for name in names)
    kept = sorted(set(changed) - set(redacted.records))
    other = _rows(live.copy(), columns).where(_one_of(kept, param))
    return exp.Subquery(this=exp.Union(this=plain, expression=other, distinct=False))


def _rows(live: exp.Expr, columns: Iterable[exp.Expr]) -> exp.Select:
    return exp.Select(expressions=list(columns)).from_(live, copy=False)


def _one_of(records: Iterable[str], param: _Param) -> exp.Expr:
    return exp.EQ(this=_column("Id"), expression=exp.Any(this=exp.Paren(this=param(tuple(records)))))


def _told(name: str, redacted: Redacted, param: _Param) -> exp.Expr:
    """The field, or what it reads as in the records that it is redacted in."""
    texts = redacted.texts.get(name)
    if not texts:
        return _column(name)
    by_record = exp.cast(param(json.dumps(dict(texts))), "JSONB")
    has = exp.Anonymous(this="jsonb_exists", expressions=[by_record, _column("Id")])
    text = exp.Anonymous(this="jsonb_object_field_text", expressions=[by_record.copy(), _column("Id")])
    case = exp.Case(ifs=[exp.If(this=has, true=text)], default=_column(name))
    return exp.Alias(this=case, alias=identifier(name))


def _column(name: str) -> exp.Column:
    return exp.Column(this=identifier(name), table=identifier(_LEFT))
