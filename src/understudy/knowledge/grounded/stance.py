"""What a sentence affirms or denies, demands or allows, clause by clause. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from understudy.knowledge.facts.policies import find_policy
from understudy.llm.local.message import FUNCTION_WORDS
from understudy.llm.local.normalise import tokens
from understudy.llm.local.spans import plain

__all__ = ["Clause", "clauses_of", "opposed"]

Mode = Literal["", "demand", "allow"]

_JOINT = re.compile(
    r"[;:]\s+|,\s+(?:but|and|or|so|yet|while|which)\s+|\s+(?:but|while|whereas|unless|except)\s+|\s[-–—]\s"
)
# Of the verb: what is said "without interest" is not denied.
_NOT = re.compile(
    r"\b(?:not|never|no|none|nobody|nothing|nowhere|neither|nor|cannot|n't|\w+n't|hardly|forbidden|prohibited"
    r"|excluded|impossible|unable)\b"
)
_NEGATING = frozenset(
    "not never no none nobody nothing neither nor cannot forbidden prohibited excluded impossible allowed"
    " permitted must may can possible required necessary optional need needs".split()
)
_MODES: tuple[tuple[Mode, re.Pattern[str]], ...] = (
    (
        "allow",
        re.compile(
            r"\b(?:may|can|could|optional(?:ly)?|free to|allowed to|permitted to|if you (?:like|want|wish))\b"
        ),
    ),
    (
        "demand",
        re.compile(r"\b(?:must|have to|has to|required|mandatory|obligatory|needs? to|compulsory)\b"),
    ),
)
# So much of the shorter clause must stand in the other for the two to speak of the same thing.
_SAME = 0.6
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause by the stems of what it is about, with its stance."""

    text: str
    about: frozenset[str]
    denied: bool
    mode: Mode


def clauses_of(text: str) -> list[Clause]:
    """The clauses in order."""
    return [_clause(piece) for piece in _JOINT.split(text) if piece and piece.strip()]


def opposed(told: Iterable[Clause], known: Iterable[Clause]) -> str | None:
    """In words, what one says and the other denies, or demands where the other allows; None for nothing.

    Compared are clauses about the same thing, each with that which is most like it.
    """
    others = list(known)
    for clause in told:
        near = max(others, key=lambda other: _shared(clause, other), default=None)
        if near is None or _shared(clause, near) < _SAME or len(clause.about & near.about) < _FEWEST:
            continue
        if clause.denied != near.denied:
            says, where = ("denies", "affirms") if clause.denied else ("affirms", "denies")
            return f"it {says} what the document {where}: “{near.text.strip()}”"
        if clause.mode and near.mode and clause.mode != near.mode:
            says, where = ("demands", "allows") if clause.mode == "demand" else ("allows", "demands")
            return f"it {says} what the document {where}: “{near.text.strip()}”"
    return None


def _clause(text: str) -> Clause:
    low = plain(text)
    about = frozenset(
        token.stem
        for token in tokens(text)
        if token.word not in FUNCTION_WORDS and token.word not in _NEGATING and not token.word.isdigit()
    )
    policy = find_policy(low)
    denied = bool(policy and policy.value.key == "no") or bool(_NOT.search(low))
    modes: list[Mode] = [mode for mode, pattern in _MODES if pattern.search(low)]
    return Clause(text, about, denied, modes[0] if modes else "")


def _shared(one: Clause, other: Clause) -> float:
    smaller = min(len(one.about), len(other.about))
    return len(one.about & other.about) / smaller if smaller else 0.0
