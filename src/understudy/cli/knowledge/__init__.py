"""`understudy knowledge`: a file for each few commands that belong together.

`documents` (index, search) has the group that the others register with; `sources` is add, sync, sources and
remove, `check` says where documents disagree.
"""

from understudy.cli.knowledge.documents import knowledge

__all__ = ["knowledge"]
