"""From text to tree: the clauses of a query.

Source: SOQL and SOSL Reference, "SOQL SELECT Syntax".
"""

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from understudy.kit.errors import InputError
from understudy.soql.ast import (
    Bind,
    Call,
    ChildQuery,
    Condition,
    Dialect,
    Expression,
    Grouping,
    OrderItem,
    Path,
    Query,
    ScalarQuery,
    Selectable,
    SelectItem,
    Source,
    TypeOf,
    With,
)
from understudy.soql.lexer import place
from understudy.soql.parse_condition import ConditionParser
from understudy.soql.parse_expression import AGGREGATES

__all__ = ["TOO_DEEP", "QueryParser", "parse", "parse_condition"]

TOO_DEEP = "the query is nested too deeply"

_T = TypeVar("_T")
_LONGEST = 100_000
"""Characters. Source: SOQL reference, "SOQL and SOSL Limits"."""
_CLAUSES = ("WHERE", "USING", "WITH", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "FOR", "UPDATE", "ALL")
_PURPOSES = ("VIEW", "REFERENCE", "UPDATE")
_TRACKED = ("TRACKING", "VIEWSTAT")
_SELECTORS = ("ABOVE_OR_BELOW", "ABOVE", "BELOW", "AT")
_ORDER = "WHERE, WITH, GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET, FOR"
_HABITS = {
    "JOIN": "follow a relationship instead: Owner.Name",
    "UNION": "run two queries",
    "SELECT": "a subquery stands in parentheses",
}


@lru_cache(maxsize=2048)
def parse(text: str, dialect: Dialect = Dialect.SOQL, *, binds: bool = True) -> Query:
    """The tree of a query.

    Args:
        binds: whether `:name` may stand for a value.

    Raises:
        InputError: the text is not a query of the dialect, with line, column and often a hint.
    """
    if len(text) > _LONGEST:
        raise InputError(f"the query is longer than {_LONGEST:,} characters")
    parser = QueryParser(text, dialect, binds=binds)
    try:
        query = parser.query()
    except RecursionError:
        raise InputError(TOO_DEEP, place=place(text, parser.token.at)) from None
    parser.end("the query")
    return query


@lru_cache(maxsize=2048)
def parse_condition(text: str) -> Condition:
    """The tree of a condition that stands alone, such as a row rule, in the definition dialect.

    Raises:
        InputError: the text is not a condition.
    """
    parser = QueryParser(text, Dialect.DEFINITION, binds=True)
    condition = parser.condition()
    parser.end("the condition")
    return condition


