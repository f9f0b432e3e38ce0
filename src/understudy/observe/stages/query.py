"""Stage 1, query processing: did what was asked reach the search?"""

import re

from rapidfuzz.distance import OSA

from understudy.knowledge.probe.questions import content_words
from understudy.observe.stages.checks import Check, share
from understudy.observe.stages.evidence import Evidence

__all__ = ["check_query"]

_NAME = re.compile(r"(?<![\w.-])(?=[\w.-]*\d)\w(?:[\w.-]*\w)?")
_LONG, _SHORTEST = 9, 5


def check_query(evidence: Evidence, intended: str | None = None) -> Check:
    """Whether something was searched for, with every id and every word that says something.

    `intended` is what should have been understood, where it is known: the question without its typing
    mistake. Else a word counts as kept that was mended to one that is a slip away.
    """
    asked = intended or evidence.message
    if evidence.search is None:
        return Check(
            False, "the question was not taken for one that documents answer", {"searched": share(False)}
        )
    searched = evidence.search.question
    words, reached = content_words(asked), set(content_words(searched))
    kept = [word for word in words if word in reached or (intended is None and _mended(word, reached))]
    names = [name.lower() for name in _NAME.findall(asked)]
    safe = [name for name in names if name in searched.lower()]
    counts = {"searched": share(True)}
    if words:
        counts["words kept"] = (len(kept), len(words))
    if names:
        counts["ids kept"] = (len(safe), len(names))
    lost = [word for word in words if word not in kept] + [name for name in names if name not in safe]
    told = f"lost on the way to the search: {', '.join(dict.fromkeys(lost))}" if lost else ""
    return Check(not lost, told, counts)


def _mended(word: str, reached: set[str]) -> bool:
    """Whether a word that was searched for is the same but for a slip: one letter, two in a long word."""
    slips = 2 if len(word) >= _LONG else 1
    return len(word) >= _SHORTEST and any(OSA.distance(word, each) <= slips for each in reached)
