"""The message as the reasoner sees it: every piece that some grammar or lexicon could explain."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from understudy.kit.ids import parse_record_id
from understudy.llm.local.context import Fact, find_facts
from understudy.llm.local.formats import AnswerForm, find_forms
from understudy.llm.local.lexicon import FieldTerm, Lexicon, Mention, ObjectTerm, ValueTerm
from understudy.llm.local.normalise import Corrected, Token, tokens
from understudy.llm.local.quantities import Comparison, find_quantities
from understudy.llm.local.spans import Range, Span, blanked, free
from understudy.llm.local.superlatives import Superlative, find_superlatives
from understudy.llm.local.times import (
    Shifted,
    Time,
    Unit,
    Versus,
    Window,
    find_groupings,
    find_windows,
    shift,
)
from understudy.llm.situation import NameMatch, Situation

__all__ = ["FUNCTION_WORDS", "Message", "NameMention", "beside", "read_message", "with_name", "with_names"]

_SURE = 0.93
_CODE_LENGTH = 4
_CODE = re.compile(r"(?<![\w$€£.,-])[A-Z]{1,4}-\d{3,}(?![\w-])")
_ID = re.compile(r"\b[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?\b")

FUNCTION_WORDS = frozenset(
    """
    a an the this that these those there here it its they them their he she his her we us our you your i
    me my mine and or but nor so if then than as of to in on at by for from with within without into
    over under about between among amongst during across per through throughout out up down off is are
    was were be been being am do does did doing done has have had having can could may might must shall
    should will would ought who whom whose which what when where why how all any both each every either
    neither some such no not only own same other others another also too very just please kindly thanks
    thank hi hello hey ok okay well now tell show give find identify determine list name say let know
    want need like see get look return provide display report check compare based terms regard regarding
    respect given following considering consider using use me's vs versus one ones person people someone
    somebody anyone anybody particular specific certain able possible exactly actually currently really
    most more less least many much few number count total overall average mean rate value amount
    achieved achieve had recorded record registered attained attain secured secure shown show
    experienced experience saw see maintained maintain generated generate made make""".split()
)
"""Words that carry no content of their own in a question; they need no explanation."""
_NEGATORS = frozenset({"not", "never", "without", "except", "excluding", "exclude", "besides", "outside"})
_NEGATING_PAIRS = frozenset({("other", "than"), ("apart", "from"), ("no", "longer")})
_MINE = frozenset({"my", "mine"})
_I_HAVE = frozenset({("i", "have"), ("i", "own"), ("i", "owe"), ("am", "i"), ("i", "got")})


@dataclass(frozen=True, slots=True)
class NameMention:
    """Words of the message that name records: one, or several between which the frame must decide."""

    start: int
    end: int
    text: str
    matches: tuple[NameMatch, ...]

    @property
    def best(self) -> tuple[NameMatch, ...]:
        """The matches that are as near as the nearest."""
        return tuple(match for match in self.matches if match.score == self.matches[0].score)

    @property
    def is_sure(self) -> bool:
        """Whether the words are a name as it is written, or nearly."""
        return self.matches[0].score >= _SURE


@dataclass(frozen=True)
class Message:
    """The pieces, with offsets into `text`. `unresolved` names what looks like a record and is none;
    `corrected` leads back to the words as they were typed.
    """

    text: str
    tokens: tuple[Token, ...]
    windows: tuple[Span[Time], ...]
    comparisons: tuple[Span[Comparison], ...]
    superlatives: tuple[Span[Superlative], ...]
    groupings: tuple[Span[Unit], ...]
    forms: tuple[Span[AnswerForm], ...]
    facts: tuple[Fact, ...]
    stated: tuple[Fact, ...]
    ids: tuple[Span[str], ...]
    mentions: tuple[Mention, ...]
    names: tuple[NameMention, ...] = ()
    unresolved: tuple[str, ...] = ()
    corrected: Corrected | None = None

    @cached_property
    def spans_of_time(self) -> tuple[Span[Window], ...]:
        """The windows asked for: one, or two to be compared ("Q1 vs Q2", "and the same period last year")."""
        found: list[Span[Window]] = []
        for span in self.windows:
            value = span.value
            if isinstance(value, Window):
                found.append(Span(span.start, span.end, span.text, value))
            elif isinstance(value, Versus):
                first = value.first or (found[-1].value if found else None)
                if value.first:
                    found.append(Span(span.start, span.end, span.text, value.first))
                if isinstance(value.second, Window):
                    found.append(Span(span.start, span.end, span.text, value.second))
                elif first:
                    found.append(Span(span.start, span.end, span.text, shift(first, value.second)))
            elif isinstance(value, Shifted) and found:
                found.append(Span(span.start, span.end, span.text, shift(found[-1].value, value)))
        return tuple(found)

    def typed(self, start: int = 0, end: int | None = None) -> str:
        """These characters as the person typed them: for what is written down, not understood."""
        end = len(self.text) if end is None else end
        if self.corrected is None:
            return self.text[start:end]
        return self.corrected.typed[slice(*self.corrected.original(start, end))]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The tokens in small letters, as they were written."""
        return tuple(token.text.lower() for token in self.tokens)

    @cached_property
    def negators(self) -> frozenset[int]:
        """Tokens that turn what follows into its opposite, but for those inside bounds, times and values."""
        inside = [span.range for span in (*self.comparisons, *self.windows, *self.forms)]
        inside += [(m.start, m.end) for m in self.mentions if m.size > 1]
        found = {i for i, token in enumerate(self.tokens) if token.word in _NEGATORS}
        found |= {i for i, pair in enumerate(pairwise(self.words)) if pair in _NEGATING_PAIRS}
        return frozenset(i for i in found if not within(self.tokens[i].start, self.tokens[i].end, inside))

    def negator_of(self, start: int) -> int | None:
        """The negator that governs the words at `start`: only small words stand between the two."""
        for i in reversed(range(len(self.tokens))):
            token = self.tokens[i]
            if token.end > start:
                continue
            if i in self.negators:
                return i
            if token.text.lower() not in FUNCTION_WORDS:
                return None
        return None

    @cached_property
    def is_about_me(self) -> bool:
        """Whether the message speaks of what belongs to the person who asks."""
        return bool(_MINE & set(self.words)) or any(pair in _I_HAVE for pair in pairwise(self.words))

    @cached_property
    def form(self) -> AnswerForm | None:
        """The form asked for: the last that names a kind, else a wish for brevity."""
        named = [span.value for span in self.forms if span.value.kind]
        return named[-1] if named else self.forms[-1].value if self.forms else None

    @cached_property
    def aside(self) -> tuple[Range, ...]:
        """What is understood by itself, whatever the question: times, ids, the form, labelled values."""
        spans = (*self.windows, *self.ids, *self.forms, *self.stated)
        return tuple(span.range for span in spans)

    @cached_property
    def content(self) -> frozenset[int]:
        """The tokens that a good reading has to explain."""
        return self.negators | frozenset(
            i
            for i, token in enumerate(self.tokens)
            if token.text.lower() not in FUNCTION_WORDS
            and any(c.isalnum() for c in token.text)
            and not within(token.start, token.end, self.aside)
        )

    def indexes(self, ranges: Iterable[Range]) -> frozenset[int]:
        """The tokens that lie in one of the ranges."""
        kept = list(ranges)
        return frozenset(i for i, t in enumerate(self.tokens) if within(t.start, t.end, kept))

    @cached_property
    def skeleton(self) -> str:
        """The text with ids, times, form and counts left out and names replaced by what they are."""
        gone = [*self.aside, *(span.range for span in self.comparisons)]
        pieces = [(start, end, "") for start, end in gone]
        pieces += [(n.start, n.end, f"the {_kind_word(n.matches[0].object)}") for n in self.names]
        text = self.text
        last = len(text)
        for start, end, instead in sorted(pieces, key=lambda p: (-p[1], p[0])):
            if start < last:
                text = text[:start] + instead + text[min(end, last) :]
                last = start
        return " ".join(text.split())

    def word_before(self, start: int) -> str:
        """The word that stands before the character, in small letters; empty at the start."""
        before = [t for t in self.tokens if t.end <= start]
        return before[-1].text.lower() if before else ""


