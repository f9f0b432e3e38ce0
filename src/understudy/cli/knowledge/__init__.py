"""`understudy knowledge`: a file for each few commands that belong together.

`documents` (index, search) has the group that the others register with; `sources` is add, sync, sources and
remove, `check` says where documents disagree, `conflicts` (conflicts, decide, quarantine, release, prefer) is
for deciding what holds, `labels` (labels, label) for saying who reads what, `probe` asks questions made from
them, `stages` tells where answers are lost, `benchmark` how well the index finds.
"""

from understudy.cli.knowledge import conflicts, labels
from understudy.cli.knowledge.documents import knowledge

__all__ = ["knowledge"]

knowledge.command()(conflicts.conflicts)
knowledge.command("decide")(conflicts.decide_)
knowledge.command()(conflicts.quarantine)
knowledge.command("release")(conflicts.release_)
knowledge.command("prefer")(conflicts.prefer_)
knowledge.command()(labels.labels)
knowledge.command()(labels.label)
