"""Thresholds: on the records of a group ("who handled more than three cases") or on the number itself."""

from typing import Any

from understudy.llm.local.lexicon import ObjectTerm
from understudy.llm.local.likeness import core_vocabulary
from understudy.llm.local.measures.draft import Draft
from understudy.llm.local.measures.groups import is_word_for_group
from understudy.llm.local.normalise import stems
from understudy.llm.local.quantities import Comparison
from understudy.llm.local.spans import Span

__all__ = ["bound_of", "find_bounds"]

_VERB_TO_NOUN = 3


def find_bounds(draft: Draft) -> None:
    """Fill in the thresholds."""
    for span in draft.message.comparisons:
        if span.value.form == "bare":
            _bare_number(draft, span)
            continue
        if _is_on_value(draft, span.value):
            draft.arguments["value"] = bound_of(span.value)
        elif draft.group:
            draft.arguments["volume"] = bound_of(span.value)
        else:
            draft.strays += 1
            continue
        draft.ranges.append(span.range)
    if "volume" not in draft.arguments:
        _implied_volume(draft)


def _is_on_value(draft: Draft, comparison: Comparison) -> bool:
    """Whether the number of the measure is bounded, rather than how many records are behind it."""
    if draft.measure.summary == "count":
        return "rank" not in draft.arguments  # "who closed fewer than two", not "of those with two or more"
    if draft.measure.summary == "count_distinct" or comparison.unit != "count":
        return True
    if is_word_for_group(draft, comparison.noun):
        return True
    nouns = {
        stem
        for mention in draft.message.mentions
        for term in mention.meanings
        if isinstance(term, ObjectTerm)
        for stem in stems(mention.text)
    }
    return not nouns & set(stems(comparison.noun))


def _bare_number(draft: Draft, span: Span[Comparison]) -> None:
    """ "The three states with …" asks for that many answers."""
    if "rank" in draft.arguments and is_word_for_group(draft, span.value.noun):
        draft.arguments["limit"] = int(span.value.low)
        draft.ranges.append(span.range)


def _implied_volume(draft: Draft) -> None:
    """ "Agents handling cases" without a number means at least one."""
    dimension = draft.measure.by_name.get(draft.group or "")
    volume = draft.world.measure_by_name.get((dimension.volume if dimension else None) or "")
    if volume is None:
        return
    nouns = {stem for label in (volume.label, *volume.synonyms) for stem in stems(label)[:1]}
    verbs = core_vocabulary(volume) - nouns - draft.core
    tokens = draft.message.tokens
    for i, token in enumerate(tokens):
        if token.stem in verbs and any(t.stem in nouns for t in tokens[i + 1 : i + 1 + _VERB_TO_NOUN]):
            draft.arguments["volume"] = {"low": 1}
            draft.ranges.append((token.start, tokens[i + 1].end))


def bound_of(comparison: Comparison) -> dict[str, Any]:
    """The comparison as an action's argument."""
    number = comparison.low
    match comparison.op:
        case "gt":
            return {"low": number, "low_strict": True}
        case "ge":
            return {"low": number}
        case "lt":
            return {"high": number, "high_strict": True}
        case "le":
            return {"high": number}
        case "eq":
            return {"low": number, "high": number}
        case "between":
            return {"low": number, "high": comparison.high}
