"""`understudy eval`: a file for each few commands that belong together.

`running` (list, run, schema) has the group that the others register with; `keeping` (keep),
`reviewing` (review),
`judging` (judge, judges).
"""

from understudy.cli.evals import judging as judging
from understudy.cli.evals import keeping as keeping
from understudy.cli.evals import reviewing as reviewing
from understudy.cli.evals.running import evals

__all__ = ["evals"]
