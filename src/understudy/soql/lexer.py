"""From text to tokens, and the cursor that the parser moves over them."""

import re
from functools import lru_cache
from typing import NamedTuple, NoReturn

from understudy.kit.errors import InputError, Place
from understudy.soql.ast import Dialect

__all__ = ["Cursor", "Token", "place", "tokens", "unescape"]

_TOKEN = re.compile(
    r"""
    (?P<space>\s+|//[^\n]*|/\*.*?\*/)
  | (?P<datetime>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d))
  | (?P<date>\d{4}-\d\d-\d\d)(?!\w)
  | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?![\w.])
  | (?P<name>[A-Za-z_]\w*)
  | (?P<string>'(?:[^'\\]|\\.)*')
  | (?P<bind>:\s*(?:[A-Za-z_]\w*|\[[^\[\]]*\])(?:\s*\??\.\s*\w+|\([^()]*\)|\[[^\[\]]*\])*)
  | (?P<op><=|>=|!=|<>|[=<>(),.+\-*/:])
    """,
    re.VERBOSE | re.DOTALL,
)
_MOST_DIGITS = 20
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)", re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_ESCAPED = _CONTROLS | {k.upper(): v for k, v in _CONTROLS.items()} | {'"': '"', "'": "'", "\\": "\\"}


class Token(NamedTuple):
    """A piece of the text; `kind` is a group name of the token pattern, or "end"."""

    kind: str
    text: str
    at: int


def place(text: str, at: int) -> Place:
    """The line and column of an offset."""
    line = text.count("\n", 0, at) + 1
    return Place("query", line, at - (text.rfind("\n", 0, at) + 1) + 1)


@lru_cache(maxsize=1024)
def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a query without space and comments, closed by one of kind "end".

    Raises:
        InputError: a character or a quote that begins nothing.
    """
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            _refuse(text, at)
        if match.lastgroup != "space":
            found.append(Token(match.lastgroup, match.group(), at))
        at = match.end()
    found.append(Token("end", "", len(text)))
    return tuple(found)


def _refuse(text: str, at: int) -> NoReturn:
    here = place(text, at)
    if text[at] == "'":
        raise InputError(
            "this text is not closed", hint="end it with '; write \\' for one inside", place=here
        )
    if text[at] == '"':
        raise InputError("text stands in single quotes", hint="write '...' instead of \"...\"", place=here)
    if text[at].isdigit():
        raise InputError(f"{_word(text, at)!r} is neither a number nor a date", place=here)
    raise InputError(f"{text[at]!r} means nothing here", place=here)


def _word(text: str, at: int) -> str:
    match = re.compile(r"[\w.:+-]+").match(text, at)
    return match.group() if match else text[at]


def unescape(body: str, *, for_like: bool = False) -> str:
    """The text that a quoted string stands for. For LIKE, a backslash and wildcards stay escaped.

    Raises:
        ValueError: an escape that SOQL does not know; its text is the message.
    """
    if "\\" not in body:
        return body

    def plain(match: re.Match[str]) -> str:
        code = match.group(1)
        if len(code) == 5:
            return chr(int(code[1:], 16))
        if code in "_%":
            return f"\\{code}" if for_like else code
        if code == "\\" and for_like:
            return "\\\\"
        if code not in _ESCAPED:
            raise ValueError(f"no escape {match.group()!r}")
        return _ESCAPED[code]

    text = _ESCAPE.sub(plain, body)
    if _SURROGATE.search(text):
        try:
            return text.encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError:
            raise ValueError("half a character") from None
    return text


class Cursor:
    """A position in the tokens, with the few moves a recursive-descent parser needs."""

    def __init__(self, text: str, dialect: Dialect, *, binds: bool) -> None:
        self.text = text
        self.dialect = dialect
        self.binds = binds
        self._tokens = tokens(text)
        self._index = 0

    @property
    def token(self) -> Token:
        """The token to be read next."""
        return self._tokens[self._index]

    def ahead(self, n: int = 1) -> Token:
        """The token `n` places further on."""
        return self._tokens[min(self._index + n, len(self._tokens) - 1)]

    def mark(self) -> int:
        """Where the cursor stands, to go `back` to."""
        return self._index

    def back(self, mark: int) -> None:
        """Stand where `mark` was taken."""
        self._index = mark

    def advance(self) -> Token:
        """The next token, which is thereby read."""
        token = self.token
        if token.kind != "end":
            self._index += 1
        return token

    def at_word(self, *words: str) -> bool:
        """Whether the next token is one of these keywords (in capitals)."""
        token = self.token
        return token.kind == "name" and token.text.upper() in words

    def at_op(self, *operators: str) -> bool:
        """Whether the next token is one of these operators."""
        token = self.token
        return token.kind == "op" and token.text in operators

    def word(self, *words: str) -> bool:
        """Read these keywords if they come next, all or none."""
        mark = self._index
        for wanted in words:
            if not self.at_word(wanted):
                self._index = mark
                return False
            self._index += 1
        return True

    def op(self, operator: str) -> bool:
        """Read this operator if it comes next."""
        if self.at_op(operator):
            self._index += 1
            return True
        return False

    def need_word(self, word: str) -> Token:
        """Read a keyword that must come next."""
        if not self.at_word(word):
            self.fail(f"expected {word}")
        return self.advance()

    def need_op(self, operator: str) -> Token:
        """Read an operator that must come next."""
        if not self.at_op(operator):
            self.fail(f"expected {operator!r}")
        return self.advance()

    def need_name(self, what: str) -> Token:
        """Read a name; `what` says of what, for the error."""
        if self.token.kind != "name":
            self.fail(f"expected {what}")
        return self.advance()

    def need_count(self, what: str) -> int:
        """Read a whole number of zero or more."""
        token = self.token
        if token.kind != "number" or not token.text.isdigit():
            self.fail(f"expected a whole number for {what}")
        if len(token.text) > _MOST_DIGITS:
            self.fail(f"expected a smaller number for {what}")
        return int(self.advance().text)

    def fail(self, message: str, *, hint: str | None = None, at: int | None = None) -> NoReturn:
        """Refuse the text; by default at the next token, whose text the message then names."""
        if at is None:
            token = self.token
            found = "the query ends" if token.kind == "end" else f"found {token.text!r}"
            message, at = f"{message}, {found}", token.at
        raise InputError(message, hint=hint, place=place(self.text, at))
