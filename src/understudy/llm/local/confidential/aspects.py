"""Whom and what a message speaks of, as far as it matters to whether it may be answered here."""

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass

from understudy.llm.local.confidential.vocabulary import vocabulary
from understudy.llm.local.gazetteer import OTHER_NAMES
from understudy.llm.local.lexicon import Mention, ValueTerm
from understudy.llm.local.message import FUNCTION_WORDS, Message, NameMention, within
from understudy.llm.local.normalise import Token, sentences, stems
from understudy.llm.local.spans import Range

__all__ = ["Aspects", "aspects_of"]

_OWN = frozenset("my mine our ours".split())
_SELF = frozenset({"i", "we"})
_YOURS = frozenset({"your", "yours"})
_THEIRS = frozenset("his her hers their theirs".split())
_POSSESSIVES = _OWN | _YOURS | _THEIRS
_OTHERS = frozenset("you they he she it who somebody someone people".split())
_REACH = 5
_LINKS = frozenset("of for from by at to with".split())
_ASKING = frozenset("can could may might".split())
_HAVING = frozenset(
    "have had got own owned place placed make made open opened order ordered bought buy paid pay owe owed"
    " receive received wrote write send sent sign signed submit submitted filed raised reported get".split()
)
DEEDS = "deeds"
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LEAST_LETTERS = 3


@dataclass(frozen=True)
class Aspects:
    """The message with the phrases of the vocabulary that stand in it; places count tokens.

    `strangers` are names, addresses and numbers of which the person who asks sees no record.
    """

    words: tuple[str, ...]
    found: dict[str, list[range]]
    strangers: tuple[range, ...] = ()

    def within(self, part: range) -> "Aspects":
        """Those of one part of the message alone."""
        found = {name: _moved(places, part) for name, places in self.found.items()}
        return Aspects(self.words[part.start : part.stop], found, tuple(_moved(self.strangers, part)))

    def places(self, *names: str) -> list[range]:
        """Where phrases of these sets stand."""
        return [place for name in names for place in self.found.get(name, ())]

    def not_own(self, *names: str) -> list[range]:
        """Those that are not the person's own, nor what the person does."""
        return [
            place
            for name in names
            for place in self.found.get(name, ())
            if not (self._is_done_by_self(place) if name == DEEDS else self.is_own(place))
        ]

    def says(self, *words: str) -> bool:
        """Whether one of these words stands there."""
        return not set(words).isdisjoint(self.words)

    def is_own(self, place: range) -> bool:
        """Whether it is the person's own: "my last order", "I have an order", "which quotes did we get"."""
        if self._is_of_stranger(place):
            return False
        return self.holder(place) == "own" or self._is_had_by_self(place)

    def holder(self, place: range) -> str:
        """Whose it is: `own`, `yours` (the company's), `theirs`, or nobody's that is said."""
        for i in range(place.start - 1, max(-1, place.start - _REACH), -1):
            if self.words[i] in _POSSESSIVES:
                return _holder(self.words[i])
            if self.words[i] in FUNCTION_WORDS:
                break
        after = self.words[place.stop : place.stop + 2]
        return _holder(after[1]) if len(after) == 2 and after[0] == "of" else ""

    def _is_of_stranger(self, place: range) -> bool:
        """ "Redwood's orders", "the orders of Redwood", "somebody else's invoice"."""
        return any(
            place.start == other.stop or (other.start == place.stop + 1 and self.words[place.stop] in _LINKS)
            for other in (*self.strangers, *self.places("somebody_else"))
        )

    def _is_done_by_self(self, place: range) -> bool:
        """Whether the nearest before it that can do anything is the person: "did I order"."""
        for i in range(place.start - 1, max(-1, place.start - _REACH), -1):
            if self.words[i] in _SELF:
                return True
            if self.words[i] in _OTHERS or any(i in stranger for stranger in self.strangers):
                return False
        return self.holder(place) == "own"

    def _is_had_by_self(self, place: range) -> bool:
        """Whether the person has it, and does not only want to be told: not "can I have the address"."""
        near = range(max(0, place.start - _REACH), min(len(self.words), place.stop + _REACH))
        return any(
            self.words[i] in _SELF
            and not set(self.words[max(0, i - 1) : i]) & _ASKING
            and bool(set(self.words[max(0, i - 1) : i + 3]) & _HAVING)
            for i in near
        )


