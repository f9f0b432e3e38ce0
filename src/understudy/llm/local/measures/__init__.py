"""Readings of the message as a question about a declared measure.

In order of flow: `draft` (what is being filled), `groups` (rank, grouping, how many), `filters` (names, ids,
values), `bounds` (thresholds), `kind` (is it this kind of number?), `fit` (how well it all fits), `read`.
"""

from understudy.llm.local.measures.bounds import bound_of
from understudy.llm.local.measures.kind import share_words
from understudy.llm.local.measures.read import read_measure, read_measures

__all__ = ["bound_of", "read_measure", "read_measures", "share_words"]
