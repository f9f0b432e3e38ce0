"""Yes and no: whether something is possible, demanded, part of something, or simply so."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from understudy.knowledge.facts.claim import Value
from understudy.llm.local.spans import Span, any_of

__all__ = ["answer_of", "find_policy", "without_answers"]

_NOT = r"(?:not|never|no longer|n't|cannot|nor|hardly|neither)"
# A denial reaches over what tells how, how often and whether at all: "is not normally allowed".
_REACH = r"(?:\s+(?:be|been|yet|also|even|always|\w+ly))*"
_DENIED = re.compile(rf"(?:\b|(?<=[a-z])){_NOT}{_REACH}(?:\s+(?:to|an?|any|the))?\s*$")
_DENIED_AFTER = re.compile(r"\s*(?:not|n't|'t|never|no longer|\s+under no circumstances)\b(?! only)")
_NOBODY = re.compile(
    r"(?:^|[,;:]\s+|\band\s+)(?:sorry,?\s+)?"
    r"(?:no(?! (?:later|more|less|fewer|longer|matter|doubt))|nobody|no one|none of|neither)\b"
)
_NO_SUCH = re.compile(r"\bno(?: [\w-]+){0,2}\s*$")
_FORBIDS = re.compile(r"\b(?:stop|prevent|block|bar|keep)s?\b[^.;]{0,80}\bfrom (?:being )?\w+(?:ing|ed|en)\b")
_PLAIN_NO = re.compile(
    r"\b(?:(?:do|does|is|are|was|will|has|have|did)(?: not|n't| never| no longer)|never|no longer|won't"
    r"|cannot|can't)\b"
    r"|\bno (?:refunds?|returns?|exchanges?|pets?|dogs?|smoking|cash|visitors|children|food|drinks?)\b"
    r"(?! (?:fee|charge|receipt))"
)
# "No monthly fee" says neither yes nor no to the fee as a whole sentence does.
_DENIES_SOMETHING = re.compile(r"\b(?:no|none|nothing|nobody|neither|nor)\b")
_SUBORDINATE = re.compile(
    r"(?:^(?:if|when|once|as long as|unless|although|because|since|while)\b[^,]*,)"
    r"|\b(?:if|when|unless|because|so that|in case|whether|although|even if|which|who|whose|as long as"
    r"|provided|so long as|on condition|on the condition)\b[^,;:]*"
)
_YES = re.compile(
    r"^(?:a\s*[:.]\s*)?(?:yes|yep|certainly|of course|absolutely|sure|correct)\b", re.IGNORECASE
)
_NO = re.compile(
    r"^(?:a\s*[:.]\s*)?(?:no|unfortunately not|sorry, no|not at the moment|not currently|nope)\b[,.;:! -]",
    re.IGNORECASE,
)
_MERE_NO = re.compile(r"\b(?:not|never|no longer|also|as well)\b|n't\b|'t\b")
_MODES = ("demand", "allow", "include")


@dataclass(frozen=True, slots=True)
class _Sayings:
    """The words of each mode; `mere` say only yes or no, `forbids` are demands whose denial forbids."""

    affirming: dict[str, re.Pattern[str]]
    denying: dict[str, re.Pattern[str]]
    mere: re.Pattern[str]
    forbids: frozenset[str]


@cache
def _sayings() -> _Sayings:
    read: dict[str, Any] = yaml.safe_load(
        files("understudy.knowledge.facts").joinpath("policies.yaml").read_text(encoding="utf-8")
    )

    def words(mode: str, *answers: str) -> list[str]:
        return [word for answer in answers for word in _listed(read[mode].get(answer, ""))]

    return _Sayings(
        {mode: _pattern(words(mode, "affirm", "affirm_doing")) for mode in _MODES},
        {mode: _pattern(words(mode, "deny")) for mode in _MODES},
        _pattern([word for mode in _MODES for word in words(mode, "affirm", "deny")]),
        frozenset(_listed(read["demand"]["forbids_when_denied"])),
    )


def _pattern(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){any_of(words)}(?='t|n't|not\b|(?![\w-]))")


def _listed(line: str) -> list[str]:
    return [word.strip() for word in line.split(",") if word.strip()]


def without_answers(low: str) -> str:
    """The text with blanks for what only says yes or no: it is no part of what it is said to."""
    for pattern in (_sayings().mere, _MERE_NO):
        low = pattern.sub(lambda found: " " * len(found[0]), low)
    return low


def find_policy(low: str, question: str = "") -> Span[Value] | None:
    """Whether the statement says yes or no to something. An answer that begins so answers the question.

    One with neither a word of permission nor a negation says yes to what it says.
    """
    if answer := answer_of(low, question):
        return answer
    low, whole = _main_clause(low), low
    if "not only" in low:
        return None
    found = _said(low)
    if found:
        return found
    if denied := _PLAIN_NO.search(low):
        return Span(denied.start(), denied.end(), denied[0], _value(denied[0], "be", yes=False))
    is_plain = len(whole.split()) > 3 and not _DENIES_SOMETHING.search(whole)
    return Span(0, 0, "", _value("", "be", yes=True)) if is_plain else None


def _said(low: str) -> Span[Value] | None:
    """What the words of permission and demand say; a denial of anything goes before what is affirmed."""
    if found := _FORBIDS.search(low):
        return Span(found.start(), found.end(), found[0], _value(found[0], "allow", yes=False))
    spans = [span for mode in _MODES for span in _of_mode(low, mode)]
    denied = [span for span in spans if span.value.key == "no"]
    return next(iter(denied or spans), None)


def _of_mode(low: str, mode: str) -> list[Span[Value]]:
    sayings = _sayings()
    found = [(match, True) for match in sayings.affirming[mode].finditer(low)]
    found += [(match, False) for match in sayings.denying[mode].finditer(low)]
    return [
        _span(low, match, mode, affirms) for match, affirms in sorted(found, key=lambda each: each[0].start())
    ]


def _span(low: str, match: re.Match[str], mode: str, affirms: bool) -> Span[Value]:
    after = _DENIED_AFTER.match(low, match.end())
    before = _DENIED.search(low[: match.start()])
    nobody = _NOBODY.search(low[: match.start()]) or _NO_SUCH.search(low[: match.start()])
    denied = bool(after) != bool(before or nobody)
    if denied and match[0] in _sayings().forbids:
        mode = "allow"
    start = before.start() if before else match.start()
    end = after.end() if after else match.end()
    return Span(start, end, low[start:end], _value(low[start:end], mode, yes=affirms != denied))


def _main_clause(low: str) -> str:
    """The statement with its conditions and relative clauses left blank: what they deny, it doesn't."""
    return _SUBORDINATE.sub(lambda found: " " * len(found[0]), low)


def answer_of(low: str, question: str) -> Span[Value] | None:
    """The yes or no with which the statement answers the question."""
    found = question and (_YES.match(low) or _NO.match(low))
    if not found:
        return None
    value = _value(found[0], _mode_of_question(question), yes=found.re is _YES)
    return Span(0, found.end(), found[0], value)


def _mode_of_question(question: str) -> str:
    low = question.lower()
    if re.search(r"\b(?:need|required?|must|have to|mandatory|necessary)\b", low):
        return "demand"
    return "include" if re.search(r"\b(?:included?|covers?|covered|come with)\b", low) else "allow"


def _value(text: str, mode: str, *, yes: bool) -> Value:
    return Value("policy", text, unit=mode, key="yes" if yes else "no")
