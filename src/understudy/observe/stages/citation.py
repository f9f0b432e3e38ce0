"""Stage 6, citation and grounding: does what is cited stand there, and does it carry what is said?"""

import re
from collections.abc import Mapping

from understudy.knowledge.probe.corpus import KeptDocument
from understudy.knowledge.probe.questions import content_words
from understudy.knowledge.sentences import split_sentences
from understudy.observe.stages.checks import NOT_REACHED, Check, share
from understudy.observe.stages.evidence import Citation, Evidence

__all__ = ["check_citations"]

_FIGURE = re.compile(r"\d[\d.,]*\d|\d")
_ENOUGH = 0.6


def check_citations(
    evidence: Evidence, documents: Mapping[int, KeptDocument], right: int | None = None
) -> Check:
    """Of an answer: each quote letter for letter where it says, in a passage that is kept; each sentence of
    the answer carried by a quote; and the document the `right` one, where it is known.

    A sentence is carried by a quote that has all its figures and most of its words.
    """
    if not evidence.known or evidence.kind != "reply" or evidence.search is None:
        return NOT_REACHED
    if not evidence.citations:
        return Check(False, "the answer cites nothing", {"cites something": share(False)})
    true = [_stands(each, documents.get(each.document)) for each in evidence.citations]
    said = [sentence for sentence in _said(evidence) if content_words(sentence)]
    carried = [_is_carried(sentence, evidence.citations) for sentence in said]
    counts = {
        "cites something": share(True),
        "quoted word for word": (float(sum(true)), float(len(true))),
    }
    if said:
        counts["sentences carried"] = (float(sum(carried)), float(len(carried)))
    if right is not None:
        counts["right document"] = share(any(each.document == right for each in evidence.citations))
    return Check(all(true) and all(carried), _told(all(true), all(carried)), counts)


def _told(true: bool, carried: bool) -> str:
    if not true:
        return "what is quoted does not stand there, letter for letter"
    return "" if carried else "a sentence of the answer is not carried by what it quotes"


def _stands(cited: Citation, document: KeptDocument | None) -> bool:
    if document is None or document.text[cited.place.start : cited.place.end] != cited.quote:
        return False
    within = any(passage.holds(cited.place) for passage, _ in document.passages)
    return within and cited.lead in document.text


def _said(evidence: Evidence) -> list[str]:
    """The sentences of an answer, without what the agent says of it."""
    lines = [
        line
        for line in evidence.text.split("\n")
        if not line.startswith("(") and not any(aside in line for aside in evidence.asides)
    ]
    return [sentence.text for sentence in split_sentences("\n".join(lines))]


def _is_carried(sentence: str, citations: tuple[Citation, ...]) -> bool:
    shown = "\n".join(line for each in citations for line in (each.lead, each.quote))
    if sentence in shown:
        return True
    words = set(content_words(sentence))
    shared = words & set(content_words(shown))
    return set(_FIGURE.findall(sentence)) <= set(_FIGURE.findall(shown)) and len(shared) >= _ENOUGH * len(
        words
    )
