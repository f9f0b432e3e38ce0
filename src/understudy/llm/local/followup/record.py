"""The message as a question about one record of before: show it, or tell a field of it."""

from collections.abc import Collection, Sequence

from understudy.llm.local.followup.cues import Cues
from understudy.llm.local.lexicon import FieldTerm, ObjectTerm
from understudy.llm.local.message import FUNCTION_WORDS, Message
from understudy.llm.local.normalise import stems
from understudy.llm.local.reading import Reading
from understudy.llm.local.records import Draft, path_of
from understudy.llm.local.world import FieldView, ObjectView, World
from understudy.llm.situation import Memory, Situation

__all__ = ["read_record"]

LIKENESS = 0.85
_FIT = 0.9
_TIME_STEMS = frozenset(each for word in ("date", "day", "time") for each in stems(word))
_ASKING = frozenset("what who whom whose when which where how and".split())

Named = list[tuple[FieldView, range]]


def read_record(message: Message, cues: Cues, world: World, situation: Situation) -> Reading | None:
    """A reading of the record that the message refers to, or of the one that was just talked about."""
    memory = situation.memory
    if other := _another(message, cues, memory):
        return other
    record_id = message.ids[0].value if message.ids else _implied(message, cues, memory)
    kind = world.object_by_name.get(world.prefixes.get((record_id or "")[:3], ""))
    named = _fields(message, kind) if kind else None
    if record_id is None or kind is None or named is None:
        return None
    explained = message.indexes([span.range for span in message.ids]) | cues.indexes
    explained |= {i for _, indexes in named for i in indexes}
    if not named and not message.ids:
        return None
    if (not named or not message.ids) and message.content - explained:
        return None
    draft = Draft(message, world, situation, kind)
    paths = [path_of(draft, field) for field, _ in named] or _as_before(cues, memory, kind)
    return _reading(record_id, paths, memory.name_of(record_id) or kind.label.lower(), explained)


def _as_before(cues: Cues, memory: Memory, kind: ObjectView) -> list[str]:
    """ "Who owns the first one?", "and the second?": what was asked of the record before."""
    last, record = memory.last, memory.record
    if not cues.leads or last is None or last.action != "get_record" or record is None:
        return []
    shown = next((each for each in memory.talked if each.id == last.arguments.get("id")), record)
    return list(last.arguments.get("fields") or ()) if shown.object == kind.name else []


def _reading(record_id: str, fields: Sequence[str], about: str, explained: Collection[int]) -> Reading:
    arguments = {"id": record_id, "fields": list(dict.fromkeys(fields))}
    return Reading("get_record", arguments, about, frozenset(explained), LIKENESS, _FIT)


def _another(message: Message, cues: Cues, memory: Memory) -> Reading | None:
    """ "And MV-24012?" asks of another record what was asked of the last."""
    last, record = memory.last, memory.record
    if (
        not cues.leads
        or last is None
        or last.action != "get_record"
        or record is None
        or len(message.names) != 1
    ):
        return None
    name = message.names[0]
    meant = {match.id: match.name for match in name.best if match.object == record.object}
    if len(meant) != 1 or not name.is_sure:
        return None
    explained = message.indexes([(name.start, name.end)]) | cues.indexes
    ((record_id, about),) = meant.items()
    return _reading(record_id, last.arguments.get("fields") or (), about, explained)


def _implied(message: Message, cues: Cues, memory: Memory) -> str | None:
    """ "And the stage?", "what is the status?": the record of the turn before."""
    one = memory.last is not None and (memory.last.action == "get_record" or len(memory.shown) == 1)
    asks_more = message.names or message.windows or message.superlatives
    if not one or cues.refers or cues.narrows or asks_more or memory.record is None:
        return None
    return memory.record.id if _ASKING & set(message.words[:1]) else None


def _fields(message: Message, kind: ObjectView) -> Named | None:
    """The fields that the message names, with their tokens; None when it names things of another kind."""
    inside = message.indexes([span.range for span in message.ids])
    found: dict[str, tuple[FieldView, range]] = {}
    for mention in sorted(message.mentions, key=lambda m: (-m.size, m.start)):
        indexes = range(mention.first, mention.last)
        if inside & set(indexes) or any(set(indexes) & set(taken) for _, taken in found.values()):
            continue
        terms = [t for t in mention.meanings if isinstance(t, FieldTerm) and t.object == kind.name]
        others = any(isinstance(t, ObjectTerm) and t.object != kind.name for t in mention.meanings)
        if others and (not terms or mention.text.lower().endswith("s")):
            return None
        if terms:
            found.setdefault(terms[0].field, (kind.by_name[terms[0].field], indexes))
    dated = _dated(message, kind) if "when" in message.words and not found else None
    return [dated] if dated else list(found.values())


def _dated(message: Message, kind: ObjectView) -> tuple[FieldView, range] | None:
    """ "When does it close?": the date whose name has the verb."""
    verbs = {
        token.stem: i for i, token in enumerate(message.tokens) if token.text.lower() not in FUNCTION_WORDS
    }
    for field in kind.fields:
        if field.kind not in ("date", "datetime"):
            continue
        named = {stem for name in (field.label, *field.synonyms) for stem in stems(name)} - _TIME_STEMS
        for stem in named & set(verbs):
            return field, range(verbs[stem], verbs[stem] + 1)
    return None
