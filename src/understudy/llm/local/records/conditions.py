"""Which records are meant: by id, name, declared subset, time, value, yes/no field, owner and amount."""

from decimal import Decimal

from understudy.llm.local.lexicon import FieldTerm, Mention, ObjectTerm, ValueTerm
from understudy.llm.local.measures import bound_of
from understudy.llm.local.message import FUNCTION_WORDS, NameMention, beside
from understudy.llm.local.normalise import stems
from understudy.llm.local.quantities import Comparison
from understudy.llm.local.reading import choice_of, likely
from understudy.llm.local.records.draft import Draft
from understudy.llm.local.records.due import find_due, find_expired
from understudy.llm.local.records.none import find_none, made, within
from understudy.llm.local.spans import Range
from understudy.llm.local.subsets import done_to_subset, subset_words
from understudy.llm.local.world import FieldView, MeasureView

__all__ = ["DATE_STEMS", "find_conditions"]

_NOT = frozenset({"not", "non", "no"})
DATE_STEMS = frozenset(each for word in ("date", "day", "time") for each in stems(word))
_LARGE = 100
_USELESS = 3


def find_conditions(draft: Draft) -> None:
    """Fill in everything that says which records are meant."""
    for span in draft.message.ids:
        told = draft.situation.memory.name_of(span.value) or span.value
        _record_or_parent(draft, draft.world.prefixes.get(span.value[:3]), span.value, told, span.range)
    for name in draft.message.names:
        _name(draft, name)
    _subset(draft)
    if not find_none(draft):
        _window(draft)
    _values(draft)
    _flags(draft)
    _mine(draft)
    _amounts(draft)


def _name(draft: Draft, name: NameMention) -> None:
    reachable = [m for m in name.matches if m.object == draft.kind.name or m.object in draft.kind.ways]
    if not reachable:
        return
    if not name.is_sure:
        reachable = list(likely(reachable))
    best = [m for m in reachable if m.score == reachable[0].score]
    own = [m for m in best if m.object == draft.kind.name]
    near = [m for m in best if "." not in draft.kind.ways.get(m.object, "")]
    best = own or near or best
    candidates = {match.id for match in (best if name.is_sure else reachable)}
    if len(candidates) > 1:
        draft.choice = choice_of(name.text, best if name.is_sure else reachable)
    if own:
        draft.name = name
    _record_or_parent(draft, best[0].object, best[0].id, best[0].name, (name.start, name.end))


def _record_or_parent(draft: Draft, target: str | None, record_id: str, told: str, where: Range) -> None:
    if target == draft.kind.name:
        draft.record, draft.record_name = record_id, told
        draft.ranges.append(where)
    elif target and target in draft.kind.ways:
        draft.limit_to(f"{draft.kind.ways[target]}.Id", record_id, f"of {told}", where)


def _subset(draft: Draft) -> None:
    """ "Open cases" is declared: a count over the object whose label stands in the message.

    Its date is the one by which its records are in a time, where no other is named.
    """
    for measure in draft.world.measures:
        if measure.object != draft.kind.name or not measure.counts_rows or not measure.where:
            continue
        where = _labelled(draft, measure)
        if where and "SELECT" not in measure.where.upper() and ":" not in measure.where:
            negator = draft.message.negator_of(where[0])
            if negator is None:
                draft.add(measure.where, f"({measure.label})", where)
            else:
                draft.add(_opposite(measure.where), f"(not {measure.label})", where)
                draft.ranges.append((draft.message.tokens[negator].start, where[1]))
            draft.subset = True
            draft.usual_when = draft.usual_when or measure.time_field
            return


def _opposite(condition: str) -> str:
    """What the condition leaves out."""
    first, equals, rest = condition.partition(" = ")
    if equals and " " not in first and not rest.rstrip("'").count("'") > 1:
        return f"{first} != {rest}"
    first, differs, rest = condition.partition(" != ")
    if differs and " " not in first and not rest.rstrip("'").count("'") > 1:
        return f"{first} = {rest}"
    return f"(NOT ({condition}))"


def _labelled(draft: Draft, measure: MeasureView) -> Range | None:
    """Where the subset is named: "open cases", or its telling word alone ("cases … still open")."""
    tokens = draft.message.tokens
    labels = {stems(label) for label in (measure.label, *measure.synonyms) if len(stems(label)) > 1}
    for mention in draft.message.mentions:
        if tuple(token.stem for token in tokens[mention.first : mention.last]) in labels:
            return mention.start, mention.end
    alone = next(subset_words(draft.message, measure, draft.kind), None)
    if alone is None:
        alone = done_to_subset(draft.message, measure, draft.kind)
    return None if alone is None else (tokens[alone].start, tokens[alone].end)


def _window(draft: Draft) -> None:
    spans = draft.message.spans_of_time
    draft.strays += max(0, len(spans) - 1)
    if not spans:
        find_expired(draft)
        return
    span = spans[0]
    if span.value.due:
        draft.strays += 0 if find_due(draft, span) else _USELESS
        return
    when = _time_field(draft, span.start)
    if when is None:
        draft.strays += 1
        return
    draft.when = when
    draft.ranges.append(span.range)
    draft.told.append(f"with {when.label.lower()} {span.value.label}")
    draft.conditions += within(when, span.value.start, span.value.end, draft)


