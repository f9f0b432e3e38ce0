"""`understudy eval`: a file for each few commands that belong together.

`running` (list, run, schema) has the group that the others register with; `generating` (generate).
"""

from understudy.cli.evals import generating
from understudy.cli.evals.running import evals

__all__ = ["evals", "generating"]
