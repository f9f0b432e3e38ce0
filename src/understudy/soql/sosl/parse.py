"""From text to tree: the clauses of a search.

Source: SOQL and SOSL Reference, "SOSL Syntax".
"""

import re
from functools import lru_cache, partial
from typing import NamedTuple

from understudy.kit.errors import InputError, Place
from understudy.soql.ast import Bind, Dialect, Path, Query, Selectable, SelectItem, Source, Value
from understudy.soql.lexer import place, unescape
from understudy.soql.parse import TOO_DEEP, QueryParser
from understudy.soql.sosl.ast import Find, Group, Option, OptionName, Returning, Search
from understudy.soql.sosl.find import parse_find
from understudy.soql.sosl.rules import check

__all__ = ["parse_search"]

_LONGEST = 100_000
_GROUPS: tuple[Group, ...] = ("ALL", "NAME", "EMAIL", "PHONE", "SIDEBAR")
_TRACKED = ("TRACKING", "VIEWSTAT")
_WITHIN_OBJECT = ("WHERE", "USING", "ORDER", "LIMIT", "OFFSET")
_HEAD = re.compile(r"(?:\s|//[^\n]*|/\*.*?\*/)*FIND\b(?:\s|//[^\n]*|/\*.*?\*/)*", re.IGNORECASE | re.DOTALL)
_BRACES = re.compile(r"\{((?:[^{}\\]|\\.)*)\}", re.DOTALL)
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'", re.DOTALL)


class _Sought(NamedTuple):
    """What follows FIND: the tree, or None where a bind stands; and where the rest of the text begins."""

    find: Find | None
    start: int
    end: int


@lru_cache(maxsize=1024)
def parse_search(text: str, *, binds: bool = True) -> Search:
    """The tree of a search.

    Args:
        binds: whether it stands in a program: `:name` may stand for a value, and the search text in quotes.

    Raises:
        InputError: the text is not SOSL or breaks one of its rules, with line, column and often a hint.
    """
    if len(text) > _LONGEST:
        raise InputError(f"the search is longer than {_LONGEST:,} characters")
    try:
        sought = _sought(text, binds=binds)
        parser = _SearchParser(text, sought, binds=binds)
        search = parser.search(sought.find)
    except RecursionError:
        raise InputError(TOO_DEEP, place=place(text, 0)) from None
    check(search)
    return search


def _sought(text: str, *, binds: bool) -> _Sought:
    head = _HEAD.match(text)
    if head is None:
        raise InputError(
            "a search begins with FIND", hint="FIND {acme} RETURNING Account", place=place(text, 0)
        )
    start = head.end()
    match text[start : start + 1]:
        case "{":
            found = _BRACES.match(text, start)
            if found is None:
                raise InputError(
                    "this brace is not closed", hint="write \\} for one inside", place=place(text, start)
                )
            here = partial(_within, text, found.start(1))
            return _Sought(parse_find(found.group(1), here, strict=True), start, found.end())
        case "'" if binds:
            found = _QUOTED.match(text, start)
            if found is None:
                raise InputError("this text is not closed", hint="end it with '", place=place(text, start))
            return _Sought(_quoted(found.group(1), place(text, start)), start, found.end())
        case ":" if binds:
            return _Sought(None, start, start)
        case _:
            hint = "FIND {acme}"
            raise InputError("the search text stands in braces", hint=hint, place=place(text, start))


def _within(text: str, start: int, at: int) -> Place:
    return place(text, start + at)


def _quoted(body: str, here: Place) -> Find:
    try:
        plain = unescape(body)
    except ValueError as unknown:
        raise InputError(str(unknown), hint="write \\\\ for a backslash", place=here) from None
    return parse_find(plain, lambda _: here, strict=False)


