"""One sentence of a reply beside the evidence that is nearest to it. Pure."""

from collections.abc import Collection, Sequence

from understudy.knowledge.answering.candidates import content_stems
from understudy.knowledge.facts.claim import Value
from understudy.knowledge.grounded.stance import clauses_of, opposed
from understudy.knowledge.grounded.values import against, equal, names_of, numbers_of, values_of
from understudy.knowledge.grounded.verdict import Evidence, Ruling

__all__ = ["UNLIKE", "ruled"]

UNLIKE = "no passage says anything like it"

# How near in meaning evidence must be, alone and with half of the words in it.
_ALIKE, _NEAR, _HALF = 0.72, 0.5, 0.5
# From here on the two speak of the same thing, so that a "not" more is another answer.
_SAME_THING = 0.55


def ruled(
    text: str, nearest: Sequence[tuple[Evidence, float]], names: Collection[str]
) -> tuple[Ruling, tuple[str, ...]]:
    """The ruling and its reasons, by the nearest evidence, the best first; `names` are all that it names."""
    if not nearest:
        return "not found", ("there is no passage",)
    best, likeness = nearest[0]
    evidence = [each for each, _ in nearest]
    contradictions = list(_values_against(text, evidence))
    if likeness >= _SAME_THING and (turned := opposed(clauses_of(text), clauses_of(best.text))):
        contradictions.append(turned)
    if contradictions:
        return "contradicted", tuple(contradictions)
    missing = [*_values_missing(text, evidence), *_names_missing(text, evidence, names)]
    if not _is_told(text, evidence, likeness):
        missing.append(UNLIKE)
    return ("not found", tuple(missing)) if missing else ("supported", ())


def _contained(text: str, evidence: Sequence[Evidence]) -> float:
    """How much of the sentence's words stands in the evidence, between 0 and 1."""
    words = content_stems(text)
    if not words:
        return 1.0
    known = content_stems(" ".join(each.told for each in evidence))
    return len(words & known) / len(words)


def _is_told(text: str, evidence: Sequence[Evidence], likeness: float) -> bool:
    return likeness >= _ALIKE or (likeness >= _NEAR and _contained(text, evidence) >= _HALF)


def _values_against(text: str, evidence: Sequence[Evidence]) -> list[str]:
    """Values that nothing near says, where the nearest says another of the same thing."""
    found: list[str] = []
    for value in _untold(text, evidence):
        others = [known for known in values_of(evidence[0].text) if against(value, known)]
        if others:
            found.append(f"“{value.text}” where the document has “{others[0].text}”")
    return found


def _values_missing(text: str, evidence: Sequence[Evidence]) -> list[str]:
    known = numbers_of(" ".join(each.told for each in evidence))
    untold = [
        value
        for value in _untold(text, evidence)
        if value.kind != "count" or not numbers_of(value.text) <= known
    ]
    return [f"“{value.text}” stands in no passage near it" for value in untold]


def _untold(text: str, evidence: Sequence[Evidence]) -> list[Value]:
    known = [value for each in evidence for value in (*values_of(each.text), *values_of(each.about))]
    return [value for value in values_of(text) if not any(equal(value, other) for other in known)]


def _names_missing(text: str, evidence: Sequence[Evidence], names: Collection[str]) -> list[str]:
    told = " ".join(" ".join(each.told for each in evidence).split()).casefold()
    return [
        f"“{name}” stands in no passage near it"
        for name in names_of(text, names)
        if not all(word.casefold().removesuffix("'s") in told for word in name.split())
    ]
