"""What a release changed is told of that release: it does not answer what holds today. Pure."""

import re
from collections.abc import Sequence

from understudy.knowledge.facts.statements import version_of
from understudy.knowledge.index.chunks import HEADING_GAP
from understudy.knowledge.index.retrieve import Passage

__all__ = ["without_releases"]

_ABOUT_RELEASES = re.compile(
    r"\b(?:versions?|releases?d?|changelog|changes?d?|new|newest|latest|added|removed|since|deprecat\w+|fix\w*"
    r"|bugs?|upgrad\w+|updat\w+|introduc\w+)\b|\d+\.\d+",
    re.IGNORECASE,
)


def without_releases(passages: Sequence[Passage], question: str) -> list[Passage]:
    """The passages in order, without those under the heading of a release, unless releases are asked about or
    nothing else was found.
    """
    if _ABOUT_RELEASES.search(question):
        return list(passages)
    lasting = [each for each in passages if not version_of(each.found.heading.rpartition(HEADING_GAP)[2])]
    return lasting or list(passages)
