"""What a statement is limited to: named groups, places, plans and ways, and conditions."""

import re
from dataclasses import dataclass

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
_EXCEPTION = frozenset(
    ["unless", "except", "except for", "apart from", "other than", "excluding", "with the exception of"]
)
# A condition in these words limits nothing: who reads on has it anyway.
_IDLE = frozenset(
    "chang mind happi unhappi satisfi dissatisfi decid choose like question doubt reason problem help"
    " interest"
    " busi day hour week month year minut time work calendar free purpos safe convenienc moment future detail"
    " example exampl most all every any long short period least maximum minimum full qualit hand"
    " further".split()
)


@dataclass(frozen=True, slots=True)
class Limits:
    """`named` are words of the vocabulary's scopes; `conditions` the meanings that a condition names, a set
    for each; `excepted` those that it leaves out.
    """

    named: frozenset[str]
    conditions: tuple[frozenset[str], ...]
    excepted: frozenset[str]


def limits_of(low: str, around: str = "") -> Limits:
    """The limits in a clause, and those named in what stands around it (title, headings, row, column)."""
    words = vocabulary()
    named = {_scope_name(found[0]) for found in words.scope_pattern.finditer(low)}
    named |= {
        name
        for found in words.scope_pattern.finditer(around)
        if words.scopes.get(name := _scope_name(found[0])) in _OF_HEADINGS
    }
    conditions: list[frozenset[str]] = []
    excepted: set[str] = set()
    for found in _conditions(low):
        word, rest = found
        meanings = frozenset(words.concepts(rest)) - FAINT - _IDLE
        if word in _EXCEPTION or (word == "but" and _BUT.search(low)):
            excepted |= meanings
        elif meanings and word in _STRONG:
            conditions.append(meanings)
    return Limits(frozenset(named), tuple(conditions), frozenset(excepted))


def _conditions(low: str) -> list[tuple[str, str]]:
    """Each word that begins a condition, with what follows up to the next."""
    marks = list(_CONDITION_WORD.finditer(low))
    out: list[tuple[str, str]] = []
    for at, mark in enumerate(marks):
        end = marks[at + 1].start() if at + 1 < len(marks) else len(low)
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
