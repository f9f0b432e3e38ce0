"""Compute a declared measure.

In order of flow: `arguments` (what is asked), `windows` (over which times), `groups` (the numbers, by the
definition's query), `empty_groups` (those without a row), `ranking` (who is first), `shares` (of which
whole), `wording` (the finding in words), `measure` (the action).
"""

from understudy.agents.actions.measures.arguments import BoundArgument, FilterArgument, MeasureArguments
from understudy.agents.actions.measures.groups import compute_groups, find_measure
from understudy.agents.actions.measures.measure import MEASURE, compute

__all__ = [
    "MEASURE",
    "BoundArgument",
    "FilterArgument",
    "MeasureArguments",
    "compute",
    "compute_groups",
    "find_measure",
]
