"""One reading for each object that the message mentions, names a record of or gives an id of."""

from itertools import pairwise

from understudy.llm.local.lexicon import FieldTerm, ObjectTerm, ValueTerm
from understudy.llm.local.message import Message
from understudy.llm.local.reading import Reading
from understudy.llm.local.records.asked import asked_of
from understudy.llm.local.records.conditions import find_conditions
from understudy.llm.local.records.draft import Draft
from understudy.llm.local.records.fields import fields_named
from understudy.llm.local.records.namesakes import told_apart
from understudy.llm.local.records.order import sorts
from understudy.llm.local.records.question import Intent, intent_of, question_of
from understudy.llm.local.world import FieldView, ObjectView, World
from understudy.llm.situation import Situation

__all__ = ["read_records"]

_ACTIONS = frozenset({"find_records", "get_record", "query"})
# How records are asked for is a matter of form more than of meaning; this much every wish for them has.
_PLAIN_LIKENESS = 0.55
# To ask for a field of one record that is named is as clear as a wish can be.
_FIELD_LIKENESS = 0.8
_GUESSED = 0.1
_SHOW = frozenset({"show", "list", "display", "find", "pull", "get", "see", "fetch", "have", "bring"})
_ASKING = frozenset({"which", "what", "any", "are", "is"})
_PERSONS = frozenset({"who", "whom", "whose"})
_GIVING = frozenset({"should", "ought", "assign", "give", "route"})
_AGENTS = frozenset({"agent", "rep", "colleague"})
# What asks for a record as a whole.
_NEWS = frozenset("news update updates latest happening situation".split())
_EVERY = frozenset({"everything", "anything", "mine"})
_TERSE = 7


def read_records(
    message: Message, world: World, situation: Situation, likeness: dict[str, float]
) -> list[Reading]:
    """The message as a question about each object's records; `likeness` as `Likeness.scores` gives it."""
    topics = [likeness.get(f"topic:{t.name}", 0.0) for t in world.topics if set(t.actions) & _ACTIONS]
    near = max([_PLAIN_LIKENESS, *topics])
    drafts = _of_values(message, world, situation)
    drafts = drafts or [Draft(message, world, situation, kind) for kind in _kinds(message, world)]
    return told_apart([(draft, reading) for draft in drafts if (reading := _read(draft, near))])


def _of_values(message: Message, world: World, situation: Situation) -> list[Draft]:
    """ "Everything that's escalated", "which of mine are in negotiation": the records that may be so."""
    valued = [m for m in message.mentions if any(isinstance(term, ValueTerm) for term in m.meanings)]
    others = [m for m in message.mentions if not any(m.is_part_of(value) for value in valued)]
    named = any(isinstance(term, ObjectTerm) for mention in others for term in mention.meanings)
    if not _EVERY & set(message.words) or named or message.names or message.ids:
        return []
    whole = [m for m in valued if m in others]
    terms = [term for m in whole for term in m.meanings if isinstance(term, ValueTerm)]
    kinds = [world.object_by_name[name] for name in dict.fromkeys(term.object for term in terms)]
    if message.is_about_me:
        kinds = [kind for kind in kinds if kind.is_personal or "OwnerId" in kind.by_name]
    before = {record.object for record in situation.memory.shown[:1]}
    kinds = [kind for kind in kinds if kind.name in before] or kinds
    return [Draft(message, world, situation, kind, implied=True) for kind in kinds]


def _kinds(message: Message, world: World) -> list[ObjectView]:
    mentioned = [
        term.object
        for mention in message.mentions
        for term in mention.meanings
        if isinstance(term, ObjectTerm) and not sorts(message, mention)
    ]
    given = [world.prefixes.get(span.value[:3], "") for span in message.ids]
    named = [match.object for name in message.names for match in name.matches]
    names = dict.fromkeys([*mentioned, *given, *named])
    return [world.object_by_name[name] for name in names if name in world.object_by_name]


