"""Parsing of WHERE and HAVING: comparisons joined by AND, OR and NOT."""

from understudy.kit.errors import InputError
from understudy.soql.ast import (
    And,
    Bind,
    Call,
    Comparison,
    Condition,
    Dialect,
    Expression,
    In,
    Includes,
    Not,
    Or,
    Query,
)
from understudy.soql.parse_expression import ExpressionParser

__all__ = ["ConditionParser"]

_COMPARISONS = ("=", "!=", "<>", "<=", ">=", "<", ">")
_PREDICATES = frozenset({"LIST_CONTAINS"})
_HABITS = {
    "IS": "write = null or != null",
    "BETWEEN": "write two comparisons joined by AND",
    "ILIKE": "LIKE does not distinguish capitals",
    "EXISTS": "write Id IN (SELECT ...)",
}


class ConditionParser(ExpressionParser):
    """Reads conditions. AND and OR next to each other need parentheses, as in SOQL."""

    def condition(self) -> Condition:
        """Read conditions joined by AND, or by OR."""
        at = self.token.at
        operands = [self._unary()]
        joined = "AND" if self.at_word("AND") else "OR"
        while self.word(joined):
            operands.append(self._unary())
        if self.at_word("AND", "OR"):
            self.fail("AND and OR stand side by side", hint="put one of them in parentheses")
        if len(operands) == 1:
            return operands[0]
        return And(tuple(operands), at=at) if joined == "AND" else Or(tuple(operands), at=at)

    def _unary(self) -> Condition:
        token = self.token
        if self.word("NOT"):
            return Not(self._unary(), at=token.at)
        if not self.at_op("("):
            return self._comparison()
        if self.dialect is Dialect.DEFINITION:
            return self._condition_or_comparison()
        return self._group()

    def _group(self) -> Condition:
        self.need_op("(")
        inner = self.condition()
        self.need_op(")")
        return inner

    def _condition_or_comparison(self) -> Condition:
        """A parenthesis that may hold a condition, or begin an expression such as `(a + b) > 3`."""
        mark = self.mark()
        try:
            inner = self._group()
            if not self.at_op(*_COMPARISONS, "+", "-", "*", "/") and not self.at_word("IN", "LIKE"):
                return inner
            first: InputError | None = None
        except InputError as error:
            first = error
        self.back(mark)
        try:
            return self._comparison()
        except InputError as second:
            raise (first if first and _further(first, second) else second) from None

    def _comparison(self) -> Condition:
        left = self.operand()
        token = self.token
        if self.at_op(*_COMPARISONS):
            return self._compared(left)
        if self.word("LIKE"):
            return Comparison("LIKE", left, self.value(), at=token.at)
        if self.word("IN"):
            return In(left, self._members(), at=token.at)
        if self.word("NOT", "IN"):
            return In(left, self._members(), negated=True, at=token.at)
        if self.at_word("INCLUDES", "EXCLUDES"):
            negated = self.advance().text.upper() == "EXCLUDES"
            return Includes(left, self._list(), negated, at=token.at)
        if isinstance(left, Call) and left.name in _PREDICATES:
            return left
        self.fail("expected a comparison such as =, != or IN", hint=_HABITS.get(token.text.upper()))

    def _compared(self, left: Expression) -> Comparison:
        token = self.advance()
        right = self.expression() if self.dialect is Dialect.DEFINITION else self.value()
        match token.text:
            case "=" | "<" | "<=" | ">" | ">=" as operator:
                return Comparison(operator, left, right, at=token.at)
            case _:
                return Comparison("!=", left, right, at=token.at)

    def _members(self) -> tuple[Expression, ...] | Bind | Query:
        if self.token.kind == "bind":
            bind = self.value()
            assert isinstance(bind, Bind)
            return bind
        if self.ahead().kind == "name" and self.ahead().text.upper() == "SELECT":
            self.need_op("(")
            query = self.query()
            self.need_op(")")
            return query
        return self._list()

    def _list(self) -> tuple[Expression, ...]:
        self.need_op("(")
        values = [self.value()]
        while self.op(","):
            values.append(self.value())
        self.need_op(")")
        return tuple(values)


def _further(first: InputError, second: InputError) -> bool:
    def reach(error: InputError) -> tuple[int, int]:
        return (error.place.line or 0, error.place.column or 0) if error.place else (0, 0)

    return reach(first) > reach(second)
