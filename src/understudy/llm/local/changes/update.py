"""The message as the order to change a record: "move the Acme deal to Negotiation", "close case 10234"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from understudy.llm.local.changes.orders import Order, clause_end, orders_of
from understudy.llm.local.changes.values import Value, value_of
from understudy.llm.local.lexicon import FieldTerm, ObjectTerm, ValueTerm
from understudy.llm.local.message import Message, NameMention, within
from understudy.llm.local.reading import Reading, choice_of
from understudy.llm.local.spans import Range
from understudy.llm.local.world import FieldView, ObjectView, World
from understudy.llm.situation import Situation

__all__ = ["ACTION", "VERBS", "read_update"]

ACTION = "update_record"
_SETTING = frozenset(
    "set change update edit put make move mark push bring correct adjust modify raise lower switch".split()
)
_GIVING = frozenset("assign reassign give transfer hand pass".split())
_EMPTYING = frozenset("clear empty remove delete unset".split())
VERBS = _SETTING | _GIVING | _EMPTYING
_MARKER = re.compile(r"\s(?:to|as|into|over\s+to|=|at)\s+(?:be\s+|being\s+)?", re.IGNORECASE)
_IT = frozenset({"it", "this", "that", "its", "them"})
_OWNER = "OwnerId"
_LIKENESS = 0.95


@dataclass(frozen=True, slots=True)
class _Target:
    """The record that is to be changed; `where` are its words, if it has any."""

    kind: ObjectView
    id: str | None
    told: str
    where: Range | None
    name: NameMention | None = None


@dataclass(frozen=True, slots=True)
class _Clause:
    """The order's words: `about` where its record and field stand, `said` where the new value does."""

    order: Order
    about: Range
    said: Range | None


def read_update(message: Message, world: World, situation: Situation) -> Reading | None:
    """A change of one record's field; asks which record when a field and a value are named but none is."""
    for order in orders_of(message, VERBS | world.value_verbs.keys()):
        clause = _clause(message, order)
        for target in _targets(message, world, situation, clause.about):
            if found := _value(message, world, clause, target, situation.moment.today):
                return _reading(message, target, clause.about, *found)
    return None


def _reading(message: Message, target: _Target, zone: Range, field: FieldView, value: Value) -> Reading:
    unsure = target.name if target.name and (len(target.name.best) > 1 or not target.name.is_sure) else None
    return Reading(
        action=ACTION,
        arguments={"id": target.id or "", "values": {field.name: value}},
        about=f"a change of {target.told}",
        explained=message.content,
        likeness=_LIKENESS,
        fit=1.0,
        missing=_missing(message, target, zone),
        choice=choice_of(unsure.text, unsure.matches) if unsure else None,
        quotes=True,
    )


def _missing(message: Message, target: _Target, zone: Range) -> str | None:
    """Asks for the record when none is named, or when what is named is more than what was found."""
    if target.id is None:
        return f"Which {target.kind.label.lower()} do you mean? Give me its name, number or id."
    known = [(m.start, m.end) for m in message.mentions] + [(n.start, n.end) for n in message.names]
    known += [target.where] if target.where else []
    tokens = [message.tokens[i] for i in sorted(message.content)]
    strange = [t for t in tokens if within(t.start, t.end, [zone]) and not within(t.start, t.end, known)]
    if not strange:
        return None
    edges = [(t.start, t.end) for t in strange] + ([target.where] if target.where else [])
    told = message.text[min(start for start, _ in edges) : max(end for _, end in edges)]
    return f"I can't find “{told}” among the records that you may see. Which one do you mean?"


def _clause(message: Message, order: Order) -> _Clause:
    """The new value begins after the last "to" or "as" of the clause that is not part of a name."""
    names = [(name.start, name.end) for name in message.names]
    end = clause_end(message, order.after, names)
    found = [
        match
        for match in _MARKER.finditer(message.text, max(0, order.after - 1), end)
        if not within(match.start() + 1, match.end() - 1, names)
    ]
    if not found:
        return _Clause(order, (order.after, end), None)
    return _Clause(order, (order.after, found[-1].start()), (found[-1].end(), len(message.text)))