def within(start: int, end: int, ranges: Iterable[Range]) -> bool:
    """Whether the characters lie inside one of the ranges."""
    return any(first <= start and end <= last for first, last in ranges)


def read_message(text: str, situation: Situation, lexicon: Lexicon) -> Message:
    """Everything that can be found without looking anything up."""
    words = tuple(tokens(text))
    ids = tuple(
        Span(m.start(), m.end(), m.group(), record_id)
        for m in _ID.finditer(text)
        if (record_id := parse_record_id(m.group())) and any(c.isdigit() for c in m.group())
    )
    facts = find_facts(text)
    # "Route this ticket: …" is a request with its matter, not a value with its label.
    stated = tuple(fact for fact in facts if fact.kind != "text" or fact.start > 0)
    aside = [fact.range for fact in stated if fact.kind == "text"]
    windows = tuple(w for w in find_windows(text, situation.moment) if not within(w.start, w.end, aside))
    forms = tuple(find_forms(text))
    taken = [span.range for span in (*windows, *ids, *forms, *stated)]
    return Message(
        text=text,
        tokens=words,
        windows=windows,
        comparisons=tuple(find_quantities(text, taken)),
        superlatives=tuple(find_superlatives(text, taken)),
        groupings=tuple(find_groupings(text)),
        forms=forms,
        facts=(*facts, *find_facts(situation.context)),
        stated=stated,
        ids=ids,
        mentions=tuple(lexicon.scan(words, text)),
    )


