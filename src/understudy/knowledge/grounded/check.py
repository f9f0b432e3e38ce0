"""A reply beside the passages that it rests on, sentence by sentence."""

from collections.abc import Sequence

import numpy as np

from understudy.knowledge.answering.candidates import content_stems
from understudy.knowledge.grounded.compare import ruled
from understudy.knowledge.grounded.pieces import bare, claims_nothing, pieces_of
from understudy.knowledge.grounded.values import names_of
from understudy.knowledge.grounded.verdict import Evidence, Verdict
from understudy.knowledge.index.retrieve import Passage
from understudy.knowledge.sentences import Sentence
from understudy.llm.embedder import TextEncoder
from understudy.llm.finding import Citation

__all__ = ["check_reply", "cited_evidence", "evidence_of"]

_NEAREST = 3
_WORDS_WEIGHT = 0.3
# Evidence this far behind the best is about something else.
_FAR_BEHIND = 0.25


def evidence_of(passages: Sequence[Passage]) -> list[Evidence]:
    """Every sentence of the passages, once."""
    found = (
        Evidence(
            passage.found.document,
            passage.found.start + each.start,
            each.text,
            each.lead,
            passage.found.heading or passage.found.title,
        )
        for passage in passages
        for each in passage.sentences
    )
    return list(dict.fromkeys(found))


def cited_evidence(citations: Sequence[Citation]) -> list[Evidence]:
    """The quoted sentences of an answer."""
    return [Evidence(c.document, c.at, c.quote, c.lead, c.heading or c.title) for c in citations]


def check_reply(reply: str, evidence: Sequence[Evidence], encoder: TextEncoder) -> tuple[Verdict, ...]:
    """A verdict on each sentence, in order. The same reply and evidence always get the same verdicts."""
    pieces = pieces_of(reply)
    names = {name for each in evidence for name in names_of(each.text)}
    near = _Near(evidence, encoder)
    return tuple(_judged(piece, near, names) for piece in pieces)


class _Near:
    """What evidence is near a text, by meaning and by words."""

    def __init__(self, evidence: Sequence[Evidence], encoder: TextEncoder) -> None:
        self._evidence = evidence
        self._encoder = encoder
        self._stems = [content_stems(each.told) for each in evidence]
        alone = encoder.encode([f"{each.lead} {each.text}".strip() for each in evidence])
        self._vectors = alone, encoder.encode([each.told for each in evidence])

    def nearest(self, text: str) -> list[tuple[Evidence, float]]:
        """The nearest with their likeness, the best first."""
        if not self._evidence:
            return []
        vector = self._encoder.encode([text])[0]
        likeness = np.maximum(*(each @ vector for each in self._vectors))
        words = content_stems(text)
        shared = np.array([len(words & stems) / max(1, len(words)) for stems in self._stems])
        rank = likeness + _WORDS_WEIGHT * shared
        best = np.argsort(-rank, kind="stable")[:_NEAREST].tolist()
        kept = [at for at in best if rank[at] >= rank[best[0]] - _FAR_BEHIND]
        return [(self._evidence[at], float(likeness[at])) for at in kept]


def _judged(piece: Sentence, near: _Near, names: set[str]) -> Verdict:
    text = bare(piece.text)
    if claims_nothing(piece.text):
        return Verdict(piece.text, piece.start, "no claim")
    nearest = near.nearest(text)
    ruling, reasons = ruled(text, nearest, names)
    if not nearest:
        return Verdict(piece.text, piece.start, ruling, reasons)
    return Verdict(piece.text, piece.start, ruling, reasons, *nearest[0])
