"""Parsing below the level of conditions: field paths, function calls, constants and arithmetic."""

import re
from abc import ABC, abstractmethod
from datetime import date, datetime
from decimal import Decimal

from rapidfuzz import process

from understudy.soql.ast import (
    Arithmetic,
    Bind,
    Call,
    Condition,
    CurrencyValue,
    DateLiteral,
    Dialect,
    Expression,
    Negative,
    Path,
    Query,
    ScalarQuery,
    Value,
)
from understudy.soql.dates import COUNTED_LITERALS, PLAIN_LITERALS
from understudy.soql.lexer import Cursor, unescape

__all__ = ["AGGREGATES", "DATE_FUNCTIONS", "ExpressionParser"]

AGGREGATES = frozenset({"COUNT", "COUNT_DISTINCT", "SUM", "AVG", "MIN", "MAX", "MEDIAN", "SHARE"})
DATE_FUNCTIONS = frozenset(
    {f"{kind}_{unit}" for kind in ("CALENDAR", "FISCAL") for unit in ("YEAR", "QUARTER", "MONTH")}
    | {"WEEK_IN_YEAR", "WEEK_IN_MONTH", "DAY_IN_YEAR", "DAY_IN_MONTH", "DAY_IN_WEEK"}
    | {"DAY_ONLY", "HOUR_IN_DAY"}
)
_DEFINITION_ONLY = frozenset(
    {"MEDIAN", "SHARE", "DAYS_BETWEEN", "HOURS_BETWEEN", "LIST_CONTAINS", "COALESCE"}
)
_FUNCTIONS = (
    AGGREGATES
    | DATE_FUNCTIONS
    | _DEFINITION_ONLY
    | frozenset(
        {
            "TOLABEL",
            "FORMAT",
            "CONVERTCURRENCY",
            "CONVERTTIMEZONE",
            "DISTANCE",
            "FIELDS",
            "GROUPING",
            "FORMULA",
        }
    )
)
_MOST_DIGITS = 308
"""Before or after the point, as in a number of the API, which is a double."""
_CURRENCY = re.compile(r"[A-Za-z]{3}\d+")
_CONSTANTS: dict[str, bool | None] = {"TRUE": True, "FALSE": False, "NULL": None}


