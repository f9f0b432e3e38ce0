"""`understudy eval`: a file for each few commands that belong together.

`running` (list, run, schema) has the group that the others register with: `comparing` (runs, compare),
`reporting` (report), `affecting` (affected, drift).
"""

from understudy.cli.evals import affecting as affecting
from understudy.cli.evals import comparing as comparing
from understudy.cli.evals import reporting as reporting
from understudy.cli.evals.running import evals

__all__ = ["evals"]
