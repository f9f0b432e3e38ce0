"""A question whose answer is known, from the first stage to the last: how it ended, and what lost it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from understudy.knowledge.probe.corpus import KeptDocument
from understudy.knowledge.probe.draw import Probe
from understudy.observe.stages.checks import NOT_REACHED, STAGES, Cause, Check, Counts, Stage, share
from understudy.observe.stages.citation import check_citations
from understudy.observe.stages.evidence import Evidence
from understudy.observe.stages.handoff import check_handoff
from understudy.observe.stages.passages import check_passages, is_cut, is_withheld
from understudy.observe.stages.query import check_query
from understudy.observe.stages.response import Ending, ending_of, is_right
from understudy.observe.stages.retriever import check_retriever

__all__ = ["Verdict", "judge_probe"]

_TOLD: dict[Ending, str] = {
    "wrong": "all that it takes was handed over, and another sentence was answered",
    "don't know": "all that it takes was handed over, and the answer was “I don't know”",
    "asked back": "all that it takes was handed over, and the answer was a question",
    "declined": "all that it takes was handed over, and the answer was declined",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a question ended, what each stage did with it, and by which `cause` it was lost; None when nothing
    was. `expected` says that no answer was right: nobody may read one, or there is none.
    """

    ending: Ending
    checks: Mapping[Stage, Check]
    cause: Cause | None
    told: str
    expected: bool = False
    counts: Counts = field(default_factory=dict)

    @property
    def all_counts(self) -> Counts:
        """Those of the stages, and of the whole."""
        found: dict[str, tuple[float, float]] = dict(self.counts)
        for check in self.checks.values():
            found.update(check.counts)
        return found


def judge_probe(evidence: Evidence, probe: Probe, documents: Mapping[int, KeptDocument]) -> Verdict:
    """The verdict; `documents` has those that are cited, as they are kept."""
    if probe.kind != "answerable":
        return _unanswerable(evidence, probe, documents)
    document, places = probe.document, probe.places
    ending = ending_of(evidence, is_right(evidence, document, places))
    citation = check_citations(evidence, documents, document.id)
    checks: dict[Stage, Check] = {
        "query": check_query(evidence, probe.intended),
        "retriever": check_retriever(evidence, document.id),
        "chunk": check_passages(evidence, document, places),
        "handoff": check_handoff(evidence, document, places),
        "response": Check(True) if ending == "right" else Check(None, _TOLD[ending]),
        "citation": citation,
    }
    counts = {
        "answered right": share(ending == "right"),
        "don't know": share(ending == "don't know"),
        "wrong": share(ending == "wrong"),
    }
    if ending == "right":
        lost = citation.passed is False
        return Verdict(ending, checks, "citation" if lost else None, citation.told, counts=counts)
    cause, told = _cause(evidence, probe, checks)
    if cause == "response":
        checks["response"] = Check(False, told)
    return Verdict(ending, checks, cause, told, counts=counts)


def _cause(evidence: Evidence, probe: Probe, checks: Mapping[Stage, Check]) -> tuple[Cause, str]:
    """The first thing on the way that lost it.

    A word that was lost is no cause where the passage was found all the same, unless most were; a sentence
    that is cut is one though its document was not found, for a part is harder to find. A model that changes
    what it quotes is told before one that quotes something else.
    """
    if is_withheld(probe.document, probe.places):
        return "withheld", "what answers is in no passage: it is kept out of the index"
    if evidence.denied:
        return "guardrail", "a rule declined it"
    query, found = checks["query"], checks["retriever"]
    if evidence.search is None or _is_lost(query) or (query.passed is False and found.passed is False):
        return "query", query.told
    if is_cut(probe.document, probe.places):
        return "chunk", checks["chunk"].told
    for stage in ("retriever", "chunk", "handoff"):
        if checks[stage].passed is False:
            return stage, checks[stage].told
    if checks["citation"].counts.get("quoted word for word", (1, 1)) != _full(checks["citation"]):
        return "citation", checks["citation"].told
    if evidence.failure:
        return "response", f"the model broke off: {evidence.failure}"
    return "response", checks["response"].told


def _is_lost(query: Check) -> bool:
    """Whether most of what was asked never reached the search: it looked for something else."""
    kept, asked = query.counts.get("words kept", (1, 1))
    return kept * 2 < asked


def _full(check: Check) -> tuple[float, float]:
    _, total = check.counts.get("quoted word for word", (1, 1))
    return total, total


def _unanswerable(evidence: Evidence, probe: Probe, documents: Mapping[int, KeptDocument]) -> Verdict:
    """No answer is right here. One that is given all the same was let through, or read what it may not."""
    cause: Cause = "permission" if probe.kind == "other audience" else "no content"
    ending = ending_of(evidence, right=False)
    query = check_query(evidence, probe.intended)
    citation = check_citations(evidence, documents)
    checks: dict[Stage, Check] = dict.fromkeys(STAGES, NOT_REACHED)
    checks["query"] = query
    counts = {"rightly don't know": share(ending != "wrong")}
    if ending != "wrong":
        told = "it is for others to read" if cause == "permission" else "no document that is left answers it"
        return Verdict(ending, checks, cause, told, expected=True, counts=counts)
    if any(each.document == probe.document.id for each in evidence.citations):
        return Verdict(
            ending, checks, "permission", "it was answered from what who asked may not read", counts=counts
        )
    if evidence.search is None:
        return Verdict(ending, checks, "query", query.told, counts=counts)
    checks["citation"] = citation
    checks["response"] = Check(False, "it was answered though no document answers it")
    if citation.passed is False:
        return Verdict(ending, checks, "citation", citation.told, counts=counts)
    return Verdict(ending, checks, "response", checks["response"].told, counts=counts)
