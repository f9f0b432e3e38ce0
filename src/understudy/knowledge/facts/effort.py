"""How much there is to decide, how much of it is done, and where to begin."""

from collections.abc import Collection
from dataclasses import dataclass

from understudy.knowledge.facts.check import Report

__all__ = ["Effort", "effort_of", "is_young"]

# Minutes that one takes who knows the subject: read both sides and ask one person; look a page through; link
# or drop it; take over what the copy has more.
MINUTES = {"conflict": 6, "stale page": 10, "orphan": 3, "duplicate": 5}
_FEW_DOCUMENTS = 12
_SHARE_WITHOUT_HEAD = 0.5


@dataclass(frozen=True, slots=True)
class Effort:
    """What was found and what of it is decided, in numbers of findings; `minutes_left` is an estimate."""

    found: int
    decided: int
    minutes_left: int
    method: str


def effort_of(report: Report, decided: Collection[str] = ()) -> Effort:
    """The effort so far and left. `decided` has the kinds of what is decided, one for each ("conflict")."""
    counts = {
        "conflict": len(report.conflicts),
        "stale page": len(report.stale),
        "orphan": len(report.orphans or ()),
        "duplicate": sum(len(each.others) for each in report.duplicates),
    }
    done = {kind: list(decided).count(kind) for kind in counts}
    minutes = sum(MINUTES[kind] * counts[kind] for kind in counts)
    method = ", ".join(f"{MINUTES[kind]} for each {kind}" for kind in counts)
    return Effort(
        sum(counts.values()) + sum(done.values()), sum(done.values()), minutes, f"minutes: {method}"
    )


def is_young(documents: int, without_head: int) -> bool:
    """Whether there is too little yet for a check to help much: few pages, or most of them without a head."""
    return documents < _FEW_DOCUMENTS or without_head > _SHARE_WITHOUT_HEAD * documents
