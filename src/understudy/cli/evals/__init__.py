"""`understudy eval`: a file for each few commands that belong together.

`running` (list, run, schema) has the group that the others register with; `generating` (generate); `kept`
(runs, show); `progress` is the bar of a run; `keeping` (keep), `reviewing` (review), `judging` (judge,
judges).
"""

from understudy.cli.evals import generating, judging, keeping, kept, reviewing
from understudy.cli.evals.running import evals

__all__ = ["evals", "generating", "judging", "keeping", "kept", "reviewing"]
