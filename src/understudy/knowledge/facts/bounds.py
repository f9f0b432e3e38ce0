"""What words around a number make of it: the most, the least, or only about so much."""

import re

from understudy.knowledge.facts.claim import Bound

__all__ = ["bound_of", "is_loose"]

_LEAST_BEFORE = re.compile(
    r"(?:at (?:the very )?least|(?:a )?minimum(?: (?:of|is|stay|order|period|term|age|value)){0,2}"
    r"|min\.?|no (?:less|fewer|earlier|sooner|younger) than|not (?:less|fewer|earlier) than"
    r"|(?<!no )(?<!not )(?:more|greater|longer|older|higher|later|larger) than|over|above"
    r"|exceed(?:s|ing|ed)?|beyond"
    r"|starting (?:at|from)|starts? (?:at|from)|upwards of|>=?|≥)\s*(?:the )?[$€£]?$"
)
_MOST_BEFORE = re.compile(
    r"(?:up to|at (?:the )?(?:very )?most|(?:a )?maximum(?: (?:of|is|stay|order|period|term"
    r"|size)){0,2}|max\.?"
    r"|(?:no|not) (?:more|later|longer|greater|larger|older|higher) than|within|under|below"
    r"|(?<!no )(?<!not )(?:less|fewer|earlier|sooner|shorter|smaller|lower) than"
    r"|limited to|limit (?:of|is)|capped at|cap (?:of|is)"
    r"|inside(?: of)?|as (?:many|much|long) as|<=?|≤)\s*(?:the (?:first|next) )?(?:the )?[$€£]?$"
)
_LEAST_AFTER = re.compile(
    r"\s*(?:\+|or (?:more|above|older|longer|over|later|greater|higher)|and (?:up|over|above)|minimum\b"
    r"|at least\b)"
)
_MOST_AFTER = re.compile(
    r"\s*(?:or (?:less|fewer|under|below|younger|shorter|sooner)|maximum\b|max\b|at most\b|tops\b)"
)
_ABOUT = re.compile(
    r"(?:about|around|approximately|approx\.?|roughly|circa|ca\.|some|nearly|almost|~|close to)\s*[$€£]?$"
)
_USUALLY = re.compile(
    r"\b(?:usually|typically|normally|generally|on average|averages?|often|tends?"
    r"|most(?: \w+)?(?= (?:take|arrive|are))"
    r"|estimated?|in most cases|commonly|sometimes|as a rule of thumb)\b"
)
_MOST_SUBJECT = re.compile(
    r"\b(?:maximum|limit|cap|longest|heaviest|largest|biggest|highest|oldest"
    r"|latest)\b"
)
# Over some time is not longer than that.
_THROUGHOUT = re.compile(
    r"\b(?:back|spread|spaced|paid|payable|divided|stretched|extended|runs?|take[sn]?) over\s*$"
)
_REACH = 60


def bound_of(low: str, start: int, end: int) -> Bound:
    """Whether the number there is the most, the least, or just so; by the words next to it."""
    before = low[max(0, start - _REACH) : start].rstrip() + " "
    before = before.rstrip(" ")
    noun = re.match(r"(?:\s+[a-z-]+){0,2}?", low[end:])
    after = low[end + (noun.end() if noun else 0) :]
    if _THROUGHOUT.search(before):
        return "exact"
    for bound, pattern, text in (
        ("most", _MOST_BEFORE, before),
        ("least", _LEAST_BEFORE, before),
    ):
        if pattern.search(text):
            return "most" if bound == "most" else "least"
    if _LEAST_AFTER.match(after) or _LEAST_AFTER.match(low, end):
        return "least"
    if _MOST_AFTER.match(after) or _MOST_AFTER.match(low, end):
        return "most"
    return _bound_of_subject(re.split(r"[,;:.]\s", low[:start])[-1])


def _bound_of_subject(clause: str) -> Bound:
    """ "The longest stay is two weeks": the bound lies in what the number is said of."""
    if not re.search(r"\b(?:is|are|has|have|weighs?|of|:|=)\b", clause):
        return "exact"
    if re.search(r"\b(?:minimum|least|lowest|youngest|smallest|shortest)\b", clause):
        return "least"
    return "most" if _MOST_SUBJECT.search(clause) else "exact"


def is_loose(low: str, start: int) -> bool:
    """Whether the number there is told as usual or as about right."""
    clause = re.split(r"[;:]|, (?:but|and|while)", low[:start])[-1]
    return bool(_ABOUT.search(low[max(0, start - _REACH) : start].rstrip()) or _USUALLY.search(clause))
