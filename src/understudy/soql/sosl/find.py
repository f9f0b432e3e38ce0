"""What stands between the braces of FIND: words, phrases and the operators between them.

Source: SOQL and SOSL Reference, "FIND {SearchQuery}".
"""

import re
from collections.abc import Callable
from typing import NamedTuple, NoReturn

from understudy.kit.errors import InputError, Place
from understudy.soql.sosl.ast import Both, Either, Find, Term, Without

__all__ = ["RESERVED", "escaped", "parse_find"]

RESERVED = frozenset("?&|!{}[]()^~*:\\\"'+-")
"""Characters that mean themselves only after a backslash."""
_LONGEST = 10_000
_LONGEST_WITH_OPERATORS = 4_000
_SHORTEST = 2
_WILDCARDS = "*?"
_STRUCTURE = frozenset('()"') | frozenset(_WILDCARDS)
_EAST_ASIAN = re.compile(
    "[\u0e00-\u0eff\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]"
)
_PIECE = re.compile(r'\s+|[()]|"(?:[^"\\]|\\.)*"?|(?:[^\s()"\\]|\\.?)+', re.DOTALL)
_ESCAPE = re.compile(r"\\(.?)", re.DOTALL)


class _Piece(NamedTuple):
    kind: str
    text: str
    at: int


def escaped(text: str) -> str:
    """A text that is searched for as it stands: every reserved character behind a backslash."""
    return "".join(f"\\{char}" if char in RESERVED else char for char in text)


def parse_find(text: str, place_of: Callable[[int], Place], *, strict: bool) -> Find:
    """The tree of a search text.

    Args:
        place_of: the place of an offset in the text, for errors.
        strict: whether reserved characters must be escaped. A text that a program gives (in quotes, or bound)
            need not: there they part words like any other punctuation.

    Raises:
        InputError: the text breaks a rule, which is named.
    """
    if len(text) > _LONGEST:
        raise InputError(
            f"a search text has at most {_LONGEST:,} characters, this one has {len(text):,}",
            place=place_of(0),
        )
    parser = _FindParser(text, place_of, strict=strict)
    if len(text) > _LONGEST_WITH_OPERATORS:
        # As documented: a text so long loses its operators.
        found: Find = Either(tuple(parser.terms()))
    else:
        found = parser.whole()
    parser.check_length()
    return found


class _FindParser:
    def __init__(self, text: str, place_of: Callable[[int], Place], *, strict: bool) -> None:
        self._place_of = place_of
        self._strict = strict
        self._index = 0
        self._letters = 0
        self._pieces = [piece for piece in map(self._piece, _PIECE.finditer(text)) if piece.kind != "space"]
        self._pieces.append(_Piece("end", "", len(text)))

    def whole(self) -> Find:
        if self._piece_now.kind == "end":
            self._fail("the search text is empty", hint="write what to look for: FIND {acme}")
        found = self._either()
        if self._piece_now.kind == ")":
            self._fail("this parenthesis was not opened")
        return found

    def terms(self) -> list[Term]:
        """The words and phrases alone, without what joins them."""
        return [self._term(piece) for piece in self._pieces if piece.kind in ("word", "phrase")]

    def check_length(self) -> None:
        if self._letters < _SHORTEST:
            self._fail(
                f"a search text has at least {_SHORTEST} letters or digits besides wildcards",
                at=self._pieces[0].at,
            )

    @property
    def _piece_now(self) -> _Piece:
        return self._pieces[self._index]

    def _advance(self) -> _Piece:
        piece = self._piece_now
        self._index += 1
        return piece

    def _either(self) -> Find:
        operands = [self._both()]
        while self._piece_now.kind == "OR":
            self._advance()
            operands.append(self._both())
        return operands[0] if len(operands) == 1 else Either(tuple(operands))

    def _both(self) -> Find:
        """A chain of AND and AND NOT, from left to right."""
        operands: list[Find] = [self._operand()]
        while self._piece_now.kind not in ("end", ")", "OR"):
            joined = self._piece_now.kind == "AND"
            if joined:
                self._advance()
            if joined and self._piece_now.kind == "NOT":
                self._advance()
                operands = [Without(_joined(operands), self._operand())]
            else:
                operands.append(self._operand())
        return _joined(operands)

    def _operand(self) -> Find:
        piece = self._advance()
        match piece.kind:
            case "(":
                inner = self._either()
                if self._piece_now.kind != ")":
                    self._fail("this parenthesis is not closed", at=piece.at)
                self._advance()
                return inner
            case "word" | "phrase" | "NOT":
                return self._term(piece)
            case "AND" | "OR":
                hint = f'put it in quotes to search for it: "{piece.text.lower()}"'
                self._fail(f"{piece.text.upper()} stands between two words", hint=hint, at=piece.at)
            case _:
                self._fail("expected a word or a phrase", at=piece.at)

    def _piece(self, match: re.Match[str]) -> _Piece:
        text, at = match.group(), match.start()
        if text.isspace():
            return _Piece("space", text, at)
        if text in "()":
            return _Piece(text, text, at)
        if text[0] == '"':
            if len(text) < 2 or not re.fullmatch(r'"(?:[^"\\]|\\.)*"', text, re.DOTALL):
                self._fail("this phrase is not closed", hint='end it with "; write \\" for one inside', at=at)
            return _Piece("phrase", text[1:-1], at)
        operator = text.upper()
        return _Piece(operator if operator in ("AND", "OR", "NOT") else "word", text, at)

    def _term(self, piece: _Piece) -> Term:
        start = piece.at + (piece.kind == "phrase")
        self._check_characters(piece.text, start)
        plain = _ESCAPE.sub(" ", piece.text)
        for word in re.finditer(r"[\w*?]+", plain):
            if word.group()[0] in _WILDCARDS:
                hint = "name the beginning of the word: acm*"
                at = start + word.start()
                self._fail("a wildcard stands in the middle or at the end of a word", hint=hint, at=at)
        self._letters += sum(map(str.isalnum, plain)) + bool(_EAST_ASIAN.search(plain))
        return Term(piece.text, phrase=piece.kind == "phrase", at=piece.at)

    def _check_characters(self, text: str, start: int) -> None:
        for escape in _ESCAPE.finditer(text):
            if self._strict and escape.group(1) not in RESERVED:
                self._fail(
                    f"no escape {escape.group()!r}",
                    hint="write \\\\ for a backslash",
                    at=start + escape.start(),
                )
        for place, char in enumerate(_ESCAPE.sub("  ", text)):
            if self._strict and char in RESERVED - _STRUCTURE:
                self._fail(
                    f"{char!r} is a reserved character",
                    hint=f"write \\{char} to search for it",
                    at=start + place,
                )

    def _fail(self, message: str, *, hint: str | None = None, at: int | None = None) -> NoReturn:
        where = self._place_of(self._piece_now.at if at is None else at)
        raise InputError(message, hint=hint, place=where)


def _joined(operands: list[Find]) -> Find:
    return operands[0] if len(operands) == 1 else Both(tuple(operands))
