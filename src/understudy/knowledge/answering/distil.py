"""Which sentences make one answer: of one document, or of several when all there is is asked for. Pure."""

import re
from collections.abc import Iterable, Sequence
from itertools import takewhile

from understudy.knowledge.answering.candidates import Candidate, content_stems
from understudy.knowledge.answering.support import LEAST_SUPPORT, TYPICAL_LEAD, support_of

__all__ = ["distilled"]

_MOST_SENTENCES = 4
# As the logarithm of the odds, how much less likely a sentence may be than the best and still be quoted.
_AS_GOOD = 3.0
# Of several documents: how many, how many sentences of each, and how good the best of each must be.
_MOST_DOCUMENTS, _OF_EACH, _GOOD_OF_ALL = 4, 2, 4.0
_MOST_STEPS = 9
# Of a list without numbers nothing tells where it ends: how many points it may have, and how many words each.
_MOST_POINTS, _LONGEST_POINT = 4, 20
_ALIKE = 0.8
_WANTS_ALL = re.compile(
    r"\b(?:all (?:the |of |your |our |my )?(?!day|night|right|year)\w+|every|everything|each of|overview"
    r"|(?:which|what) (?:\w+ )?(?:documents|articles|pages|policies|rules|guidelines|ways|options|kinds|cases"
    r"|exceptions|reasons|places)|summar\w+|(?:list|name|enumerate) (?:the|all|your|our))\b",
    re.IGNORECASE,
)
_WANTS_STEPS = re.compile(
    r"\bhow (?:do|can|should|must|would|to|is|are)\b|\b(?:steps?|procedure|instructions?|set(?:ting)? ?up)\b"
    r"|\bwhat (?:must|should|do|shall|can|could) (?:i|we|one) do\b",
    re.IGNORECASE,
)
_ITEM = re.compile(r"\d+\.\s")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def distilled(question: str, candidates: Sequence[Candidate], best: Candidate) -> list[Candidate]:
    """The sentences that answer, none twice: documents in the order of their best, each in its own order.

    A step of a numbered list brings the others where the way is asked for, and what introduces a list, its
    points. Sentences of other documents join
    where all there is is asked for, if each is as sure by itself.
    """
    introduces = best.sentence.text.endswith(":")
    if (introduces or _WANTS_STEPS.search(question)) and (steps := _steps(candidates, best)):
        return steps
    if introduces and (points := _points(candidates, best)):
        return [best, *points]
    chosen = _of_one(candidates, best, _MOST_SENTENCES)
    if _WANTS_ALL.search(question):
        for other in _others(candidates, best):
            chosen += _of_one(candidates, other, _OF_EACH)
    return list(_without_repeats(chosen))


def _of_one(candidates: Sequence[Candidate], best: Candidate, most: int) -> list[Candidate]:
    """The best sentence of a document with those that are nearly as good, in their order."""
    good = [c for c in candidates if c.document == best.document and c.score >= best.score - _AS_GOOD]
    return sorted(sorted(good, key=lambda c: -c.score)[:most], key=lambda c: c.order)


def _others(candidates: Sequence[Candidate], best: Candidate) -> list[Candidate]:
    """The best sentence of each other document that answers too, the best first."""
    found: dict[int, Candidate] = {}
    for each in sorted(candidates, key=lambda c: (-c.score, c.order)):
        if each.document != best.document:
            found.setdefault(each.document, each)
    good = [c for c in found.values() if c.score >= best.score - _GOOD_OF_ALL and _is_sure(c)]
    return good[: _MOST_DOCUMENTS - 1]


def _is_sure(candidate: Candidate) -> bool:
    return support_of(candidate, TYPICAL_LEAD) >= LEAST_SUPPORT


def _steps(candidates: Sequence[Candidate], best: Candidate) -> list[Candidate]:
    """The numbered list that the best sentence is an item of, or introduces; none when it does neither, or
    the list is long.
    """
    if not (_is_item(best) or best.sentence.text.endswith(":")):
        return []
    same = [c for c in candidates if c.passage is best.passage]
    place = same.index(best)
    if best.sentence.text.endswith(":"):
        steps = [best, *takewhile(_is_item, same[place + 1 :])]
    else:
        before = list(takewhile(_is_item, reversed(same[:place])))
        steps = [*reversed(before), *takewhile(_is_item, same[place:])]
    return steps if 1 < len(steps) <= _MOST_STEPS else []


def _points(candidates: Sequence[Candidate], best: Candidate) -> list[Candidate]:
    """The lines after the sentence that introduces them."""
    same = [c for c in candidates if c.passage is best.passage]
    after = same[same.index(best) + 1 :][:_MOST_POINTS]
    return list(takewhile(_is_point, after))


def _is_point(candidate: Candidate) -> bool:
    """Whether it is a short line by itself."""
    text, sentence = candidate.passage.found.text, candidate.sentence
    alone = text[sentence.start - 1] == "\n" and text[sentence.end : sentence.end + 1] in ("\n", "")
    return alone and len(sentence.text.split()) <= _LONGEST_POINT


def _is_item(candidate: Candidate) -> bool:
    return bool(_ITEM.match(candidate.sentence.text))


def _without_repeats(chosen: Iterable[Candidate]) -> Iterable[Candidate]:
    """Without what an earlier one says in nearly the same words and the same numbers."""
    said: list[tuple[frozenset[str], list[str]]] = []
    for each in chosen:
        words, numbers = content_stems(each.sentence.text), _NUMBER.findall(each.sentence.text)
        if not any(numbers == other and _overlap(words, before) >= _ALIKE for before, other in said):
            said.append((words, numbers))
            yield each


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 1.0
