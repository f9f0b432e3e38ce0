"""The message as the reasoner sees it: every piece that some grammar or lexicon could explain."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from understudy.kit.ids import parse_record_id
from understudy.llm.local.context import Fact, find_facts
from understudy.llm.local.formats import AnswerForm, find_forms
from understudy.llm.local.lexicon import FieldTerm, Lexicon, MeasureTerm, Mention, ObjectTerm, ValueTerm
from understudy.llm.local.normalise import Corrected, Token, tokens
from understudy.llm.local.quantities import Comparison, find_quantities
from understudy.llm.local.shorthand import find_nows
from understudy.llm.local.spans import Range, Span
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

__all__ = ["FUNCTION_WORDS", "Message", "NameMention", "beside", "read_message", "within"]

_SURE = 0.93
_ID = re.compile(r"\b[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?\b")

FUNCTION_WORDS = frozenset(
    """
    a an the this that these those there here it its they them their he she his her we us our you your i
    me my mine and or but nor so if then than as of to in on at by for from with within without into
    over under about between among amongst during across per through throughout out up down off is are
    was were be been being am do does did doing done has have had having can could may might must shall
    should will would ought who whom whose which what when where why how all any both each every either
    neither some such no not only own same other others another also too very just please kindly thanks
    everything anything
    thank hi hello hey ok okay well now tell show give find identify determine list name say let know
    want need like see get look return provide display report check compare based terms regard regarding
    respect given following considering consider using use me's vs versus one ones person people someone
    somebody anyone anybody particular specific certain able possible exactly actually currently really
    most more less least many much few number count total overall average mean rate value amount
    um uh er honestly frankly basically got gotten
    maybe perhaps wonder wondering
    achieved achieve had recorded record registered attained attain secured secure shown show
    experienced experience saw see maintained maintain generated generate made make""".split()
)
"""Words that carry no content of their own in a question; they need no explanation."""
_NEGATORS = frozenset(
    """not never without except excluding exclude besides outside skip skipping omit omitting ignore ignoring
    minus""".split()
)
_NEGATING_PAIRS = frozenset(
    {("other", "than"), ("apart", "from"), ("no", "longer"), ("leave", "out"), ("leaving", "out")}
)
_MINE = frozenset({"my", "mine"})
_I_HAVE = frozenset(
    {("i", "have"), ("i", "'ve"), ("have", "i"), ("i", "own"), ("i", "owe"), ("am", "i"), ("i", "got")}
)
_DOING = frozenset({("did", "i"), ("by", "me"), ("was", "i"), ("were", "i")})
_DONE = frozenset("sold won lost sent made took met wrote signed got had led ran brought gave".split())
_TALKED = frozenset("asked wanted needed wondered noticed heard thought meant said mentioned tried".split())
_FOR = frozenset("for to with from".split())


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
        bounded = [span for span in found if span.value.start or span.value.end]
        return tuple(bounded or found)  # "so far in 2026" is no comparison of all time with a year

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
        mine = any(word in _MINE and not self._is_reason(i) for i, word in enumerate(self.words))
        return mine or any(pair in _I_HAVE | _DOING or _is_deed(*pair) for pair in pairwise(self.words))

    def _is_reason(self, index: int) -> bool:
        """Whether "my" only says for whom it is asked: "for my boss"."""
        following = [term for m in self.mentions if m.first == index + 1 for term in m.meanings]
        named = any(isinstance(term, ObjectTerm | MeasureTerm) for term in following)
        before = self.words[max(0, index - 1) : index]
        return not named and index + 1 in self.content and bool(_FOR & set(before))

    @cached_property
    def form(self) -> AnswerForm | None:
        """The form asked for: the last that names a kind, else a wish for brevity."""
        named = [span.value for span in self.forms if span.value.kind]
        return named[-1] if named else self.forms[-1].value if self.forms else None

    @cached_property
    def aside(self) -> tuple[Range, ...]:
        """What is understood by itself, whatever the question: times, ids, form, values with labels."""
        spans = (*self.windows, *self.ids, *self.forms, *self.stated)
        return (*(span.range for span in spans), *find_nows(self.text))

    @cached_property
    def content(self) -> frozenset[int]:
        """The tokens that a good reading has to explain."""
        return self.negators | frozenset(
            i
            for i, token in enumerate(self.tokens)
            if not {token.text.lower(), token.word} & FUNCTION_WORDS
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


def _is_deed(who: str, word: str) -> bool:
    """Whether the two words tell what the person who asks has done: "I closed", not "I wanted to know"."""
    return who == "i" and (word in _DONE or (word.endswith("ed") and word not in _TALKED))


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
    found = (_with_possessive(window, text) for window in find_windows(text, situation.moment))
    windows = tuple(window for window in found if not within(*window.range, aside))
    mentions = tuple(lexicon.scan(words, text))
    forms = tuple(form for form in find_forms(text) if not _is_value(form, mentions))
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
        mentions=mentions,
    )


def _with_possessive(window: Span[Time], text: str) -> Span[Time]:
    """With what makes it an owner: "last year's"."""
    end = window.end + (2 if text[window.end : window.end + 2] in ("'s", "’s") else 0)
    return Span(window.start, end, text[window.start : end], window.value)


def _is_value(form: Span[AnswerForm], mentions: Iterable[Mention]) -> bool:
    """Whether what looks like a form says which records are meant: "phone only", of cases by phone."""
    said = [token for token in tokens(form.text) if token.word not in FUNCTION_WORDS]
    return len(said) == 1 and any(
        isinstance(term, ValueTerm)
        for mention in mentions
        if within(mention.start, mention.end, [form.range]) and mention.text.lower() == said[0].text.lower()
        for term in mention.meanings
    )


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


def _kind_word(object_name: str) -> str:
    word = object_name.removesuffix("__c").removesuffix("2").rstrip("_")
    return "agent" if word == "User" else re.sub(r"(?<=[a-z])(?=[A-Z])", " ", word).lower()
