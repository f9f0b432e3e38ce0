"""By what a measure is asked to be grouped, in which order, and how many are wanted."""

import re
from itertools import pairwise

from understudy.llm.local.lexicon import DimensionTerm, FieldTerm, Mention
from understudy.llm.local.measures.draft import Draft
from understudy.llm.local.message import within
from understudy.llm.local.normalise import stems
from understudy.llm.local.numbers import find_numbers
from understudy.llm.local.spans import Span
from understudy.llm.local.superlatives import Superlative
from understudy.llm.local.world import MeasureView

__all__ = ["direction", "find_group", "find_limit", "find_rank", "is_word_for_group"]

_EACH = frozenset({"by", "per", "each", "every", "across", "among", "amongst", "all"})
_ASKING = frozenset({"which", "what", "whose"})
_TIME_GROUPS = ("year", "quarter", "month", "week", "day")
_WHO = frozenset({"who", "whom"})
_PEOPLE = frozenset({"person", "people", "colleague", "colleagues", "employee", "employees", "member", "one"})
_TOP = re.compile(r"(?:the\s+)?(?:top|leading|number one|no\. 1|#1)", re.IGNORECASE)
_NEAR = 12
_JUST_BEFORE = 2


def find_rank(draft: Draft) -> Superlative | None:
    """Fill in the order; the superlative that asks for it, None when none does."""
    usable = [
        span
        for span in draft.message.superlatives
        if span.value.dimension != "time" and span.value.form != "comparative"
    ]
    if not usable:
        return None
    best = min(usable, key=lambda span: (span.value.weak, span.start))
    draft.arguments["rank"] = direction(best, draft.measure)
    draft.ranges += [span.range for span in usable]
    return best.value


def direction(span: Span[Superlative], measure: MeasureView) -> str:
    """Highest or lowest, as the adjective says or as the measure's good direction decides.

    The top of a count is its largest, even where fewer would be better: the top issue is the most reported.
    """
    lower_is_better = measure.better == "lower" and not (measure.counts_rows and _TOP.match(span.text))
    match span.value.kind:
        case "more":
            return "highest"
        case "less":
            return "lowest"
        case "good":
            return "lowest" if lower_is_better else "highest"
        case "bad":
            return "highest" if lower_is_better or measure.usual_rank == "highest" else "lowest"


def find_group(draft: Draft, *, ranked: bool) -> None:
    """Fill in the grouping: what the message names, else the usual one where an order is wanted."""
    by = _time(draft) or _dimension(draft, ranked=ranked) or _field(draft) or _person(draft)
    measure = draft.measure
    if by is None and (ranked or measure.usual_rank):
        by = measure.usual_group
    if by is None:
        draft.arguments.pop("rank", None)
        return
    draft.arguments["group_by"] = by
    if measure.usual_rank and not ranked and by == measure.usual_group:
        draft.arguments["rank"] = measure.usual_rank


def _time(draft: Draft) -> str | None:
    for span in draft.message.groupings:
        if span.value in _TIME_GROUPS and draft.measure.timed:
            draft.ranges.append(span.range)
            return span.value
    return None


def _dimension(draft: Draft, *, ranked: bool) -> str | None:
    mentions = [
        (mention, term)
        for mention in draft.message.mentions
        for term in mention.meanings
        if isinstance(term, DimensionTerm) and term.measure == draft.measure.name
    ]
    asked = [pair for pair in mentions if _is_asked(draft, pair[0])]
    bounded = any(span.value.form == "stated" for span in draft.message.comparisons)
    free = [pair for pair in mentions if not _names_a_value(draft, pair[0])]
    candidates = asked or (free if ranked or bounded else [])
    if not candidates:
        return None
    _, term = max(candidates, key=lambda pair: (pair[0].size, -pair[0].start))
    draft.ranges += [(mention.start, mention.end) for mention, other in mentions if other == term]
    return term.dimension


def _is_asked(draft: Draft, mention: Mention) -> bool:
    before = draft.message.words[max(0, mention.first - 2) : mention.first]
    return bool(set(before) & _EACH) or (bool(before) and (before[-1] in _ASKING or before[0] in _ASKING))


def _names_a_value(draft: Draft, mention: Mention) -> bool:
    """Whether a name or id stands beside the word: "the product Aqua One" does not ask by product."""
    message = draft.message
    ranges = [(name.start, name.end) for name in message.names] + [span.range for span in message.ids]
    return any(
        0 <= start - mention.end <= _NEAR or 0 <= mention.start - end <= _JUST_BEFORE for start, end in ranges
    )


def _field(draft: Draft) -> str | None:
    """ "By status": a field of the object that no dimension declares."""
    for mention in draft.message.mentions:
        before = draft.message.words[mention.first - 1] if mention.first else ""
        for term in mention.meanings:
            if before in _EACH and isinstance(term, FieldTerm) and term.object == draft.measure.object:
                draft.ranges.append((mention.start, mention.end))
                return f"{term.object}.{term.field}"
    return None


def _person(draft: Draft) -> str | None:
    """ "Who" and "each person" ask by the dimension whose keys are users."""
    people = [dimension for dimension in draft.measure.dimensions if dimension.object == "User"]
    words = draft.message.words
    asks = bool(_WHO & set(words)) or any(a in _EACH and b in _PEOPLE for a, b in pairwise(words))
    return people[0].name if people and asks else None


def find_limit(draft: Draft, superlative: Superlative | None) -> None:
    """Fill in how many are wanted, or which place."""
    if draft.group and "rank" in draft.arguments:
        limit = (superlative.count if superlative else None) or _number_of_groups(draft)
        if limit:
            draft.arguments["limit"] = limit
    if superlative and superlative.position and superlative.position > 1:
        draft.arguments["position"] = superlative.position


def _number_of_groups(draft: Draft) -> int | None:
    """ "The top five products", "the three people with the most": a number before the word for the group."""
    aside = [span.range for span in (*draft.message.windows, *draft.message.ids)]
    for span in find_numbers(draft.message.text):
        following = next((token for token in draft.message.tokens if token.start >= span.end), None)
        if following is None or span.value.kind != "cardinal" or within(span.start, span.end, aside):
            continue
        if following.text.lower() in _PEOPLE or is_word_for_group(draft, following.text):
            draft.ranges.append(span.range)
            return int(span.value.value)
    return None


def is_word_for_group(draft: Draft, noun: str) -> bool:
    """Whether the noun is a word for what the measure is grouped by."""
    said = set(stems(noun))
    return bool(said) and any(
        isinstance(term, DimensionTerm)
        and term.measure == draft.measure.name
        and term.dimension == draft.group
        and said & {token.stem for token in draft.message.tokens[mention.first : mention.last]}
        for mention in draft.message.mentions
        for term in mention.meanings
    )
