"""`understudy eval`: a file for each few commands that belong together.

`running` (list, run, schema) has the group that the others register with; `generating` (generate); `kept`
(runs, show); `progress` is the bar of a run; `comparing` (compare), `reporting` (report), `affecting`
(affected, drift); `keeping` (keep), `reviewing` (review), `judging` (judge, judges).
"""

from understudy.cli.evals import (
    affecting,
    comparing,
    generating,
    judging,
    keeping,
    kept,
    reporting,
    reviewing,
)
from understudy.cli.evals.running import evals

__all__ = [
    "affecting",
    "comparing",
    "evals",
    "generating",
    "judging",
    "keeping",
    "kept",
    "reporting",
    "reviewing",
]
