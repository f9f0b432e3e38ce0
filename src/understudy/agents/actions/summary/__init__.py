"""Sum up a record: what it is, what happened, what is open, what can be computed of it.

In order of flow: `subject` (the record and how far it is), `below` (the rows of other objects that tell of
it), `people` (who wrote), `story` (what happened, with the `excerpt` that tells most), `open_points`,
`figures`, `summarise` (the action).
"""

from understudy.agents.actions.summary.summarise import SUMMARISE_RECORD, SummariseArguments

__all__ = ["SUMMARISE_RECORD", "SummariseArguments"]
