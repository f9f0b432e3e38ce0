"""What a record consists of: "what was in order 1042?" asks for its lines, "how many …" adds them up."""

from collections.abc import Iterator

from understudy.llm.local.lexicon import ObjectTerm
from understudy.llm.local.message import Message
from understudy.llm.local.reading import Reading
from understudy.llm.local.records.conditions import find_conditions
from understudy.llm.local.records.draft import Draft
from understudy.llm.local.spans import Range
from understudy.llm.local.world import ObjectView, World
from understudy.llm.situation import Situation

__all__ = ["read_contents"]

_LIKENESS = 0.9
_INSIDE = frozenset({"in", "on", "inside"})
_BETWEEN = frozenset("the my our your that this number no".split())
_PIECES = frozenset("item items piece pieces unit units thing things product products".split())
_LIMIT = 50


def read_contents(message: Message, world: World, situation: Situation) -> list[Reading]:
    """The lines of the record that the message looks into."""
    return [
        _read(Draft(message, world, situation, lines), record)
        for record, where in _records(message, world)
        if _looks_into(message, where)
        for lines in _lines_of(record, world)
    ]


def _records(message: Message, world: World) -> Iterator[tuple[ObjectView, Range]]:
    for span in message.ids:
        if kind := world.object_by_name.get(world.prefixes.get(span.value[:3], "")):
            yield kind, span.range
    for name in message.names:
        for kind_name in dict.fromkeys(match.object for match in name.best):
            if kind := world.object_by_name.get(kind_name):
                yield kind, (name.start, name.end)


def _looks_into(message: Message, where: Range) -> bool:
    """Whether it says "in" of the record."""
    objects = {
        i
        for mention in message.mentions
        if any(isinstance(term, ObjectTerm) for term in mention.meanings)
        for i in range(mention.first, mention.last)
    }
    before = [i for i, token in enumerate(message.tokens) if token.end <= where[0]]
    while before and (before[-1] in objects or message.words[before[-1]] in _BETWEEN):
        before.pop()
    return bool(before) and message.words[before[-1]] in _INSIDE


def _lines_of(kind: ObjectView, world: World) -> list[ObjectView]:
    """The objects that are called by the record's own name and hold a number of something each."""
    return [
        each
        for each in world.objects
        if each.label.lower().startswith(f"{kind.label.lower()} ")
        and any(field.target == kind.name for field in each.fields)
        and any(field.kind == "number" for field in each.fields)
    ]


def _read(draft: Draft, record: ObjectView) -> Reading:
    find_conditions(draft)
    message, kind = draft.message, draft.kind
    about = " ".join([kind.plural.lower(), *draft.told])
    explained = message.indexes(draft.ranges) | {i for i, w in enumerate(message.words) if w in _PIECES}
    for mention in message.mentions:
        if ObjectTerm(record.name) in mention.meanings or ObjectTerm(kind.name) in mention.meanings:
            explained |= set(range(mention.first, mention.last))
    amount = next(field for field in kind.fields if field.kind == "number")
    if any(message.words[i : i + 2] == ("how", "many") for i in range(len(message.words))):
        action = "query"
        about = f"{amount.label.lower()} of {about}"
        arguments = {
            "soql": f"SELECT SUM({amount.name}) FROM {kind.name} WHERE {draft.where}",
            "about": about,
        }
    else:
        action = "find_records"
        arguments = {
            "object": kind.name,
            "where": draft.where,
            "order_by": "",
            "limit": _LIMIT,
            "about": about,
        }
    whole = message.content <= explained
    fit = (0.95 if whole else 0.2) - 0.2 * draft.strays
    return Reading(
        action, arguments, about, frozenset(explained), _LIKENESS if whole else 0.4, fit, choice=draft.choice
    )
