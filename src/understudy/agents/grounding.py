"""A language model's reply held to the documents it was handed: what they do not bear out is not said."""

import asyncio
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from understudy.agents.outcome import Step
from understudy.kit.trace import span
from understudy.knowledge.grounded.check import check_reply, cited_evidence
from understudy.knowledge.grounded.verdict import Evidence, Verdict
from understudy.llm.embedder import TextEncoder
from understudy.llm.finding import Finding

__all__ = ["Held", "hold_to_sources"]

ACTION = "answer_from_knowledge"
UNKNOWN = "I don't know: the documents that I may use here do not answer that."
_NO_DOCUMENT = 0


@dataclass(frozen=True, slots=True)
class Held:
    """What may be said of a reply. `text` is the rest of it, with the document's own sentence in place of one
    that contradicts it; `correction` takes back what was heard already. `known` is whether anything is left.
    """

    text: str
    correction: str
    known: bool
    unsaid: tuple[Verdict, ...]

    @property
    def reason(self) -> str:
        """Why, for who takes over."""
        told = [f"“{each.sentence}” ({'; '.join(each.reasons)})" for each in self.unsaid]
        return f"the documents do not bear out: {', '.join(told)}"


async def hold_to_sources(text: str, steps: Sequence[Step], encoder: TextEncoder) -> Held | None:
    """What may be said; None when the reply does not rest on documents, or all of it stands there.

    What other actions found in the same turn bears a sentence out as well as a document does.
    """
    if not any(step.action == ACTION for step in steps):
        return None
    with span("agent.grounding") as current:
        evidence = [each for step in steps for each in _evidence(step.finding)]
        verdicts = await asyncio.to_thread(check_reply, text, evidence, encoder)
        current.set_attribute("grounding.verdicts", json.dumps([_noted(each) for each in verdicts]))
    unsaid = tuple(each for each in verdicts if not each.holds)
    if not unsaid:
        return None
    left = _left(text, unsaid)
    known = any(each.ruling == "supported" for each in verdicts) or any(map(_instead, unsaid))
    return Held(left if known else UNKNOWN, _correction(unsaid), known, unsaid)


def _evidence(finding: Finding) -> Iterable[Evidence]:
    """All that a finding tells, a sentence each."""
    yield from cited_evidence(finding.citations)
    if not finding.citations:
        yield Evidence(_NO_DOCUMENT, 0, finding.headline)
    told = (f"{item.label} {item.shown}".strip() for item in finding.items)
    rows = (" ".join(row) for row in finding.rows)
    statements = (statement.text for statement in finding.statements)
    extra = (text for text in (finding.assumption, finding.window) if text)
    for text in (*told, *rows, *statements, *finding.notes, *extra):
        yield Evidence(_NO_DOCUMENT, 0, text)


def _left(text: str, unsaid: Sequence[Verdict]) -> str:
    """The reply without these sentences, in their place the document's where it says otherwise."""
    for each in reversed(unsaid):
        end = each.start + len(each.sentence)
        instead = _instead(each)
        text = text[: each.start] + (instead if instead and instead not in text else "") + text[end:]
    lines = (line.rstrip() for line in text.split("\n"))
    return "\n".join(line for line in lines if not line or any(map(str.isalnum, line))).strip()


def _instead(verdict: Verdict) -> str:
    evidence = verdict.evidence
    is_document = verdict.ruling == "contradicted" and evidence and evidence.document != _NO_DOCUMENT
    return evidence.text if is_document and evidence else ""


def _correction(unsaid: Sequence[Verdict]) -> str:
    """One sentence for each that was heard and does not hold."""
    lines: list[str] = []
    for each in unsaid:
        instead = _instead(each)
        said = f"I must take back “{each.sentence}”: "
        lines.append(said + (f"the document says “{instead}”" if instead else "no document says so."))
    return "\n".join(lines)


def _noted(verdict: Verdict) -> dict[str, object]:
    """A verdict as the trace keeps it."""
    return {
        "sentence": verdict.sentence,
        "ruling": verdict.ruling,
        "reasons": list(verdict.reasons),
        "document": verdict.evidence.document if verdict.evidence else None,
        "at": verdict.evidence.at if verdict.evidence else None,
        "likeness": round(verdict.likeness, 3),
        "by": verdict.by,
    }