class _SearchParser(QueryParser):
    """Reads the clauses after FIND. The search text is blanked, so that offsets stay those of the whole."""

    def __init__(self, text: str, sought: _Sought, *, binds: bool) -> None:
        literal = text[sought.start : sought.end]
        blank = re.sub(r"[^\n]", " ", literal)
        super().__init__(text[: sought.start] + blank + text[sought.end :], Dialect.SOQL, binds=binds)
        self._whole = text

    def search(self, find: Find | None) -> Search:
        self.need_word("FIND")
        found = find if find is not None else self._bind_value()
        search = Search(
            found,
            group=self._field_group(),
            returning=self._comma_list(self._returning) if self.word("RETURNING") else (),
            options=self._options(),
            limit=self._count("LIMIT"),
            updates=self._words("UPDATE", _TRACKED),
            text=self._whole,
        )
        self.end("the search")
        return search

    def _bind_value(self) -> Bind:
        value = self.value()
        if not isinstance(value, Bind):
            self.fail("expected a bind", at=value.at)
        return value

    def _field_group(self) -> Group:
        if not self.word("IN"):
            return "ALL"
        for group in _GROUPS:
            if self.word(group):
                self.need_word("FIELDS")
                return group
        self.fail(f"expected {', '.join(_GROUPS)}", hint="IN NAME FIELDS")

    def _returning(self) -> Returning:
        name = self.need_name("an object")
        source = Source(Path((name.text,), at=name.at), at=name.at)
        if not self.op("("):
            identity = SelectItem(Path(("Id",), at=name.at), at=name.at)
            query = Query((identity,), (source,), text=self._whole, at=name.at)
            return Returning(query, bare=True, at=name.at)
        if self.at_word(*_WITHIN_OBJECT) and self.ahead().text not in (",", ")"):
            self.fail("a list of fields comes first", hint=f"{name.text}(Id {self.token.text} ...)")
        select: tuple[Selectable, ...] = self._comma_list(self._returned_field)
        scope = self._using()
        where = self.condition() if self.word("WHERE") else None
        scope = scope or self._using()
        query = Query(
            select,
            (source,),
            where=where,
            order=self._comma_list(self._order_item) if self.word("ORDER", "BY") else (),
            limit=self._count("LIMIT"),
            offset=self._count("OFFSET"),
            text=self._whole,
            at=name.at,
        )
        self.need_op(")")
        return Returning(query, scope, at=name.at)

    def _returned_field(self) -> SelectItem:
        expression = self.operand()
        is_alias = self.token.kind == "name" and not self.at_word(
            "WHERE", "USING", "ORDER", "LIMIT", "OFFSET"
        )
        return SelectItem(expression, self.advance().text if is_alias else None, at=expression.at)

    def _using(self) -> str | None:
        if not self.word("USING"):
            return None
        if self.word("LISTVIEW"):
            self.need_op("=")
            return f"ListView={self.need_name('a list view').text}"
        self.need_word("LOOKUP")
        path = self.path()
        self.need_word("BIND")
        bound = self._comma_list(self._lookup_bind)
        return f"LOOKUP {path} BIND {', '.join(bound)}"

    def _lookup_bind(self) -> str:
        path = self.path()
        self.need_op("=")
        text = self.token.text
        self.value()
        return f"{path} = {text}"

    def _options(self) -> tuple[Option, ...]:
        found: dict[OptionName, Option] = {}
        while self.word("WITH"):
            option = self._option()
            if option.name in found:
                self.fail(f"WITH {option.name} stands twice", at=option.at)
            found[option.name] = option
        return tuple(found.values())

    def _option(self) -> Option:
        token = self.need_name("a filter")
        at = token.at
        match token.text.upper():
            case "HIGHLIGHT":
                return Option("HIGHLIGHT", at=at)
            case "SNIPPET":
                return Option("SNIPPET", self._target_length(), at=at)
            case "DATA":
                self.need_word("CATEGORY")
                return Option("DATA CATEGORY", detail=self._categories(), at=at)
            case "NETWORK" if self.word("IN"):
                return Option("NETWORK", self._networks(), at=at)
            case "DIVISION" | "METADATA" | "NETWORK" | "PRICEBOOKID" | "SPELL_CORRECTION" as name:
                self.need_op("=")
                return Option(name, (self._constant(),), at=at)
            case _:
                self.fail(f"no filter {token.text}", hint="WITH HIGHLIGHT, WITH SNIPPET and others", at=at)

    def _target_length(self) -> tuple[Value, ...]:
        if not self.op("("):
            return ()
        self.need_word("TARGET_LENGTH")
        self.need_op("=")
        at = self.token.at
        length = self.need_count("the length")
        self.need_op(")")
        return (Value(str(length), at=at),)

    def _networks(self) -> tuple[Value | Bind, ...]:
        self.need_op("(")
        found = self._comma_list(self._constant)
        self.need_op(")")
        return found

    def _constant(self) -> Value | Bind:
        value = self.value()
        if not isinstance(value, Value | Bind):
            self.fail("expected a text", at=value.at)
        return value