async def with_names(message: Message, situation: Situation) -> Message:
    """The message with the records that its words name, looked up as the actor."""
    phrases = _phrases(message)
    found = await situation.names.find(list(phrases)) if phrases else ()
    names = _longest(_mentions(message, phrases, found))
    unknown = _unknown_names(message, names)
    if unknown:
        similar = await situation.names.similar(list(unknown))
        names = _longest([*names, *_mentions(message, unknown, similar)])
    known = [(name.start, name.end) for name in names]
    codes = [
        m.group() for m in _CODE.finditer(message.text) if not within(*m.span(), [*known, *message.aside])
    ]
    codes += [
        token.text for token in _numbers_of_objects(message) if not within(token.start, token.end, known)
    ]
    lost = [words for words, ranges in unknown.items() if not any(within(*r, known) for r in ranges)]
    unresolved = (*codes, *(message.text[unknown[w][0][0] : unknown[w][0][1]] for w in lost if " " in w))
    named = replace(message, names=tuple(names), unresolved=unresolved)
    return _with_bare_time(_without_times_in_names(named, situation), situation)


def _without_times_in_names(message: Message, situation: Situation) -> Message:
    """The year of "Winter Lighting 2026" is no time asked about."""
    names = [(name.start, name.end) for name in message.names]
    if all(free(span.start, span.end, names) for span in message.windows):
        return message
    quoted = [fact.range for fact in message.stated if fact.kind == "text"]
    windows = tuple(find_windows(blanked(message.text, [*names, *quoted]), situation.moment))
    return replace(message, windows=windows)


def beside(message: Message, value: Mention, term: ValueTerm) -> list[Range]:
    """Where the field's own name stands next to its value: "high priority", "status New"."""
    return [
        (mention.start, mention.end)
        for mention in message.mentions
        if value.last == mention.first or mention.last == value.first
        if any(
            isinstance(each, FieldTerm) and (each.object, each.field) == (term.object, term.field)
            for each in mention.meanings
        )
    ]


def with_name(message: Message, text: str, record_id: str) -> Message:
    """The message in which the words mean that record and no other."""
    names = tuple(
        replace(name, matches=tuple(replace(m, score=1.0) for m in name.matches if m.id == record_id))
        if name.text == text and any(m.id == record_id for m in name.matches)
        else name
        for name in message.names
    )
    return replace(message, names=names)


def _numbers_of_objects(message: Message) -> list[Token]:
    """Numbers that stand right after the word for an object: "case 10001"."""
    found: list[Token] = []
    for mention in message.mentions:
        following = message.tokens[mention.last] if mention.last < len(message.tokens) else None
        names_object = any(isinstance(term, ObjectTerm) for term in mention.meanings)
        if names_object and following and following.text.isdigit() and len(following.text) >= _CODE_LENGTH:
            found.append(following)
    taken = [span.range for span in message.windows]
    return [token for token in found if not within(token.start, token.end, taken)]


