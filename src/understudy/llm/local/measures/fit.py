"""How well the message fits a measure, and which of its words the reading explains."""

from understudy.llm.local.lexicon import DimensionTerm, FieldTerm, MeasureTerm, ObjectTerm
from understudy.llm.local.measures.draft import Draft
from understudy.llm.local.measures.kind import is_of_another_kind, is_other_statistic, wants_rows
from understudy.llm.local.normalise import stems
from understudy.llm.local.subsets import unasked_subset, unmet_subsets

__all__ = ["explained_tokens", "fit_of"]


def fit_of(draft: Draft) -> float:
    """At most 1: the measure is named, what belongs together was found together, nothing contradicts."""
    measure, message = draft.measure, draft.message
    named = _named(draft)
    fit = 0.5 * named
    fit += 0.25 if ("rank" in draft.arguments) == (draft.group is not None) else 0.1
    fit += 0.25 if measure.timed or not message.windows else 0.0
    fit -= 0.0 if named else unasked_subset(message, measure, draft.world)
    fit -= is_of_another_kind(message, measure, draft.world) or _counts_one(draft)
    fit -= 3.0 * (is_other_statistic(message, measure) or _contradicts(draft))
    if measure.usual_group and measure.usual_rank and draft.group not in (None, measure.usual_group):
        fit -= 0.5
    if draft.group is None:
        fit -= 1.4 if wants_rows(message, measure) else 0.0
        fit -= 0.0 if named else 0.25
    return fit - 0.2 * draft.strays


def _counts_one(draft: Draft) -> bool:
    """Whether it would count the one record that the message names."""
    own = f"{draft.measure.object}.Id"
    return draft.measure.counts_rows and any(each["by"] == own for each in draft.arguments["filters"])


def _contradicts(draft: Draft) -> bool:
    """Whether a filter asks for what the definition leaves out: the closed ones of the open."""
    where = draft.measure.where or ""
    return any(
        f"{_field(draft, each['by'])} != '{value}'" in where and not each.get("negated")
        for each in draft.arguments["filters"]
        for value in each["values"]
    )


def _field(draft: Draft, by: str) -> str:
    dimension = draft.measure.by_name.get(by)
    return dimension.field if dimension else by.rpartition(".")[2]


def _named(draft: Draft) -> float:
    """How clearly the message names the measure: by a label, or by all the words of one in any order."""
    term = MeasureTerm(draft.measure.name)
    sizes = [mention.size for mention in draft.message.mentions if term in mention.meanings]
    if sizes:
        return min(1.0, 0.5 + 0.15 * max(sizes))
    said = {token.stem for token in draft.message.tokens}
    labels = [set(stems(label)) for label in (draft.measure.label, *draft.measure.synonyms)]
    scattered = [len(label) for label in labels if len(label) > 1 and label <= said]
    return min(0.9, 0.4 + 0.15 * max(scattered)) if scattered else 0.0


def explained_tokens(draft: Draft) -> frozenset[int]:
    """The tokens accounted for: filled pieces, words for the measure, its object and its groups."""
    message, measure = draft.message, draft.measure
    explained = set(message.indexes(draft.ranges))
    for mention in message.mentions:
        for term in mention.meanings:
            ours = isinstance(term, MeasureTerm | DimensionTerm) and term.measure == measure.name
            its_time = message.windows and term == FieldTerm(measure.object, measure.time_field or "")
            if ours or its_time or term == ObjectTerm(measure.object):
                explained |= set(range(mention.first, mention.last))
    known = draft.vocabulary | set(stems(measure.unit))
    explained |= {i for i, token in enumerate(message.tokens) if token.stem in known}
    return frozenset(explained - unmet_subsets(message, measure, draft.world))
