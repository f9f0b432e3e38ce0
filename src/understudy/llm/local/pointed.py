"""The record that a message points to: by id, by name or number, or as the one spoken of before."""

from collections.abc import Sequence
from dataclasses import dataclass

from understudy.llm.local.lexicon import ObjectTerm
from understudy.llm.local.message import Message, NameMention
from understudy.llm.local.reading import Choice, choice_of, likely
from understudy.llm.local.spans import Range
from understudy.llm.local.world import World
from understudy.llm.situation import NameMatch, RememberedRecord, Situation

__all__ = ["Pointed", "find_pointed", "object_words"]

_BACK = frozenset("it this that these those him her them his its their same".split())
_COLLEAGUE = "User"


@dataclass(frozen=True, slots=True)
class Pointed:
    """The record, or the choice between several; `explained` are the tokens that say so."""

    id: str
    name: str
    explained: frozenset[int]
    choice: Choice | None = None


def find_pointed(
    message: Message, world: World, situation: Situation, names: Sequence[NameMention] | None = None
) -> Pointed | None:
    """The one record that the message (or one of `names`) points to; None when there is none."""
    if message.ids:
        span = message.ids[0]
        return Pointed(span.value, span.value, _explained(message, [span.range]))
    named = [name for name in (message.names if names is None else names) if name.matches]
    if named:
        kinds = _kinds(message)
        return _named(message, max(named, key=lambda name: _weight(message, name, kinds)), kinds)
    given = [fact for fact in message.facts if fact.kind == "id"]
    if given:
        return Pointed(given[0].value, given[0].value, _explained(message, []))
    return _remembered(message, situation.memory.record)


def _kinds(message: Message, before: int | None = None) -> frozenset[str]:
    """The objects that the message names; with `before`, only by the words right before that token."""
    return frozenset(
        term.object
        for mention in message.mentions
        for term in mention.meanings
        if isinstance(term, ObjectTerm) and before in (None, mention.last)
    )


def _weight(
    message: Message, name: NameMention, kinds: frozenset[str]
) -> tuple[bool, bool, bool, float, int]:
    """A name with the word for its object before it tells most, a colleague's least."""
    objects = {match.object for match in name.best}
    first = next(i for i, token in enumerate(message.tokens) if token.end > name.start)
    introduced = bool(objects & _kinds(message, first))
    is_other = objects != {_COLLEAGUE}
    return introduced, bool(objects & kinds), is_other, name.matches[0].score, -name.start


def _named(message: Message, name: NameMention, kinds: frozenset[str]) -> Pointed:
    matches = name.matches if name.is_sure else likely(name.matches)
    nearest = [match for match in matches if match.score == matches[0].score]
    best: list[NameMatch] = [m for m in nearest if m.object in kinds] or nearest
    explained = _explained(message, [(name.start, name.end)])
    candidates = best if name.is_sure else matches
    several = len({match.id for match in candidates}) > 1
    choice = choice_of(name.text, candidates) if several else None
    return Pointed(best[0].id, best[0].name, explained, choice)


def _remembered(message: Message, record: RememberedRecord | None) -> Pointed | None:
    """ "It", "this case": the record that was talked about, if it is of such a kind."""
    back = [i for i, word in enumerate(message.words) if word in _BACK]
    if record is None or not back:
        return None
    kinds = {
        term.object
        for mention in message.mentions
        for term in mention.meanings
        if isinstance(term, ObjectTerm) and mention.first - 1 in back
    }
    if kinds and record.object not in kinds:
        return None
    ranges = [(message.tokens[i].start, message.tokens[i].end) for i in back]
    return Pointed(record.id, record.name, _explained(message, ranges))


def _explained(message: Message, ranges: Sequence[Range]) -> frozenset[int]:
    return message.indexes(ranges) | object_words(message)


def object_words(message: Message) -> frozenset[int]:
    """The tokens that name an object: "case", "deal"."""
    return frozenset(
        i
        for mention in message.mentions
        if any(isinstance(term, ObjectTerm) for term in mention.meanings)
        for i in range(mention.first, mention.last)
    )
