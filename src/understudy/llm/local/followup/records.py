"""The message as a change of the records before: "only the open ones", "newest first", "how many?"."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from understudy.llm.local.followup.cues import Cues
from understudy.llm.local.followup.frames import (
    LIST_LIMIT,
    RecordSet,
    merged,
    slot_of,
    split_conditions,
    subsets_of,
)
from understudy.llm.local.followup.times import date_path
from understudy.llm.local.followup.wording import about_set
from understudy.llm.local.lexicon import FieldTerm, Mention, ObjectTerm
from understudy.llm.local.message import FUNCTION_WORDS, Message
from understudy.llm.local.numbers import find_numbers
from understudy.llm.local.reading import Reading
from understudy.llm.local.records import SORTED, Draft, find_conditions, group_path, sorts
from understudy.llm.local.world import FieldView, ObjectView, World
from understudy.llm.situation import Situation

__all__ = ["change_records", "unknown_narrowing"]

LIKENESS = 0.85
FIT = 0.8
_MOST = 200
_MORE = frozenset("more next further rest remaining continue".split())
_COUNTING = (("how", "many"), ("count",), ("number", "of"))
_AGGREGATES = {
    "average": "AVG", "avg": "AVG", "mean": "AVG", "total": "SUM", "sum": "SUM", "combined": "SUM",
    "altogether": "SUM", "together": "SUM", "maximum": "MAX", "minimum": "MIN",
}  # fmt: skip
_ADDING_UP = frozenset({("add", "up"), ("adds", "up"), ("sum", "up"), ("come", "to"), ("amount", "to")})
_LISTING = frozenset("list show display see which what them".split())
_NUMBERS = ("money", "number", "percent")
_SIZED = ("more", "good")
_BY = frozenset("by per each every across".split())


@dataclass
class _Change:
    """The set while the message changes it; `explained` are the tokens that did."""

    records: RecordSet
    explained: set[int]
    changed: bool = False

    def to(self, indexes: frozenset[int] | set[int] | range = frozenset(), **parts: object) -> None:
        """Change parts of the set."""
        self.records = replace(self.records, **parts)
        self.explained |= set(indexes)
        self.changed = True


def change_records(
    message: Message,
    cues: Cues,
    world: World,
    situation: Situation,
    records: RecordSet,
    began: RecordSet | None,
) -> Reading | None:
    """The set before with what the message changes of it; None when it changes nothing, or asks anew."""
    kind = world.object_by_name.get(records.object)
    if kind is None or cues.is_whole or _names_others(message, kind) or message.ids:
        return None
    draft = Draft(message, world, situation, kind, usual_when=date_path(records))
    find_conditions(draft)
    change = _Change(records, set(cues.indexes))
    if not _turns_page(message, change):
        _limit_to(draft, cues, change, began)
        counts = _count(message, draft, change)
        if not _order(message, draft, change):
            _group(draft, change)
        if not counts:
            _list(message, cues, change, message.indexes(draft.ranges))
    if not change.changed or draft.record:
        return None
    names = {match.id: match.name for name in message.names for match in name.best}
    about = about_set(change.records, world, situation.memory, names)
    action, arguments = change.records.call(about)
    explained = change.explained | message.indexes(draft.ranges)
    explained |= {i for mention in draft.mentioned for i in range(mention.first, mention.last)}
    return Reading(
        action,
        arguments,
        about,
        frozenset(explained),
        LIKENESS,
        FIT - 0.2 * draft.strays,
        choice=draft.choice,
    )


def unknown_narrowing(message: Message, cues: Cues, world: World, records: RecordSet) -> Reading | None:
    """ "Only the purple ones": asks which they are, where nothing of the records is called so."""
    kind = world.object_by_name.get(records.object)
    lost = sorted(message.content - cues.indexes)
    if kind is None or not lost or message.ids or _names_others(message, kind):
        return None
    told = " and ".join(f"“{message.tokens[i].text}”" for i in lost)
    missing = f"I don't know which {kind.plural.lower()} are meant by {told}. Can you say it otherwise?"
    action, arguments = records.call(kind.plural.lower())
    return Reading(action, arguments, kind.plural.lower(), message.content, LIKENESS, FIT, missing=missing)


def _names_others(message: Message, kind: ObjectView) -> bool:
    """Whether the message is about records of another kind: and about nothing of these."""
    longer = [m for m in message.mentions if any(getattr(t, "object", None) == kind.name for t in m.meanings)]
    for mention in message.mentions:
        if sorts(message, mention):
            continue
        if any(m.size > mention.size and m.first <= mention.first < m.last for m in longer):
            continue
        objects = [t.object for t in mention.meanings if isinstance(t, ObjectTerm)]
        ours = any(getattr(t, "object", None) == kind.name for t in mention.meanings)
        if objects and not ours:
            return True
    return False


def _turns_page(message: Message, change: _Change) -> bool:
    """ "Show more", "the next ten"."""
    words = message.words
    told = {i for i, word in enumerate(words) if word in _MORE}
    if not told or message.windows or change.records.number:
        return False
    numbers = [span for span in find_numbers(message.text) if span.value.kind == "cardinal"]
    rest = message.content - told - message.indexes([span.range for span in numbers])
    if rest:
        return False
    count = int(numbers[0].value.value) if numbers else change.records.limit
    limit = _MOST if set(words) & {"rest", "remaining"} else count
    offset = change.records.offset + change.records.limit
    change.to(message.indexes([span.range for span in numbers]) | told, offset=offset, limit=limit)
    return True


def _limit_to(draft: Draft, cues: Cues, change: _Change, began: RecordSet | None) -> None:
    """Conditions in place of those before, beside them, or away with them."""
    new = split_conditions(draft.where)
    old = change.records.conditions
    if new and cues.adds:
        conditions = _widened(old, new)
    elif new:
        conditions = merged(old, new, narrows=cues.narrows, subsets=subsets_of(draft.kind.name, draft.world))
    elif cues.refers and draft.message.negators and _shown_ids(draft):
        among = began if began and began.object == change.records.object else change.records
        change.to(
            draft.message.negators, conditions=(*among.conditions, _shown_ids(draft)), offset=0, number=""
        )
        return
    elif cues.widens and began and began.object == change.records.object and began.conditions != old:
        conditions = began.conditions
    elif cues.widens and not change.records.number:
        change.to(limit=_MOST, offset=0)
        return
    else:
        return
    limit = change.records.limit if change.records.limit > 1 else LIST_LIMIT
    change.to(
        draft.message.indexes(draft.ranges), conditions=conditions, offset=0, limit=draft.limit or limit
    )


def _shown_ids(draft: Draft) -> str:
    """Not those that were shown."""
    ids = [f"'{each.id}'" for each in draft.situation.memory.shown if each.object == draft.kind.name]
    return f"Id NOT IN ({', '.join(ids)})" if ids else ""


def _widened(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    """The records before and those that the new conditions let in: "the closed ones too"."""
    conditions = list(old)
    for condition in new:
        slot = slot_of(condition)
        same = [each for each in conditions if slot and (found := slot_of(each)) and found[0] == slot[0]]
        conditions = [each for each in conditions if each not in same]
        opposite = slot is not None and any((slot_of(each) or ("", ""))[1] != slot[1] for each in same)
        if same and not opposite:
            conditions.append(f"({' OR '.join([*same, condition])})")
    return tuple(conditions)


def _count(message: Message, draft: Draft, change: _Change) -> bool:
    """ "How many", "what is the total amount", "and the average?"; whether a number is asked."""
    words = message.words
    if any(words[i : i + len(cue)] == cue for cue in _COUNTING for i in range(len(words))):
        change.to({i for i, word in enumerate(words) if word == "altogether"}, number="COUNT(Id)", group="")
        return True
    asked = [(i, _AGGREGATES[word]) for i, word in enumerate(words) if word in _AGGREGATES]
    asked += [(i, "SUM") for i, pair in enumerate(pairwise(words)) if pair in _ADDING_UP]
    if not asked:
        return False
    named = [(m, f) for m, f in _fields(draft) if f.kind in _NUMBERS]
    last = change.records.number.rpartition("(")[2].rstrip(") ")
    amount = next((f for f in draft.kind.fields if f.kind == "money"), None)
    field = named[0][1] if named else draft.kind.by_name.get(last) or amount
    if field is None or field.kind not in _NUMBERS:
        return False
    indexes = {i for i, _ in asked} | {i for m, _ in named for i in range(m.first, m.last)}
    change.to(indexes, number=f"{asked[0][1]}({field.name})", group="")
    return True


def _fields(draft: Draft) -> Iterator[tuple[Mention, FieldView]]:
    """The fields that the message names and no condition took."""
    for mention in draft.message.mentions:
        for term in mention.meanings:
            if isinstance(term, FieldTerm) and term.object == draft.kind.name and not draft.overlaps(mention):
                yield mention, draft.kind.by_name[term.field]


def _order(message: Message, draft: Draft, change: _Change) -> bool:
    """ "Newest first", "sorted by amount", "the three largest", "the oldest one"."""
    if change.records.number and not message.superlatives:
        return False
    words = message.words
    for mention, field in _fields(draft):
        by = mention.first > 0 and words[mention.first - 1] in _BY
        if by and field.kind in (*_NUMBERS, "date", "datetime"):
            sorting = {i for i, word in enumerate(words) if word in SORTED}
            change.to(
                sorting | set(range(mention.first, mention.last)),
                order=f"{field.name} DESC NULLS LAST",
                offset=0,
                number="",
            )
            return True
    for span in message.superlatives:
        field = _ordered_by(span.value.dimension, draft)
        if field is None:
            continue
        direction = "DESC" if span.value.kind in _SIZED else "ASC"
        following = [t.text.lower() for t in message.tokens if t.start >= span.end]
        whole = (
            span.value.form == "ranking"
            or "first" in span.text.lower()
            or following[:1] in (["first"], ["ones"])
        )
        limit = span.value.count or (change.records.limit if whole else 1)
        limit = LIST_LIMIT if whole and limit == 1 else limit
        change.to(
            message.indexes([span.range]) | {i for i, w in enumerate(words) if w == "first"},
            order=f"{field.name} {direction} NULLS LAST", limit=limit, offset=0, number="",
        )  # fmt: skip
        return True
    return False


def _ordered_by(dimension: str | None, draft: Draft) -> FieldView | None:
    """The field that "newest" or "largest" is about."""
    kind = draft.kind
    if dimension == "time":
        times = [f for f in kind.fields if f.kind in ("date", "datetime")]
        return next((f for f in times if f.name == "CreatedDate"), times[0] if times else None)
    return next((f for wanted in _NUMBERS for f in kind.fields if f.kind == wanted), None)


def _group(draft: Draft, change: _Change) -> None:
    """ "By status": their number, told apart."""
    path = group_path(draft)
    if path:
        change.to(
            draft.message.indexes(draft.ranges), number=change.records.number or "COUNT(Id)", group=path
        )


def _list(message: Message, cues: Cues, change: _Change, limited: frozenset[int]) -> None:
    """ "List them", "show only those in Ohio" after a number; `limited` are tokens that say which."""
    listing = _LISTING & set(message.words[:1]) and cues.refers
    explained = change.explained | limited
    if change.records.number and listing and not message.content - explained - _shown(message):
        change.to(
            _shown(message), number="", group="", order=change.records.order or "CreatedDate DESC NULLS LAST"
        )


def _shown(message: Message) -> frozenset[int]:
    return frozenset(i for i, word in enumerate(message.words) if word in _LISTING or word in FUNCTION_WORDS)
