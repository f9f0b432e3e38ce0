"""The message as a correction of what was just proposed: "no, high priority", "make it about the invoice".

The proposal is made anew with the change; nothing is done before a plain yes to that one.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from understudy.llm.local.changes.values import Value, value_of
from understudy.llm.local.lexicon import FieldTerm, Mention, ObjectTerm, ValueTerm
from understudy.llm.local.message import Message, within
from understudy.llm.local.reading import Reading
from understudy.llm.local.spans import Range
from understudy.llm.local.world import FieldView, ObjectView, World
from understudy.llm.situation import RememberedFrame, Situation

__all__ = ["read_correction"]

_OBJECT = "Case"
_MATTER = {"create_case": "subject", "escalate": "reason"}
_ARGUMENT_OF = {"Subject": "subject", "Description": "description"}
_MARKER = re.compile(
    r"\s*(?:(?:should|must|has|needs?|ought|is|be|to|as|into|at|rather|instead)\b\s*)*[:=]\s*"
    r"|\s*(?:(?:should|must|has|needs?|ought|is|be|to|as|into|at|rather|instead)\b\s*)+",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:(?:it(?:'s| is|s)?|say(?: that)?)\s+)?(?:about|regarding|concerning)\s+(?P<matter>\S.*)",
    re.IGNORECASE,
)
_INSTEAD = re.compile(r"[\s,]*\b(?:instead|rather|please)\b[\s.!]*$", re.IGNORECASE)
_ASKING = frozenset(
    "who whom whose what which when where why how show list find is are do does did can".split()
)
_SMALL = frozenset(
    """no nope yes yep yeah ok okay wait sorry actually rather instead almost quite hmm set change put use
    mark raise lower assign reassign give call title update edit switch move correct should must be with it
    but only just prefer fine good right wrong that's new meant mean""".split()
)


def read_correction(message: Message, world: World, situation: Situation) -> Reading | None:
    """What was proposed, with what the message says otherwise; None when it says nothing of the kind."""
    proposed = situation.proposed
    kind = _kind(proposed, world) if proposed else None
    if proposed is None or kind is None or message.words[0] in _ASKING or message.text.rstrip().endswith("?"):
        return None
    changed = _assigned(message, kind, situation.moment.today) or _named_values(message, kind)
    arguments = _with(proposed, changed) if changed else _with_matter(message, proposed)
    if arguments is None:
        return None
    return Reading(
        action=proposed.action,
        arguments=arguments,
        about="what was proposed, changed",
        explained=message.content,
        likeness=1.0,
        fit=1.0,
        quotes=True,
    )


def _kind(proposed: RememberedFrame, world: World) -> ObjectView | None:
    record_id = str(proposed.arguments.get("id") or "")
    return world.object_by_name.get(world.prefixes.get(record_id[:3], _OBJECT))


def _assigned(message: Message, kind: ObjectView, today: date) -> dict[str, Value]:
    """ "The subject should be a leaking valve", "priority: high": a field, then what is to stand in it."""
    for mention in sorted(message.mentions, key=lambda m: (m.start, -m.size)):
        field = _field(mention, kind)
        led = _MARKER.match(message.text, mention.end) if field else None
        if field is None or led is None or _left(message, kind, [(mention.start, len(message.text))]):
            continue
        end = _INSTEAD.search(message.text, led.end())
        said = (led.end(), end.start() if end else len(message.text))
        if said[0] < said[1]:
            return {field.name: value_of(message, kind.name, field, said, today)}
    return {}


def _named_values(message: Message, kind: ObjectView) -> dict[str, Value]:
    """ "High priority", "make it escalated", "to Ann Lee": values that can only be of one field."""
    values: dict[str, Value] = {}
    taken: list[Range] = []
    for mention in sorted(message.mentions, key=lambda m: -m.size):
        terms = [t for t in mention.meanings if isinstance(t, ValueTerm) and t.object == kind.name]
        if len(terms) == 1 and not within(mention.start, mention.end, taken):
            values.setdefault(terms[0].field, terms[0].value)
            taken.append((mention.start, mention.end))
    for name in message.names:
        best = {match.id: match.object for match in name.best}
        fields = [field for field in kind.fields if field.target and field.target in best.values()]
        if len(best) == 1 and fields:
            values.setdefault(fields[0].name, next(iter(best)))
            taken.append((name.start, name.end))
    return values if values and not _left(message, kind, taken) else {}


def _left(message: Message, kind: ObjectView, taken: list[Range]) -> bool:
    """Whether something of the message is neither taken nor small, nor names the object or a field."""
    known = [
        (m.start, m.end) for m in message.mentions if _field(m, kind) or ObjectTerm(kind.name) in m.meanings
    ]
    tokens = [message.tokens[i] for i in message.content if message.words[i] not in _SMALL]
    return any(not within(token.start, token.end, [*taken, *known]) for token in tokens)


def _field(mention: Mention, kind: ObjectView) -> FieldView | None:
    names = [t.field for t in mention.meanings if isinstance(t, FieldTerm) and t.object == kind.name]
    return kind.by_name[names[0]] if names else None


def _with(proposed: RememberedFrame, changed: Mapping[str, Value]) -> dict[str, Any]:
    arguments = dict(proposed.arguments)
    own = _ARGUMENT_OF if proposed.action == "create_case" else {}
    arguments |= {own[name]: str(value) for name, value in changed.items() if name in own}
    values = {name: value for name, value in changed.items() if name not in own}
    if values:
        arguments["values"] = {**arguments.get("values", {}), **values}
    return arguments


def _with_matter(message: Message, proposed: RememberedFrame) -> dict[str, Any] | None:
    """ "No, it's about the invoice": what the proposed case says."""
    argument, found = _MATTER.get(proposed.action), _ABOUT.search(message.text)
    if argument is None or found is None:
        return None
    before = {message.words[i] for i in message.content if message.tokens[i].end <= found.start()}
    matter = _INSTEAD.sub("", message.typed(found.start("matter"))).strip(" .!,;:")
    if before - _SMALL or not matter:
        return None
    return {**proposed.arguments, argument: matter[:1].upper() + matter[1:]}
