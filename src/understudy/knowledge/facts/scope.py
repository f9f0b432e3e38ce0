"""What a statement is limited to: named groups, places, plans and ways, and conditions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from understudy.knowledge.facts.vocabulary import FAINT, vocabulary

__all__ = ["Limits", "limits_of"]

_STRONG = frozenset(
    [
        "if",
        "when",
        "unless",
        "except",
        "except for",
        "only for",
        "only if",
        "only when",
        "for",
        "in case of",
        "in the case of",
        "in the event of",
        "while",
        "during",
        "outside",
        "apart from",
        "other than",
        "excluding",
        "with the exception of",
        "provided",
        "without",
    ]
)
# What a heading names of these limits all that stands under it; a channel or group may only be its subject.
_OF_HEADINGS = frozenset({"plan", "region", "delivery", "time", "goods"})
_BUT = re.compile(r"\b(?:everything|everybody|all|every \w+|any\w*|no\w*) but")
_TIMES = {"before": "before", "during": "before", "after": "after", "since": "after", "once": "after"}
_EXCEPTION = frozenset(
    ["unless", "except", "except for", "apart from", "other than", "excluding", "with the exception of"]
)
# A condition in these words limits nothing: who reads on has it anyway.
_IDLE = frozenset(
    "chang mind happi unhappi satisfi dissatisfi decid choose like question doubt reason problem help"
    " interest"
    " busi day hour week month year minut time work calendar free purpos safe convenienc moment future detail"
    " example exampl most all every any long short period least maximum minimum full qualit hand"
    " further good now short once".split()
)


@dataclass(frozen=True, slots=True)
class Limits:
    """`named` are words of the vocabulary's scopes, `headed` those of headings; `conditions` the meanings
    that a condition names, a set for each, and `labels` those of a row and column of a table; `excepted`
    those that it leaves out. `before` and `after` are what it is limited to the time of.
    """

    named: frozenset[str]
    headed: frozenset[str]
    conditions: tuple[frozenset[str], ...]
    labels: tuple[frozenset[str], ...]
    excepted: frozenset[str]
    before: frozenset[str]
    after: frozenset[str]


def limits_of(low: str, around: str = "", labels: Sequence[str] = ()) -> Limits:
    """The limits in a clause, and those named in title and headings `around` it.

    What labels the row or column of a table limits the cell as a condition does, unless it is only "Price".
    """
    words = vocabulary()
    named = {_scope_name(found[0]) for found in words.scope_pattern.finditer(low)}
    told = (frozenset(words.concepts(label)) - FAINT - _IDLE - words.actions for label in labels)
    conditions: list[frozenset[str]] = []
    excepted: set[str] = set()
    times: dict[str, set[str]] = {"before": set(), "after": set()}
    for found in _conditions(low):
        word, rest = found
        meanings = frozenset(words.concepts(rest)) - FAINT - _IDLE
        if word in _EXCEPTION or (word == "but" and _BUT.search(low)):
            excepted |= meanings
            continue
        if word in _TIMES:
            times[_TIMES[word]] |= meanings
        if meanings and word in _STRONG:
            conditions.append(meanings)
    return Limits(
        frozenset(named),
        _named_around(around),
        tuple(conditions),
        tuple(meanings for meanings in told if meanings),
        frozenset(excepted),
        frozenset(times["before"]),
        frozenset(times["after"]),
    )


@lru_cache(maxsize=1024)
def _named_around(around: str) -> frozenset[str]:
    words = vocabulary()
    found = (_scope_name(match[0]) for match in words.scope_pattern.finditer(around))
    return frozenset(name for name in found if words.scopes.get(name) in _OF_HEADINGS)


def _conditions(low: str) -> list[tuple[str, str]]:
    """Each word that begins a condition, with what follows up to the next."""
    marks = list(_CONDITION_WORD.finditer(low))
    out: list[tuple[str, str]] = []
    for at, mark in enumerate(marks):
        # An exception goes on to the end of its clause: "except after a storm".
        end = marks[at + 1].start() if at + 1 < len(marks) and mark[0] not in _EXCEPTION else len(low)
        rest = re.split(r"[,.;:()]", low[mark.end() : end])[0]
        out.append((mark[0], " ".join(rest.split()[:7])))
    return out


_CONDITION_WORD = re.compile(
    r"\b(?:only for|only if|only when|except for|in case of|in the case of|in the event of"
    r"|with the exception of"
    r"|if|when|unless|except|for|once|while|during|outside|apart from|other than|excluding|provided|but"
    r"|after|before"
    r"|with|without|to|from|on|in|at|by|of|within|and we|you|we|they|it|is|are|can|may|must|will|has"
    r"|have|costs?|takes?)\b"
)


def _scope_name(text: str) -> str:
    return vocabulary().meaning_of_phrase(text)
