"""`understudy knowledge`: a file for each few commands that belong together.

`documents` (add, index, search) has the group that the others register with; `check` says
where documents disagree.
"""

from understudy.cli.knowledge.documents import knowledge

__all__ = ["knowledge"]