def _moved(places: Iterable[range], part: range) -> list[range]:
    """The places that lie in the part, counted from its beginning."""
    return [
        range(place.start - part.start, place.stop - part.start)
        for place in places
        if part.start <= place.start and place.stop <= part.stop
    ]


def _holder(word: str) -> str:
    return "own" if word in _OWN else "yours" if word in _YOURS else "theirs" if word in _THEIRS else ""


def aspects_of(message: Message, common: Container[str], personal: Container[str]) -> Aspects:
    """What stands in the message; `common` are words that name nobody, `personal` the objects of which
    everybody sees rows of their own alone.
    """
    values = {i for m in message.mentions if m.size > 1 and _is_value(m) for i in range(m.first, m.last)}
    found = {
        name: [place for place in places if not values & set(place)]
        for name, places in vocabulary().find(message.tokens).items()
    }
    return Aspects(message.words, found, tuple(_strangers(message, common, personal)))


def _is_value(mention: Mention) -> bool:
    """Whether the words are a value: "waiting on the customer" speaks of no customer."""
    return any(isinstance(term, ValueTerm) for term in mention.meanings)


def _strangers(message: Message, common: Container[str], personal: Container[str]) -> list[range]:
    known = [(name.start, name.end) for name in message.names if _is_meant(name, personal)]
    found = [each.span() for each in _ADDRESS.finditer(message.text)]
    found += [
        each.span() for told in message.unresolved for each in re.finditer(re.escape(told), message.text)
    ]
    found += _names(message, known, common)
    free = [span for span in found if not within(*span, known)]
    return [place for span in free if (place := _tokens(message, span))]


def _is_meant(name: NameMention, personal: Container[str]) -> bool:
    """Whether the record is the one that is named. A person's name that is only nearly right is another's."""
    best = name.matches[0]
    return name.is_sure or best.object not in personal or set(stems(name.text)) <= set(stems(best.name))


def _names(message: Message, known: list[Range], common: Container[str]) -> list[Range]:
    """Runs of words that nothing here is called: with a capital, or in a message without any, no words."""
    places = [(m.start, m.end) for m in message.mentions]
    taken = [*known, *message.aside, *places]
    starts = {sentence.start for sentence in sentences(message.text)}
    is_small = message.text.islower()
    found: list[Range] = []
    for i, token in enumerate(message.tokens):
        if not _may_name(token, taken):
            continue
        follows = i + 1 < len(message.tokens) and message.tokens[i + 1].text[:1].isupper()
        owns = token.text.endswith(("'s", "\u2019s"))
        is_word = token.word in common
        capital = token.text[:1].isupper() and (token.start not in starts or follows or owns)
        goes_on = bool(found) and message.text[found[-1][1] : token.start] == " "
        if (capital and goes_on) or (is_small and goes_on and token.word not in vocabulary().words):
            found[-1] = (found[-1][0], token.end)
        elif capital or (is_small and not is_word and token.word not in vocabulary().words):
            found.append((token.start, token.end))
    shouted = message.text.isupper()
    return [] if shouted else [span for span in found if not is_small or " " in message.text[slice(*span)]]


def _may_name(token: Token, taken: list[Range]) -> bool:
    return (
        len(token.word) >= _LEAST_LETTERS
        and token.word.isalpha()
        and token.word not in FUNCTION_WORDS
        and not token.text.isupper()
        and token.word.title() not in OTHER_NAMES
        and not within(token.start, token.end, taken)
    )


def _tokens(message: Message, span: Range) -> range | None:
    inside = [i for i, t in enumerate(message.tokens) if span[0] <= t.start and t.end <= span[1] + 2]
    return range(inside[0], inside[-1] + 1) if inside else None
