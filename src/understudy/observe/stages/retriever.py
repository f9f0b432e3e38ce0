"""Stage 2, the retriever: is a document that answers among what was found, and how far up?"""

from understudy.observe.stages.checks import NOT_REACHED, Check, share
from understudy.observe.stages.evidence import Evidence, Search

__all__ = ["check_nearness", "check_retriever"]

_NEAR_IN_MEANING, _NEAR_IN_WORDS = 0.35, 0.5


def check_retriever(evidence: Evidence, document: int) -> Check:
    """Whether the document was found; the reciprocal of its place says how far up."""
    search = evidence.search
    if search is None:
        return NOT_REACHED
    places = [place for place, near in enumerate(search.found, 1) if near.document == document]
    counts = {
        "document found": share(bool(places)),
        "reciprocal rank": (1 / places[0] if places else 0.0, 1.0),
        **_margin(search),
    }
    told = "" if places else f"its document is not among the {len(search.found)} passages found"
    return Check(bool(places), told, counts)


def check_nearness(evidence: Evidence) -> Check:
    """What can be said where nobody knows which document answers: whether anything is near."""
    search = evidence.search
    if search is None:
        return NOT_REACHED
    near = any(each.cosine >= _NEAR_IN_MEANING or each.coverage >= _NEAR_IN_WORDS for each in search.found)
    told = "" if near else "no passage is near the question, by meaning or by words"
    return Check(near, told, {"something near": share(near), **_margin(search)})


def _margin(search: Search) -> dict[str, tuple[float, float]]:
    """By how much the best document is nearer in meaning than the next one."""
    best: dict[int, float] = {}
    for near in search.found:
        best[near.document] = max(near.cosine, best.get(near.document, near.cosine))
    first, *others = sorted(best.values(), reverse=True) or [0.0]
    return {"margin": (max(0.0, first - others[0]), 1.0)} if others else {}
