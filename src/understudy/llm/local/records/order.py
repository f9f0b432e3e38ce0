"""In which order the records are wanted, and how many: "the three largest", "the second oldest"."""

from dataclasses import dataclass

from understudy.llm.local.lexicon import FieldTerm, Mention
from understudy.llm.local.message import Message
from understudy.llm.local.normalise import stems
from understudy.llm.local.numbers import find_numbers
from understudy.llm.local.records.draft import Draft
from understudy.llm.local.records.none import made
from understudy.llm.local.spans import Span
from understudy.llm.local.superlatives import Superlative
from understudy.llm.local.world import FieldView

__all__ = ["SORTED", "Order", "find_order", "sorts"]

SORTED = frozenset({"ordered", "sorted", "order", "sort", "ranked"})
_SORTED_THINGS = frozenset({"by", "them", "these", "those", "it"})
_LIST_LIMIT = 10
_ENDS = {"last": "DESC", "previous": "DESC", "first": "ASC"}
_DATES = ("datetime", "date")
_NUMBERS = ("money", "number", "percent", *_DATES)
_PRICES = frozenset(stems("price cost"))
_LENGTHS = frozenset(stems("duration length term"))


@dataclass(frozen=True, slots=True)
class Order:
    """`by` is SOQL; `skipped` are those before the place asked for; `ranked` says that a superlative asks."""

    by: str
    limit: int
    skipped: int = 0
    ranked: bool = False


def sorts(message: Message, mention: Mention) -> bool:
    """Whether the word means an order of records, not the object: "ordered by name", "order them by date"."""
    following = set(message.words[mention.last : mention.last + 1])
    return mention.text.lower() in SORTED and bool(following & _SORTED_THINGS)


def find_order(draft: Draft) -> Order:
    """The order as named, as a superlative says, else the newest ten. A superlative of no field strays."""
    if sorted_by := _sorted_by(draft):
        return Order(f"{sorted_by} ASC NULLS LAST", draft.limit or _LIST_LIMIT)
    for span in draft.message.superlatives:
        target = _measured(draft, span)
        if target is None:
            draft.strays += 1
            continue
        draft.ranges.append(span.range)
        direction = "DESC" if span.value.kind in ("more", "good") else "ASC"
        limit = span.value.count or draft.limit or 1
        skipped = (span.value.position or 1) - 1
        return Order(f"{target.name} {direction} NULLS LAST", limit, skipped, ranked=True)
    if ends := _first_or_last(draft):
        return ends
    newest = "CreatedDate DESC NULLS LAST" if "CreatedDate" in draft.kind.by_name else ""
    return Order(newest, draft.limit or _LIST_LIMIT)


def _measured(draft: Draft, span: Span[Superlative]) -> FieldView | None:
    """What the superlative compares: the field that the message names, else what the word itself measures."""
    fields = draft.kind.fields
    named = _named(draft, span)
    match span.value.dimension:
        case "time":
            found = [*(f for f in named if f.kind in _DATES), made(draft.kind)]
        case "duration":
            found = [f for f in fields if f.kind == "number" and _is_called(f, _LENGTHS)]
        case "price":
            money = [f for f in fields if f.kind == "money"]
            found = [f for f in money if _is_called(f, _PRICES)] or money
        case "frequency":
            found = []
        case "amount":
            found = [*named, *(f for f in fields if f.kind == "money")]
        case None:
            money = [f for f in fields if f.kind == "money"]
            found = named or ([] if span.value.adverb in ("most", "least", "fewest") else money)
    return next(iter(found), None)


def _first_or_last(draft: Draft) -> Order | None:
    """ "My last order", "their first three cases": by the date on which they were made."""
    date = made(draft.kind)
    found = find_numbers(draft.message.text)
    numbers = {span.end: span for span in found if span.value.kind == "cardinal"}
    for mention in draft.mentioned if date else ():
        before = [token for token in draft.message.tokens if token.end <= mention.start]
        number = numbers.get(before[-1].end) if before else None
        word = next((t for t in reversed(before) if number is None or t.end <= number.start), None)
        if date and word and word.word in _ENDS:
            draft.ranges += [(word.start, mention.start)]
            count = int(number.value.value) if number else 1
            return Order(f"{date.name} {_ENDS[word.word]} NULLS LAST", count, ranked=True)
    return None


def _named(draft: Draft, span: Span[Superlative]) -> list[FieldView]:
    """The numbers and dates of the object that the message names, those after the superlative first."""
    mentions = sorted(draft.message.mentions, key=lambda m: (m.start < span.start, -m.size, m.start))
    return [
        draft.kind.by_name[term.field]
        for mention in mentions
        if not draft.overlaps(mention)
        for term in mention.meanings
        if isinstance(term, FieldTerm)
        and term.object == draft.kind.name
        and draft.kind.by_name[term.field].kind in _NUMBERS
    ]


def _is_called(field: FieldView, words: frozenset[str]) -> bool:
    return any(set(stems(name)) & words for name in (field.label, *field.synonyms))


def _sorted_by(draft: Draft) -> str | None:
    for mention in draft.message.mentions:
        before = draft.message.words[max(0, mention.first - 2) : mention.first]
        if len(before) == 2 and before[0] in SORTED and before[1] == "by":
            for term in mention.meanings:
                if isinstance(term, FieldTerm) and term.object == draft.kind.name:
                    return term.field
    return None