class QueryParser(ConditionParser):
    """Reads queries and their clauses; SOSL reads its own with the same."""

    def end(self, what: str) -> None:
        """Nothing may be left."""
        if what == "the query" and self.at_word(*_CLAUSES):
            self.fail(
                f"{self._clause()} does not stand here", hint=f"the clauses come in this order: {_ORDER}"
            )
        if self.token.kind != "end":
            self.fail(f"expected the end of {what}", hint=_HABITS.get(self.token.text.upper()))

    def _clause(self) -> str:
        """The name of the clause that begins here."""
        word = self.token.text.upper()
        return f"{word} BY" if word in ("GROUP", "ORDER") else word

    def query(self) -> Query:
        """Read a SELECT."""
        at = self.need_word("SELECT").at
        select = self._comma_list(self._selectable)
        self.need_word("FROM")
        sources = self._comma_list(self._source)
        scope = self._scope()
        where = self.condition() if self.word("WHERE") else None
        return Query(
            select,
            sources,
            scope=scope,
            where=where,
            filters=self._filters(),
            group=self._group_by(),
            having=self.condition() if self.word("HAVING") else None,
            order=self._comma_list(self._order_item) if self.word("ORDER", "BY") else (),
            limit=self._count("LIMIT"),
            offset=self._count("OFFSET"),
            purposes=self._words("FOR", _PURPOSES),
            updates=self._words("UPDATE", _TRACKED),
            all_rows=self.word("ALL", "ROWS"),
            text=self.text,
            at=at,
        )

    def _comma_list(self, read: Callable[[], _T]) -> tuple[_T, ...]:
        found = [read()]
        while self.op(","):
            found.append(read())
        return tuple(found)

    def _selectable(self) -> Selectable:
        token = self.token
        if self.at_word("FROM") or self.at_op("*"):
            hint = "name the fields" if token.text == "*" else None
            self.fail("expected a field", hint=hint)
        if self.at_word("DISTINCT") and self.ahead().kind == "name" and self.ahead().text.upper() != "FROM":
            self.fail("SOQL has no DISTINCT", hint=f"group instead: GROUP BY {self.ahead().text}")
        if self.at_op("(") and self.ahead().text.upper() == "SELECT":
            return self._subquery()
        if self.at_word("TYPEOF") and self.ahead().kind == "name":
            return self._type_of()
        return self._with_alias(self.operand())

    def _with_alias(self, expression: Expression) -> SelectItem:
        if self.token.kind == "name" and not self.at_word("FROM"):
            return SelectItem(expression, self.advance().text, at=expression.at)
        return SelectItem(expression, at=expression.at)

    def _subquery(self) -> Selectable:
        """A child query; in a definition a subquery of one aggregate is a value instead."""
        if self.dialect is Dialect.DEFINITION:
            mark = self.mark()
            expression = self.expression()
            if not (isinstance(expression, ScalarQuery) and not _is_aggregate(expression.query)):
                return self._with_alias(expression)
            self.back(mark)
        at = self.need_op("(").at
        query = self.query()
        self.need_op(")")
        return ChildQuery(query, at=at)

    def _type_of(self) -> TypeOf:
        at = self.advance().at
        path = self.path()
        cases: list[tuple[str, tuple[Path, ...]]] = []
        while self.word("WHEN"):
            name = self.need_name("an object").text
            self.need_word("THEN")
            cases.append((name, self._comma_list(self.path)))
        if not cases:
            self.fail("expected WHEN")
        otherwise = self._comma_list(self.path) if self.word("ELSE") else ()
        self.need_word("END")
        return TypeOf(path, tuple(cases), otherwise, at=at)

    def _source(self) -> Source:
        path = self.path("an object")
        if self.at_word("AS"):
            self.advance()
            return Source(path, self.need_name("an alias").text, at=path.at)
        is_alias = self.token.kind == "name" and not self.at_word(*_CLAUSES)
        return Source(path, self.advance().text if is_alias else None, at=path.at)

    def _scope(self) -> str | None:
        if not self.word("USING"):
            return None
        if self.word("LOOKUP"):
            return f"LOOKUP {self.path()}"
        self.need_word("SCOPE")
        return self.need_name("a scope").text

    def _filters(self) -> tuple[With, ...]:
        found: list[With] = []
        while self.at_word("WITH"):
            at = self.advance().at
            name = self.need_name("a filter").text.upper()
            found.append(With(name, self._filter_detail(name), at=at))
        return tuple(found)

    def _filter_detail(self, name: str) -> str:
        if name in ("SECURITY_ENFORCED", "USER_MODE", "SYSTEM_MODE"):
            return ""
        if name == "DATA":
            self.need_word("CATEGORY")
            return self._categories()
        self.need_op("=")
        text = self.token.text
        self.value()
        return f"= {text}"

    def _categories(self) -> str:
        found: list[str] = []
        while not found or self.word("AND"):
            group = self.need_name("a data category group").text
            if not self.at_word(*_SELECTORS):
                self.fail(f"expected {', '.join(_SELECTORS)}")
            selector = self.advance().text.upper()
            found.append(f"{group} {selector} {self._category_names()}")
        return " AND ".join(found)

    def _category_names(self) -> str:
        if not self.op("("):
            return self.need_name("a data category").text
        names = self._comma_list(lambda: self.need_name("a data category").text)
        self.need_op(")")
        return f"({', '.join(names)})"

    def _group_by(self) -> Grouping | None:
        at = self.token.at
        if not self.word("GROUP", "BY"):
            return None
        if self.at_word("ROLLUP", "CUBE") and self.ahead().text == "(":
            mode = "ROLLUP" if self.advance().text.upper() == "ROLLUP" else "CUBE"
            self.need_op("(")
            items = self._comma_list(self.operand)
            self.need_op(")")
            return Grouping(items, mode, at=at)
        return Grouping(self._comma_list(self.operand), at=at)

    def _order_item(self) -> OrderItem:
        expression = self.operand()
        descending = self.word("DESC")
        if not descending:
            self.word("ASC")
        nulls_first = None
        if self.word("NULLS"):
            if not self.at_word("FIRST", "LAST"):
                self.fail("expected FIRST or LAST")
            nulls_first = self.advance().text.upper() == "FIRST"
        return OrderItem(expression, descending, nulls_first, at=expression.at)

    def _count(self, clause: str) -> int | Bind | None:
        if not self.word(clause):
            return None
        if self.token.kind == "bind":
            bind = self.value()
            assert isinstance(bind, Bind)
            return bind
        return self.need_count(clause)

    def _words(self, clause: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
        def one() -> str:
            if not self.at_word(*allowed):
                self.fail(f"expected {' or '.join(allowed)}")
            return self.advance().text.upper()

        return self._comma_list(one) if self.word(clause) else ()


def _is_aggregate(query: Query) -> bool:
    first = query.select[0]
    return (
        len(query.select) == 1
        and isinstance(first, SelectItem)
        and isinstance(first.expression, Call)
        and first.expression.name in AGGREGATES
    )