class ExpressionParser(Cursor, ABC):
    """Reads expressions. Which are allowed where depends on the dialect."""

    @abstractmethod
    def query(self) -> Query:
        """Read a SELECT, which stands in parentheses."""

    @abstractmethod
    def condition(self) -> Condition:
        """Read a condition."""

    def path(self, what: str = "a field") -> Path:
        """Read `Name` or `Relationship.Name`."""
        first = self.need_name(what)
        parts = [first.text]
        while self.op("."):
            parts.append(self.need_name("the rest of the path").text)
        return Path(tuple(parts), at=first.at)

    def operand(self) -> Expression:
        """Read what can be returned, grouped, ordered or compared; in a definition any expression."""
        if self.dialect is Dialect.DEFINITION:
            return self.expression()
        return self._call_or_path()

    def _call_or_path(self) -> Expression:
        following = self.ahead()
        is_call = self.token.kind == "name" and following.kind == "op" and following.text == "("
        return self.call() if is_call else self.path()

    def call(self) -> Call:
        """Read `FUNCTION(arguments)`."""
        token = self.advance()
        name = token.text.upper()
        self._check_function(token.text, name, token.at)
        self.need_op("(")
        arguments: tuple[Expression | Condition, ...] = ()
        if name == "SHARE":
            arguments = (self.condition(),)
        elif name == "DISTANCE":
            arguments = self._distance()
        elif name == "FORMULA" and self.token.kind == "string":
            arguments = (self.value(),)
        elif not (name == "COUNT" and self.at_op(")")):
            arguments = self._arguments()
        self.need_op(")")
        return Call(name, arguments, at=token.at)

    def _check_function(self, written: str, name: str, at: int) -> None:
        definition_only = name in _DEFINITION_ONLY and self.dialect is Dialect.SOQL
        if name in _FUNCTIONS and not definition_only:
            return
        known = _FUNCTIONS if self.dialect is Dialect.DEFINITION else _FUNCTIONS - _DEFINITION_ONLY
        nearest = process.extractOne(name, sorted(known), score_cutoff=75)
        hint = f"did you mean {nearest[0]}?" if nearest else None
        if definition_only:
            hint = "it is known in business definitions only"
        self.fail(f"no function {written!r}", hint=hint, at=at)

    def _arguments(self) -> tuple[Expression, ...]:
        if self.at_op("*"):
            self.fail("expected a field", hint="COUNT() counts rows, COUNT(Field) rows with a value")
        found = [self._argument()]
        while self.op(","):
            found.append(self._argument())
        return tuple(found)

    def _argument(self) -> Expression:
        if self.dialect is Dialect.DEFINITION:
            return self.expression()
        return self._call_or_path()

    def _distance(self) -> tuple[Expression, ...]:
        field = self.path()
        self.need_op(",")
        if self.token.kind == "bind":
            centre: Expression = self.value()
        else:
            token = self.need_word("GEOLOCATION")
            self.need_op("(")
            latitude = self.value()
            self.need_op(",")
            centre = Call("GEOLOCATION", (latitude, self.value()), at=token.at)
            self.need_op(")")
        self.need_op(",")
        unit = self.value()
        if not isinstance(unit, Value) or unit.value not in ("mi", "km"):
            self.fail("a distance is in 'mi' or 'km'", at=unit.at)
        return (field, centre, unit)

    def value(self) -> Expression:
        """Read a constant or a bind."""
        token = self.token
        match token.kind:
            case "string":
                return self._string()
            case "number" | "op":
                return self._number()
            case "date" | "datetime":
                return self._time()
            case "bind":
                return self._bind()
            case "name":
                return self._named_value()
            case _:
                self.fail("expected a value")

    def _string(self) -> Value:
        token = self.advance()
        body = token.text[1:-1]
        try:
            return Value(unescape(body), unescape(body, for_like=True), at=token.at)
        except ValueError as unknown:
            self.fail(str(unknown), hint="write \\\\ for a backslash", at=token.at)

    def _number(self) -> Value:
        token = self.token
        sign = -1 if self.op("-") else 1
        if sign == 1:
            self.op("+")
        if self.token.kind != "number":
            self.fail("expected a value")
        amount = Decimal(self.advance().text)
        if abs(amount.adjusted()) > _MOST_DIGITS:
            self.fail("this number is too large or too small", at=token.at)
        return Value(sign * amount, at=token.at)

    def _time(self) -> Value:
        token = self.advance()
        try:
            if token.kind == "date":
                return Value(date.fromisoformat(token.text), at=token.at)
            return Value(datetime.fromisoformat(token.text), at=token.at)
        except ValueError:
            self.fail(f"{token.text} is not on the calendar", at=token.at)

    def _bind(self) -> Bind:
        if not self.binds:
            self.fail("expected a value", hint="this query comes without values for binds")
        token = self.advance()
        return Bind(re.sub(r"[\s:]", "", token.text), at=token.at)

    def _named_value(self) -> Expression:
        constant = self.constant()
        if constant is None:
            name = self.token.text
            self.fail("expected a value", hint=f"quote a text: '{name}'")
        return constant

    def constant(self) -> Expression | None:
        """Read true, null, a date literal or a currency value; None if the next name is none of them."""
        token = self.token
        name = token.text.upper()
        if name in _CONSTANTS:
            self.advance()
            return Value(_CONSTANTS[name], at=token.at)
        if name in PLAIN_LITERALS:
            self.advance()
            return DateLiteral(name, at=token.at)
        if name in COUNTED_LITERALS:
            self.advance()
            self.need_op(":")
            return DateLiteral(name, self.need_count(name), at=token.at)
        return self._currency() if _CURRENCY.fullmatch(token.text) else None

    def _currency(self) -> CurrencyValue:
        token = self.advance()
        digits = token.text[3:]
        fraction = self.token
        if (
            fraction.kind == "number"
            and fraction.text[0] == "."
            and fraction.at == token.at + len(token.text)
        ):
            digits += self.advance().text
        return CurrencyValue(token.text[:3].upper(), Decimal(digits), at=token.at)

    def expression(self) -> Expression:
        """Definition dialect: read a sum of products."""
        left = self._product()
        while self.at_op("+", "-"):
            token = self.advance()
            left = Arithmetic("+" if token.text == "+" else "-", left, self._product(), at=token.at)
        return left

    def _product(self) -> Expression:
        left = self._factor()
        while self.at_op("*", "/"):
            token = self.advance()
            left = Arithmetic("*" if token.text == "*" else "/", left, self._factor(), at=token.at)
        return left

    def _factor(self) -> Expression:
        token = self.token
        if self.at_op("-") and self.ahead().kind != "number":
            self.advance()
            return Negative(self._factor(), at=token.at)
        if self.at_op("("):
            return self._parenthesised()
        if token.kind != "name":
            return self.value()
        following = self.ahead()
        if following.kind == "op" and following.text == "(":
            return self.call()
        is_path = following.kind == "op" and following.text == "."
        constant = None if is_path else self.constant()
        return constant if constant is not None else self.path()

    def _parenthesised(self) -> Expression:
        token = self.need_op("(")
        if self.at_word("SELECT"):
            inner: Expression = ScalarQuery(self.query(), at=token.at)
        else:
            inner = self.expression()
        self.need_op(")")
        return inner