def _targets(message: Message, world: World, situation: Situation, zone: Range) -> Iterator[_Target]:
    """What is to be changed: an id or name that stands there, what was spoken of last, nothing named yet."""
    named = False
    for span in message.ids:
        kind = world.object_by_name.get(world.prefixes.get(span.value[:3], ""))
        if kind and within(span.start, span.end, [zone]):
            named = True
            yield _Target(kind, span.value, situation.memory.name_of(span.value) or span.text, span.range)
    for name in message.names:
        kind = world.object_by_name.get(name.matches[0].object)
        if kind and within(name.start, name.end, [zone]):
            named = True
            yield _Target(kind, name.matches[0].id, name.matches[0].name, (name.start, name.end), name)
    last = situation.memory.record
    kind = world.object_by_name.get(last.object) if last else None
    if last and kind and not named and _IT & set(message.words):
        yield _Target(kind, last.id, last.name, None)
    for mention in message.mentions if not named and not message.unresolved else ():
        objects = [t for t in mention.meanings if isinstance(t, ObjectTerm)]
        terms = objects or [t for t in mention.meanings if isinstance(t, FieldTerm)]
        for term in terms if within(mention.start, mention.end, [zone]) else ():
            if kind := world.object_by_name.get(term.object):
                yield _Target(kind, None, mention.text, None)


def _value(
    message: Message, world: World, clause: _Clause, target: _Target, today: date
) -> tuple[FieldView, Value] | None:
    """The field and its new value, when the order says both."""
    taken = [target.where] if target.where else []
    named = _field(message, target.kind, clause.about, taken)
    order, said = clause.order, clause.said
    if order.word in _EMPTYING:
        return (named, None) if named and not said else None
    if said:
        field = named or _field_by_value(message, target.kind, said, order)
        return (field, value_of(message, target.kind.name, field, said, today)) if field else None
    return _beside(message, target, named, taken) or _by_verb(world, order, target)


def _field(message: Message, kind: ObjectView, where: Range, taken: list[Range]) -> FieldView | None:
    found = [
        (mention.size, -mention.start, term.field)
        for mention in message.mentions
        if within(mention.start, mention.end, [where]) and not within(mention.start, mention.end, taken)
        for term in mention.meanings
        if isinstance(term, FieldTerm) and term.object == kind.name
    ]
    return kind.by_name[max(found)[2]] if found else None


def _field_by_value(message: Message, kind: ObjectView, said: Range, order: Order) -> FieldView | None:
    """The field that has such a value: a declared one, or for "assign … to Ann" the owner."""
    for mention in sorted(message.mentions, key=lambda m: -m.size):
        if within(mention.start, mention.end, [said]):
            for term in mention.meanings:
                if isinstance(term, ValueTerm) and term.object == kind.name:
                    return kind.by_name[term.field]
    owner = kind.by_name.get(_OWNER)
    people = any(
        owner and match.object == owner.target
        for name in message.names
        if within(name.start, name.end, [said])
        for match in name.matches
    )
    return owner if people or order.word in _GIVING else None


def _beside(
    message: Message, target: _Target, named: FieldView | None, taken: list[Range]
) -> tuple[FieldView, Value] | None:
    """ "Set priority High on case 10234": the value without a word that leads to it."""
    for mention in message.mentions:
        for term in mention.meanings:
            if not isinstance(term, ValueTerm) or not named or within(mention.start, mention.end, taken):
                continue
            if (term.object, term.field) == (target.kind.name, named.name):
                return named, term.value
    return None


def _by_verb(world: World, order: Order, target: _Target) -> tuple[FieldView, Value] | None:
    """ "Close case 10234": the verb says the value."""
    values = world.value_verbs.get(order.word, frozenset())
    for field in target.kind.fields:
        for value in field.values:
            if value in values:
                return field, value
    return None
