"""Words that mean a record of before: "it", "her", "that case", "the second one", "number 3", "the Acme one".

They become ids in the message, so that every reading takes them as if the id had been written.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from understudy.llm.local.followup.cues import has_antecedent
from understudy.llm.local.lexicon import ObjectTerm
from understudy.llm.local.message import FUNCTION_WORDS, Message, within
from understudy.llm.local.normalise import stems, tokens
from understudy.llm.local.numbers import ORDINAL, ordinal_value
from understudy.llm.local.reading import Choice
from understudy.llm.local.spans import Range, Span, plain
from understudy.llm.local.world import World
from understudy.llm.situation import Memory, RememberedRecord

__all__ = ["Reference", "asks_next_place", "dangling", "place_told", "resolve"]

_LONGEST = 14
_NEAR = 3
_PERSONAL = frozenset("he she him her his hers".split())
_THINGS = frozenset("it its".split())
_EITHER = frozenset("their theirs them they".split())
_PARTS = frozenset("of all".split())
_POINTING = frozenset("this that the".split())
# "How long does it take", "is it going to rain": the "it" of these means nothing.
_IMPERSONAL = frozenset("take takes took taken taking rain rains raining snow snows seem seems going".split())
_PLACE = re.compile(
    rf"(?:^\W*|\b(?:the|that|number|no\.?|nr\.?|and|option)\s+|#\s*)"
    rf"(?P<place>last|{ORDINAL}|\d{{1,2}})(?:\s+(?P<noun>[a-z]+))?(?=\W|$)"
)
_COUNTED = re.compile(
    r"(?:^\W*|\b(?:number|no\.?|nr\.?|option)\s+|#\s*)(?P<place>\d{1,2}|one|two|three|four|five)\W*$"
)
_ABOUT_ONE = frozenset(
    """one called named about from for with of in at by on and that what who when the is it its show open
    me""".split()
)
_COMING = frozenset("came comes come place runner rank ranked follows next".split())
_SHOWING = frozenset("show list display see".split())
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}

Reference = tuple[Range, RememberedRecord]


def dangling(message: Message, memory: Memory, world: World) -> str | None:
    """A word such as "his" of which nobody can know whom it means."""
    if message.ids or message.names or message.unresolved or message.stated:
        return None
    if len(message.tokens) > _LONGEST or any(_is_person(each, world) for each in memory.talked):
        return None
    said = [i for i, word in enumerate(message.words) if word in _PERSONAL]
    return next((message.words[i] for i in said if not has_antecedent(message, i)), None)


def resolve(message: Message, memory: Memory, world: World) -> tuple[Message, Choice | None]:
    """The message with the ids of the records that its words mean; a choice when they may mean several."""
    if len(message.tokens) > _LONGEST or message.ids or message.stated or not (memory.talked or memory.shown):
        return message, None
    found = _by_place(message, memory, world) or _by_pronoun(message, memory, world)
    if found is None:
        named = _by_words(message, memory)
        if len(named) > 1:
            return message, _choice(named)
        found = named[0] if named else None
    if found is None:
        return message, None
    (start, end), record = found
    return replace(message, ids=(Span(start, end, message.text[start:end], record.id),)), None


def place_told(text: str) -> int | None:
    """The place in a list that the text names, from 1; -1 for the last."""
    low = plain(text).strip()
    match = _COUNTED.search(low) or _PLACE.search(low)
    if match is None:
        return None
    place = match["place"]
    if place == "last":
        return -1
    return _WORDS.get(place) or (int(place) if place.isdigit() else ordinal_value(place))


def _by_place(message: Message, memory: Memory, world: World) -> Reference | None:
    low = plain(message.text)
    match = _COUNTED.search(low) or _PLACE.search(low)
    if match is None or not memory.shown or asks_next_place(message, memory):
        return None
    taken = [span.range for span in (*message.windows, *message.superlatives)]
    # "Number 3" alone is a place in the list, not a rank.
    taken = [each for each in taken if not within(*each, [match.span()])]
    if any(start < match.end() and match.start() < end for start, end in taken):
        return None
    place = place_told(low)
    noun = match.groupdict().get("noun")
    end = match.end()
    if noun and noun != "one" and not set(stems(noun)) & _nouns(memory.shown[0].object, world):
        if noun not in FUNCTION_WORDS:
            return None
        end = match.end("place")
    if place is None or abs(place) > len(memory.shown):
        return None
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    return (start, end), memory.shown[place - 1 if place > 0 else place]


def _nouns(object_name: str, world: World) -> set[str]:
    """The stems of the words for an object."""
    kind = world.object_by_name.get(object_name)
    if kind is None:
        return set()
    return {stem for name in (kind.label, kind.plural, *kind.synonyms) for stem in stems(name)}


def _by_pronoun(message: Message, memory: Memory, world: World) -> Reference | None:
    if message.names:
        return None
    words = message.words
    for i, token in enumerate(message.tokens):
        word, following = words[i], words[i + 1] if i + 1 < len(words) else ""
        if has_antecedent(message, i):
            continue
        if word in _PERSONAL:
            record = next((each for each in memory.talked if _is_person(each, world)), None)
        elif word in _THINGS and following not in _IMPERSONAL:
            record = next((each for each in memory.talked if not _is_person(each, world)), memory.record)
        elif (
            word in _EITHER
            and _is_one(memory)
            and not (_PARTS & set(words[:i][-1:]) or _counted(message, memory))
        ):
            record = memory.record
        elif word in _POINTING:
            found = _pointed_at(message, i, memory)
            if found:
                return found
            continue
        else:
            continue
        if record:
            return (token.start, token.end), record
    return None


def asks_next_place(message: Message, memory: Memory) -> bool:
    """ "And the second?" after who is the first: a place of the ranking of which only the winner was told."""
    others = {message.words[i] for i in message.content} - _COMING
    place = place_told(message.text)
    return _is_ranking(memory) and place is not None and place > 0 and len(others) <= 1 and _is_bare(message)


def _is_bare(message: Message) -> bool:
    return not (message.mentions or message.names or message.windows)


def _counted(message: Message, memory: Memory) -> bool:
    """ "Show them" after who has the most: the records that were counted."""
    return _is_ranking(memory) and bool(_SHOWING & set(message.words[:1]))


def _is_ranking(memory: Memory) -> bool:
    last = memory.subject
    is_ranked = last is not None and last.action == "measure" and bool(last.arguments.get("rank"))
    return is_ranked and last is not None and (last.arguments.get("limit") or 1) == 1


def _is_one(memory: Memory) -> bool:
    """Whether what was done last was about one record."""
    return memory.last is not None and memory.last.action not in ("find_records", "query")


def _is_person(record: RememberedRecord, world: World) -> bool:
    kind = world.object_by_name.get(record.object)
    return kind is not None and "LastName" in kind.by_name


def _pointed_at(message: Message, i: int, memory: Memory) -> Reference | None:
    """ "That one", "this lead", "the case"."""
    token, words = message.tokens[i], message.words
    if words[i] in ("this", "that") and words[i + 1 : i + 2] == ("one",) and memory.record:
        return (token.start, message.tokens[i + 1].end), memory.record
    for mention in message.mentions:
        if mention.first != i + 1 or mention.text.lower().endswith("s"):
            continue
        objects = {term.object for term in mention.meanings if isinstance(term, ObjectTerm)}
        near = memory.talked[:1] if words[i] == "the" else memory.talked[:_NEAR]
        record = next((each for each in near if each.object in objects), None)
        if record and (words[i] != "the" or not words[mention.last : mention.last + 1]):
            return (token.start, mention.end), record
    return None


def _by_words(message: Message, memory: Memory) -> list[Reference]:
    """ "The Acme one", "the one about the fittings": records shown whose names have the words."""
    if "one" not in message.words or len(memory.shown) < 2:
        return []
    said = [t for t in message.tokens if t.text.lower() not in FUNCTION_WORDS | _ABOUT_ONE]
    wanted = {t.stem for t in said}
    if not wanted:
        return []
    whole = (message.tokens[0].start, message.tokens[-1].end)
    return [(whole, each) for each in memory.shown if wanted <= {t.stem for t in tokens(each.name)}]


def _choice(found: Sequence[Reference]) -> Choice:
    records = [record for _, record in found]
    return Choice("one", tuple(f"{r.name} ({r.object})" for r in records), tuple(r.id for r in records))
