"""A table together with what is in the recycle bin of it, for ALL ROWS."""

from sqlglot import exp

from understudy.soql.sql_expression import identifier

__all__ = ["with_recycled"]

_BIN, _ORGS = "recycled", "org"


def with_recycled(live: exp.Table, pg_schema: exp.Expr, object_name: exp.Expr) -> exp.Union:
    """The rows of the table and those that were deleted from it, alike in columns and types.

    `pg_schema` tells whose bin: a loaded org has one of its own.
    """
    row_type = exp.DataType(this=exp.DataType.Type.USERDEFINED, kind=live.sql(dialect="postgres"))
    kept = exp.Anonymous(
        this="jsonb_populate_record",
        expressions=[exp.Cast(this=exp.Null(), to=row_type), _column(_BIN, "row")],
    )
    of_org = exp.Select(expressions=[_column(_ORGS, "name")]).from_(_own(_ORGS))
    of_org = of_org.where(exp.EQ(this=_column(_ORGS, "pg_schema"), expression=pg_schema))
    deleted = (
        exp.Select(expressions=[exp.Column(this=exp.Star(), table=identifier("kept"))])
        .from_(_own(_BIN))
        .join(exp.Table(this=kept, alias=exp.TableAlias(this=identifier("kept"))), join_type="cross")
        .where(exp.EQ(this=_column(_BIN, "org"), expression=exp.Subquery(this=of_org)))
        .where(exp.EQ(this=_column(_BIN, "object"), expression=object_name))
    )
    every = exp.Select(expressions=[exp.Star()]).from_(live)
    return exp.Union(this=every, expression=deleted, distinct=False)


def _own(name: str) -> exp.Table:
    return exp.Table(this=identifier(name), db=identifier("understudy"))


def _column(table: str, name: str) -> exp.Column:
    return exp.Column(this=identifier(name), table=identifier(table))