def _read(draft: Draft, likeness: float) -> Reading | None:
    find_conditions(draft)
    fields = fields_named(draft)
    intent = intent_of(draft, fields)
    if intent is None:
        return None
    asked = asked_of(draft) if intent == "show" else []
    question = question_of(draft, intent, fields, asked)
    explained = _explained(draft, [] if intent == "show" else fields)
    if intent == "show":
        explained |= {i for i, word in enumerate(draft.message.words) if word in _NEWS}
    explained = explained.union(*(each.tokens for each in asked))
    guessed = _GUESSED * any(each.guessed for each in asked)
    fit = _fit(draft, intent, whole=draft.message.content <= explained) - guessed
    return Reading(
        action=question.action,
        arguments=question.arguments,
        about=question.about,
        explained=explained,
        likeness=max(likeness, _FIELD_LIKENESS) if asked and _is_plain(draft) else likeness,
        fit=max(0.0, fit - 0.2 * draft.strays),
        missing=draft.missing,
        choice=draft.choice,
    )


def _is_plain(draft: Draft) -> bool:
    """Whether the message has nothing in it that one record could not answer: no rank, bound or time."""
    message = draft.message
    return not (
        message.superlatives or message.comparisons or message.groupings or message.negators or draft.when
    )


def _fit(draft: Draft, intent: Intent, *, whole: bool) -> float:
    """At most 1; `whole` says that every word is explained."""
    match intent:
        case "count":
            return 0.5 if draft.subset or _is_measured(draft) else 1.0
        case "aggregate":
            return 1.0
        case "show":
            return 0.4 if draft.when else 0.9 if whole else 0.6  # one record has no window
        case "list":
            return _list_fit(draft)


def _is_measured(draft: Draft) -> bool:
    """Whether a declared measure counts these records over time, which is then the better answer."""
    return draft.when is not None and any(
        m.object == draft.kind.name and m.counts_rows and m.timed and not m.where
        for m in draft.world.measures
    )


def _list_fit(draft: Draft) -> float:
    """How much like a wish to see records it sounds: "show me", "which deals", "urgent tasks"; not "who"."""
    words = draft.message.words
    if any(word in _PERSONS and _GIVING & set(words[i + 1 : i + 4]) for i, word in enumerate(words)):
        return 0.0
    if _PERSONS & set(words[:3]) and draft.kind.name != "User" and not _asks_for_people(draft):
        return 0.0
    if draft.ranked and _is_ranked_itself(draft):
        return 0.9
    if _SHOW & set(words) or draft.message.is_about_me:
        return 0.9
    if _GIVING & set(words) and _AGENTS & set(words[:3]):
        return 0.1
    if draft.implied:
        return 0.8
    first = min((mention.first for mention in draft.mentioned), default=0)
    plural = any(words[mention.last - 1].endswith("s") for mention in draft.mentioned)
    asked = bool(_ASKING & set(words[: first + 1]))
    return 0.8 if plural and (asked or len(words) <= _TERSE) else 0.4 if plural else 0.1


def _asks_for_people(draft: Draft) -> bool:
    """ "Who are our contacts": the records are people themselves."""
    who_are = any(a in _PERSONS and b in ("are", "were") for a, b in pairwise(draft.message.words))
    return who_are and "LastName" in draft.kind.by_name


def _is_ranked_itself(draft: Draft) -> bool:
    """Whether the superlative is on the object: "the largest open deal", not "who has the largest deals"."""
    message = draft.message
    aside = message.indexes(draft.ranges)
    for span in message.superlatives:
        for mention in draft.mentioned:
            between = [i for i in range(mention.first) if message.tokens[i].start >= span.end]
            if mention.start >= span.end and all(i in aside for i in between):
                return True
            before = message.words[mention.first - 1 : mention.first]
            if mention.end <= span.start and span.value.dimension and set(before) & _ASKING:
                return True  # "which contract runs the longest"
    return False


def _explained(draft: Draft, fields: list[FieldView]) -> frozenset[int]:
    """The tokens accounted for: filled pieces, words for the object, its named fields and told parents."""
    message = draft.message
    explained = set(message.indexes(draft.ranges))
    names = {f.name for f in fields}
    matched = {match.object for name in message.names for match in name.matches}
    parents = (matched | {draft.world.prefixes.get(span.value[:3]) for span in message.ids}) & set(
        draft.kind.ways
    )
    for mention in message.mentions:
        for term in mention.meanings:
            is_field = isinstance(term, FieldTerm) and term.object == draft.kind.name and term.field in names
            is_object = isinstance(term, ObjectTerm) and term.object in {draft.kind.name, *parents}
            if is_field or is_object:
                explained |= set(range(mention.first, mention.last))
    return frozenset(explained)
