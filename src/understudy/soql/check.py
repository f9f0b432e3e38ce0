"""Whether a text is a query, with no org at hand: its grammar and the documented rules."""

from dataclasses import dataclass
from typing import Literal as OneOf

from understudy.kit.clock import Moment
from understudy.kit.errors import InputError, NotPermittedError, Place
from understudy.org.orgs import Org
from understudy.org.permissions import System
from understudy.soql.bind import bind
from understudy.soql.lexer import tokens
from understudy.soql.parse import parse
from understudy.soql.rules import BrokenRuleError, check_rules
from understudy.soql.sosl.parse import parse_search
from understudy.soql.view import View

__all__ = ["Against", "Language", "Verdict", "judge"]

Language = OneOf["soql", "sosl"]
_ACTOR = System("checking a query's text")


@dataclass(frozen=True, slots=True)
class Against:
    """The org in which names are looked up, and the moment from which relative dates are counted."""

    org: Org
    moment: Moment


@dataclass(frozen=True, slots=True)
class Verdict:
    """`position` counts characters from 0; `rule` names the rule that a well-formed query breaks."""

    error: str | None = None
    position: int | None = None
    rule: str | None = None

    @property
    def valid(self) -> bool:
        """Whether nothing was found wrong."""
        return self.error is None


def judge(
    text: str, language: Language, *, apex: bool, grammar_only: bool = False, against: Against | None = None
) -> Verdict:
    """What is wrong with a text.

    Args:
        apex: whether it stands in Apex, where `:name` and ALL ROWS are allowed, or is sent to the API.
        grammar_only: whether SOQL's documented rules are left out.
        against: looks names up as well; not those of a text with binds, which means nothing without values.
    """
    try:
        if language == "sosl":
            parse_search(text, binds=apex)
        else:
            _check_query(text, apex=apex, grammar_only=grammar_only, against=against)
    except (InputError, NotPermittedError) as error:
        message = f"{error.message} ({error.hint})" if error.hint else error.message
        rule = error.rule if isinstance(error, BrokenRuleError) else None
        return Verdict(message, _offset(text, error.place), rule)
    return Verdict()


def _check_query(text: str, *, apex: bool, grammar_only: bool, against: Against | None) -> None:
    query = parse(text, binds=apex)
    if not grammar_only:
        check_rules(query, "apex" if apex else "rest")
    if against is not None and not any(token.kind == "bind" for token in tokens(text)):
        bind(query, View(against.org.schema, against.org.access, _ACTOR), against.moment)


def _offset(text: str, place: Place | None) -> int | None:
    if place is None or place.line is None or place.column is None:
        return None
    before = text.split("\n")[: place.line - 1]
    return sum(len(line) + 1 for line in before) + place.column - 1