def _with_bare_time(message: Message, situation: Situation) -> Message:
    """In a terse message the last word alone may be the time: "top seller october", "Rill Drip Kit 2025"."""
    if message.windows or not message.tokens:
        return message
    last = message.tokens[-1]
    if within(last.start, last.end, [(name.start, name.end) for name in message.names]):
        return message
    found = [span for span in find_windows(f"in {last.text}", situation.moment) if span.start == 0]
    windows = tuple(Span(last.start, last.end, last.text, span.value) for span in found)
    return replace(message, windows=windows)


def _phrases(message: Message) -> dict[str, list[Range]]:
    """Runs of words that may be a name, with where they stand."""
    times = [span.range for span in message.windows]
    apart = [each for each in message.aside if each not in times]
    usable = [t for t in message.tokens if not within(t.start, t.end, apart)]
    found: dict[str, list[Range]] = {}
    for first in range(len(usable)):
        for last in range(first + 1, min(first + 6, len(usable)) + 1):
            start, end = usable[first].start, usable[last - 1].end
            piece = message.text[start:end]
            timeless = [t for t in usable[first:last] if free(t.start, t.end, times)]
            if len(piece) > 2 and timeless and _may_be_name(timeless, message):
                found.setdefault(piece.lower(), []).append((start, end))
                if piece.endswith("s") and last - first > 1:
                    found.setdefault(piece.lower()[:-1], []).append((start, end))
                if piece.endswith(("'s", "\u2019s")):
                    found.setdefault(piece.lower()[:-2], []).append((start, end))
    return found


def _may_be_name(words: Sequence[Token], message: Message) -> bool:
    if words[0].text.lower() in FUNCTION_WORDS and len(words) < 3:
        return False
    if len(words) > 1:
        return any(t.text.lower() not in FUNCTION_WORDS for t in words)
    token = words[0]
    return (
        token.text[:1].isupper()
        or any(c.isdigit() for c in token.text)
        or "@" in token.text
        or message.text.islower()
    )


def _mentions(
    message: Message, phrases: dict[str, list[Range]], found: Sequence[NameMatch]
) -> list[NameMention]:
    by_phrase: dict[str, list[NameMatch]] = {}
    for match in found:
        by_phrase.setdefault(match.phrase.lower(), []).append(match)
    return [
        NameMention(
            start,
            end,
            message.text[start:end],
            tuple(sorted(matches, key=lambda m: (-m.score, m.name, m.id))),
        )
        for phrase, matches in by_phrase.items()
        for start, end in phrases.get(phrase, [])
    ]


def _longest(mentions: Sequence[NameMention]) -> list[NameMention]:
    kept: list[NameMention] = []
    for mention in sorted(mentions, key=lambda m: (m.start - m.end, m.start)):
        if all(mention.end <= other.start or other.end <= mention.start for other in kept):
            kept.append(mention)
    return sorted(kept, key=lambda m: m.start)


def _unknown_names(message: Message, names: Sequence[NameMention]) -> dict[str, list[Range]]:
    """Runs of capitalised words that nothing explains yet: perhaps a name misspelt or cut short."""
    taken = [(n.start, n.end) for n in names]
    taken += [(m.start, m.end) for m in message.mentions]
    taken += [*message.aside, *(span.range for span in message.superlatives)]
    found: dict[str, list[Range]] = {}
    run: list[Token] = []
    for i, token in enumerate((*message.tokens, None)):
        capital = (
            token is not None
            and token.text[:1].isupper()
            and token.text.lower() not in FUNCTION_WORDS
            and not within(token.start, token.end, taken)
            and (i > 0 or len(message.tokens) == 1)
        )
        if capital and token is not None:
            run.append(token)
        elif run:
            start, end = run[0].start, run[-1].end
            found.setdefault(message.text[start:end].lower(), []).append((start, end))
            run = []
    return found


def _kind_word(object_name: str) -> str:
    word = object_name.removesuffix("__c").removesuffix("2").rstrip("_")
    return "agent" if word == "User" else re.sub(r"(?<=[a-z])(?=[A-Z])", " ", word).lower()
