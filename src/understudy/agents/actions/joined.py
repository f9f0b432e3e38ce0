"""What was found to several questions of one message, as one finding. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any, TypeVar

from understudy.llm.finding import Citation, Finding, Outside

__all__ = ["joined"]

_Each = TypeVar("_Each")
_MOST_TITLES = 3


def joined(found: Sequence[tuple[str, Finding]]) -> Finding:
    """The answers in the order of their questions, no sentence twice; what is not known is said with its
    question. What nothing is known of at all is not known as a whole.
    """
    answered = [finding for _, finding in found if finding.status == "found"]
    if not answered:
        return _nothing(found)
    said: set[Citation] = set()
    told: list[str] = []
    for question, finding in found:
        if finding.status == "found":
            told.append(_new(finding, said))
            said.update(finding.citations)
        else:
            told.append(f"To “{question}”: {finding.headline}")
    return Finding(
        "found",
        "\n\n".join(filter(None, told)),
        _each_once(finding.items for finding in answered),
        1,
        assumption="; ".join(_each_once((each.assumption,) for each in answered if each.assumption)) or None,
        notes=_each_once(finding.notes for finding in answered),
        citations=_each_once(finding.citations for finding in answered),
        facts=_facts(found),
        outside=_outside(finding for _, finding in found),
    )


def _outside(found: Iterable[Finding]) -> tuple[Outside, ...] | None:
    """The parts from outside of any; None if one does not say."""
    told = [finding.outside for finding in found]
    return None if None in told else _each_once(each for each in told if each)


def _new(finding: Finding, said: set[Citation]) -> str:
    """What the finding tells, without the sentences that were said before."""
    if not said.intersection(finding.citations):
        return finding.headline
    new = [citation for citation in finding.citations if citation not in said]
    return "\n".join(_each_once((c.lead, c.quote) if c.lead else (c.quote,) for c in new))


def _nothing(found: Sequence[tuple[str, Finding]]) -> Finding:
    """The first that asks back or may not be told, else that none of it is known."""
    first = found[0][1]
    others = [finding for _, finding in found if finding.status != "nothing"]
    if others:
        return others[0]
    looked_at = _each_once(finding.items for _, finding in found)
    return replace(first, items=looked_at[:_MOST_TITLES], facts=_facts(found))


def _facts(found: Sequence[tuple[str, Finding]]) -> dict[str, Any]:
    """How sure the least sure answer is, and of each question what came of it."""
    sure = [finding.facts.get("support", 0.0) for _, finding in found if finding.status == "found"]
    every = [finding.facts.get("support", 0.0) for _, finding in found]
    upheld = list(_each_once(finding.facts.get("upheld", ()) for _, finding in found))
    return {
        "support": min(sure) if sure else max(every),
        "parts": [{"question": question, "status": finding.status} for question, finding in found],
        **({"upheld": upheld} if upheld else {}),
    }


def _each_once(groups: Iterable[Iterable[_Each]]) -> tuple[_Each, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(groups)))
