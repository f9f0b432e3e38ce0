"""Stage 3, chunk accuracy: does the sentence that answers lie whole in a passage that was found?"""

from collections.abc import Sequence

from understudy.knowledge.probe.corpus import KeptDocument, Place
from understudy.observe.stages.checks import NOT_REACHED, Check, share
from understudy.observe.stages.evidence import Evidence

__all__ = ["check_passages", "check_quoted_passages", "is_cut", "is_withheld"]


def is_withheld(document: KeptDocument, places: Sequence[Place]) -> bool:
    """Whether no passage has a letter of what answers: it is kept out of the index."""
    return not any(passage.meets(place) for passage, _ in document.passages for place in places)


def is_cut(document: KeptDocument, places: Sequence[Place]) -> bool:
    """Whether no passage has a sentence that answers whole, though some have a part of it."""
    whole = any(passage.holds(place) for passage, _ in document.passages for place in places)
    return not whole and not is_withheld(document, places)


def check_passages(evidence: Evidence, document: KeptDocument, places: Sequence[Place]) -> Check:
    """Of the passages that were found of the right document, whether one has a whole sentence that answers;
    and how much of that passage answers.
    """
    if is_cut(document, places):
        cut = "the sentence that answers is cut in two: no passage has it whole"
        return Check(False, cut, {"whole in a passage": share(False), "whole in one found": share(False)})
    search = evidence.search
    found = [near.place for near in search.found if near.document == document.id] if search else []
    if not found:
        return NOT_REACHED
    holding = [passage for passage in found if any(passage.holds(place) for place in places)]
    counts = {"whole in a passage": share(True), "whole in one found": share(bool(holding))}
    if holding:
        counts["of the passage answers"] = _answering(holding[0], places)
    told = "" if holding else "another passage of its document was found, not the one that answers"
    return Check(bool(holding), told, counts)


def _answering(passage: Place, places: Sequence[Place]) -> tuple[float, float]:
    inside = sum(place.end - place.start for place in places if passage.holds(place))
    return float(min(inside, passage.end - passage.start)), float(passage.end - passage.start)


def check_quoted_passages(evidence: Evidence) -> Check:
    """Where nobody knows what answers: whether each sentence quoted lies whole in a passage found."""
    search = evidence.search
    if search is None or not evidence.citations:
        return NOT_REACHED
    whole = sum(
        any(near.document == cited.document and near.place.holds(cited.place) for near in search.found)
        for cited in evidence.citations
    )
    counts = {"quoted from one found": (float(whole), float(len(evidence.citations)))}
    passed = whole == len(evidence.citations)
    return Check(passed, "" if passed else "what is quoted lies in no passage that was found", counts)
