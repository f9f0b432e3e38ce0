"""Stage 4, hand-off to the model: did what was found arrive there, byte for byte?"""

from collections.abc import Mapping, Sequence

from understudy.knowledge.probe.corpus import KeptDocument, Place
from understudy.llm.handed import digest_of
from understudy.observe.stages.checks import NOT_REACHED, Check, share
from understudy.observe.stages.evidence import Evidence, Read

__all__ = ["check_arrival", "check_handoff"]


def check_handoff(evidence: Evidence, document: KeptDocument, places: Sequence[Place]) -> Check:
    """Whether the passage that answers, which was found, was read as it is kept; and whether what was made of
    it stood in what the model was sent.
    """
    search = evidence.search
    holding = [
        near.place
        for near in (search.found if search else ())
        if near.document == document.id and any(near.place.holds(place) for place in places)
    ]
    if not holding or evidence.read is None:
        return NOT_REACHED
    read = {(each.document, each.start): each.digest for each in evidence.read}
    digests = [(read.get((document.id, place.start)), place) for place in holding]
    handed = any(digest is not None for digest, _ in digests)
    same = any(digest == digest_of(document.text[place.start : place.end]) for digest, place in digests)
    counts = {"passage handed over": share(handed)}
    if handed:
        counts["passage unchanged"] = share(same)
    if not same:
        told = (
            "the passage was changed on the way" if handed else "the passage was found, and not handed over"
        )
        return Check(False, told, counts)
    arrived = _arrived(evidence)
    return Check(arrived.passed is not False, arrived.told, {**counts, **arrived.counts})


def check_arrival(evidence: Evidence, documents: Mapping[int, KeptDocument]) -> Check:
    """Where nobody knows what answers: the same for whatever was read and found."""
    if evidence.read is None:
        return NOT_REACHED
    kept = [(each, documents[each.document]) for each in evidence.read if each.document in documents]
    same = sum(_is_kept(each, document) for each, document in kept)
    arrived = _arrived(evidence)
    counts = {"passage unchanged": (float(same), float(len(kept)))} if kept else {}
    told = "a passage was changed on the way, or its document since" if same < len(kept) else arrived.told
    return Check(same == len(kept) and arrived.passed is not False, told, {**counts, **arrived.counts})


def _is_kept(read: Read, document: KeptDocument) -> bool:
    return any(
        place.start == read.start and digest_of(document.text[place.start : place.end]) == read.digest
        for place, _ in document.passages
    )


def _arrived(evidence: Evidence) -> Check:
    """Whether every finding of the turn stood in what the model was sent, unchanged."""
    if evidence.sent is None or not evidence.found:
        return NOT_REACHED
    there = sum(digest in evidence.sent for digest in evidence.found)
    whole = there == len(evidence.found)
    told = "" if whole else "what was found is not what the model was sent"
    return Check(whole, told, {"finding arrived": (float(there), float(len(evidence.found)))})
