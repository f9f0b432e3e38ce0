"""The message as the order to open a case: "please open a ticket about the leaking valve"."""

import re
from collections.abc import Iterator

from understudy.llm.local.changes.orders import Order, orders_of
from understudy.llm.local.changes.values import Value
from understudy.llm.local.lexicon import Mention, ObjectTerm, ValueTerm
from understudy.llm.local.message import Message, within
from understudy.llm.local.reading import Reading
from understudy.llm.local.world import FieldView, World

__all__ = ["ACTION", "VERBS", "read_create"]

ACTION = "create_case"
_OBJECT = "Case"
VERBS = frozenset(
    "open create log file raise submit start make register report add record lodge write put".split()
)
_ONE = frozenset({"a", "an", "new", "another"})
_NEAR = 5
_LEADS = re.compile(
    r"^[\s:,–—-]*(?:(?:about|for|regarding|on|because(?:\s+of)?|that|saying|as|with|concerning|to\s+say|where"
    r"|titled|called|named|re)\b[\s:,]*)+|^[\s:,.–—-]+",
    re.IGNORECASE,
)
_EDGES = " \t\n.,;:!?\"'“”‘’–—-"
_COURTESY = re.compile(
    r"^(?:hi|hello|hey|please|so|and)\b[\s,]*|(?:,\s?|\s)(?:please|thanks|thank you)$", re.IGNORECASE
)
_LIKENESS = 0.95
_OWNER = "User"


def read_create(message: Message, world: World) -> Reading | None:
    """A new case, its subject the matter that the message tells; asks for the matter when it tells none."""
    kind = world.object_by_name.get(_OBJECT)
    found = next(_orders(message), None)
    if kind is None or found is None:
        return None
    order, mention = found
    subject = _matter(message, order, mention)
    told, values = message.typed().strip(), _values(message, world)
    arguments = {"subject": subject, "description": told, "values": values}
    return Reading(
        action=ACTION,
        arguments={name: value for name, value in arguments.items() if value},
        about=f"a new {kind.label.lower()}",
        explained=message.content,
        likeness=_LIKENESS,
        fit=1.0,
        missing=None if subject else f"What is the {kind.label.lower()} about?",
        quotes=True,
    )


def _orders(message: Message) -> Iterator[tuple[Order, Mention]]:
    for order in orders_of(message, VERBS):
        for mention in message.mentions:
            between = message.words[order.verb + 1 : mention.first]
            near = order.verb < mention.first <= order.verb + _NEAR
            if near and ObjectTerm(_OBJECT) in mention.meanings and _ONE & set(between):
                yield order, mention


def _matter(message: Message, order: Order, mention: Mention) -> str:
    """What follows the order, else what goes before it."""
    longest = max(
        m.end for m in message.mentions if m.first == mention.first and ObjectTerm(_OBJECT) in m.meanings
    )
    after = _after_whom(message, longest)
    for words in (after, message.typed(0, order.start)):
        matter = _COURTESY.sub("", words.strip(_EDGES)).strip(_EDGES)
        if len(matter.split()) > 1 or len(matter) > _NEAR:
            return matter[:1].upper() + matter[1:]
    return ""


def _after_whom(message: Message, start: int) -> str:
    """The text from there on without the words that lead to it: "for Acme about"."""
    lead = _LEADS.match(message.text[start:])
    begin = start + lead.end() if lead else start
    for name in message.names:
        if name.start == begin and (following := _LEADS.match(message.text[name.end :])):
            return message.typed(name.end + following.end())
    return message.typed(begin)


def _values(message: Message, world: World) -> dict[str, Value]:
    """Values and customers that the message names: "a high priority case for Acme"."""
    kind = world.object_by_name[_OBJECT]
    names = [(name.start, name.end) for name in message.names]
    values: dict[str, Value] = {}
    for mention in message.mentions:
        for term in mention.meanings:
            if not isinstance(term, ValueTerm) or within(mention.start, mention.end, names):
                continue
            if term.object == _OBJECT and _beside_its_field(message, mention, kind.by_name[term.field]):
                values[term.field] = term.value
    for name in message.names:
        best = {match.id: match.object for match in name.best}
        for field in kind.fields:
            if len(best) == 1 and field.target in best.values() and field.target != _OWNER:
                values.setdefault(field.name, next(iter(best)))
    return values


def _beside_its_field(message: Message, mention: Mention, field: FieldView) -> bool:
    """Whether the name of the field stands next to the value: "high priority", "priority: high"."""
    names = {word for name in (field.label, *field.synonyms) for word in name.lower().split()}
    before = message.words[max(0, mention.first - 2) : mention.first]
    return bool(names & {*before, *message.words[mention.last : mention.last + 1]})
