"""How likely it is that the best sentence answers the question. Pure."""

from collections.abc import Sequence
from math import exp

from understudy.knowledge.answering.candidates import Candidate

__all__ = ["LEAST_SUPPORT", "TYPICAL_LEAD", "lead_of", "support_of"]

_COST_OF_WRONG = 1.0
"""A wrong answer takes away as much as so many right ones give; an "I don't know" gives and takes nothing."""
LEAST_SUPPORT = _COST_OF_WRONG / (1 + _COST_OF_WRONG)

# Fitted by benchmarks/fit_answers.py. What decides is how well the best fits, and by how much better than any
# of another document: a question that none answers is near to several alike.
SCORE, LEAD, MIDDLE = 0.231, 0.190, 4.14
TYPICAL_LEAD = 3.5
_MOST_LEAD = 8.0


def lead_of(candidates: Sequence[Candidate], best: Candidate) -> float:
    """By how much the best is better than any sentence of another document; as usual where there is none."""
    others = [each.score for each in candidates if each.document != best.document]
    return min(best.score - max(others), _MOST_LEAD) if others else TYPICAL_LEAD


def support_of(candidate: Candidate, lead: float) -> float:
    """The probability, between 0 and 1."""
    return 1 / (1 + exp(MIDDLE - SCORE * candidate.score - LEAD * lead))