def _time_field(draft: Draft, start: int) -> FieldView | None:
    """The date that the words before the time name ("closed last week"), else the day it was made."""
    times = [f for f in draft.kind.fields if f.kind in ("date", "datetime")]
    words = [token for token in draft.message.tokens if token.end <= start]
    before = {token.stem for token in words if token.text.lower() not in FUNCTION_WORDS}
    for when in times:
        if any(set(stems(name)) & before - DATE_STEMS for name in (when.label, *when.synonyms)):
            return when
    usual = next((f for f in times if f.name == draft.usual_when), None)
    return usual or made(draft.kind)


def _values(draft: Draft) -> None:
    named = draft.named
    for mention in sorted(draft.message.mentions, key=lambda m: (-m.size, m.start)):
        if draft.overlaps(mention) or any(mention.is_part_of(other) for other in named):
            continue
        if _says_when(draft, mention):
            draft.ranges.append((mention.start, mention.end))
            continue
        term = _value(draft, mention)
        if term:
            way = draft.kind.ways.get(term.object, "") if term.object != draft.kind.name else ""
            label = draft.world.object_by_name[term.object].by_name[term.field].label.lower()
            path = f"{way}.{term.field}" if way else term.field
            if not way:
                draft.valued.append((draft.kind.by_name[term.field], (mention.start, mention.end)))
            draft.limit_to(path, term.value, f"with {label} {term.value}", (mention.start, mention.end))
            draft.ranges += beside(draft.message, mention, term)


def _says_when(draft: Draft, mention: Mention) -> bool:
    """Whether the words only say which date is meant: "deals that close this month"."""
    if draft.when is None:
        return False
    said = {draft.message.tokens[i].stem for i in range(mention.first, mention.last)}
    return said <= {each for name in (draft.when.label, *draft.when.synonyms) for each in stems(name)}


def _value(draft: Draft, mention: Mention) -> ValueTerm | None:
    if ObjectTerm(draft.kind.name) in mention.meanings:
        return None
    terms = [term for term in mention.meanings if isinstance(term, ValueTerm)]
    own = [term for term in terms if term.object == draft.kind.name]
    above = [term for term in terms if term.object in draft.kind.ways]
    return next(iter([*own, *above]), None)


def _flags(draft: Draft) -> None:
    """ "Active products": a yes/no field whose name stands in the message is asked to be true."""
    for mention in draft.message.mentions:
        for term in mention.meanings:
            if not isinstance(term, FieldTerm) or term.object != draft.kind.name or draft.overlaps(mention):
                continue
            flag = draft.kind.by_name[term.field]
            if flag.kind == "yes_no":
                negator = draft.message.negator_of(mention.start)
                negated = negator is not None or draft.message.word_before(mention.start) in _NOT
                if negator is not None:
                    draft.ranges.append((draft.message.tokens[negator].start, mention.start))
                draft.valued.append((flag, (mention.start, mention.end)))
                told = f"that are {'not ' if negated else ''}{mention.text}"
                condition = f"{flag.name} = {'false' if negated else 'true'}"
                draft.add(condition, told, (mention.start, mention.end))


def _mine(draft: Draft) -> None:
    if draft.world.audience == "customers":
        if draft.kind.is_personal:
            draft.told.append("of yours")  # the rules let a customer see no others
        return
    me = draft.situation.me
    if draft.message.is_about_me and me and "OwnerId" in draft.kind.by_name:
        draft.conditions.append(f"OwnerId = '{me}'")
        draft.told.append("that are yours")


def _amounts(draft: Draft) -> None:
    for span in draft.message.comparisons:
        if any(first <= span.start and span.end <= last for first, last in draft.ranges):
            continue
        if span.value.form == "bare":
            draft.limit = int(span.value.low)
            draft.ranges.append(span.range)
            continue
        target = _amount_field(draft, span.value)
        if target is None:
            draft.strays += 1
            continue
        bound = bound_of(span.value)
        for side, operator in (("low", ">"), ("high", "<")):
            if bound.get(side) is not None:
                equal = "" if bound.get(f"{side}_strict") else "="
                draft.conditions.append(f"{target.name} {operator}{equal} {Decimal(str(bound[side])):f}")
        draft.ranges.append(span.range)
        draft.told.append(f"with {target.label.lower()} {span.text}")


def _amount_field(draft: Draft, comparison: Comparison) -> FieldView | None:
    """The number field that the bound is on: by its name, its unit, or the sheer size of the number."""
    said = set(stems(comparison.noun))
    numbers = [f for f in draft.kind.fields if f.kind in ("money", "number", "percent")]
    named = [f for f in numbers if said & set(stems(f.label))]
    by_unit = [f for f in numbers if f.kind == comparison.unit]
    large = comparison.unit == "count" and comparison.low >= _LARGE
    by_size = [f for f in numbers if f.kind == "money"] if large else []
    return next(iter([*named, *by_unit, *by_size]), None)
