"""Whether somebody asks for what a company keeps to itself, and what kind of thing it is."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from understudy.llm.embedder import TextEncoder
from understudy.llm.local.confidential.aspects import Aspects, aspects_of
from understudy.llm.local.confidential.clues import KNOWLEDGE, Clue, Kind, clues_of, secrets_of
from understudy.llm.local.confidential.resemblance import Resemblance
from understudy.llm.local.message import Message
from understudy.llm.local.normalise import sentences
from understudy.llm.local.world import World

__all__ = ["ENOUGH", "SUSPECT", "Suspicion", "Watch"]

ENOUGH = 0.8
"""From here on a message is refused."""
SUSPECT = 0.45
"""From here on it is refused if nothing is found that answers it."""
_MEANING = 0.5
_LEAST_MEANING = -0.6
_MOST_SENTENCES = 6
_TOLD_OF_ONESELF = re.compile(
    r"(?:(?:hi|hello|hey|so|well|and)[\s,]+)*(?:i|we|my|our|he|she|they)\b", re.IGNORECASE
)
_WISH = re.compile(
    r"\b(?:need|want|would|'d|’d|like to|look(?:ing)? for|wonder|interested|require|please|must have)\b",
    re.IGNORECASE,
)
_BACK = frozenset("it its he him his she her hers they them their theirs that this these those there".split())


@dataclass(frozen=True, slots=True)
class Suspicion:
    """How much speaks for it that something is kept back; `kind` is what kind most likely."""

    kind: Kind
    weight: float
    clues: tuple[Clue, ...] = ()


class Watch:
    """Judges messages for one world. Employees keep nothing from each other but what their rules close; how
    the agent is set up, and keys, are told to nobody.
    """

    def __init__(self, encoder: TextEncoder, world: World) -> None:
        self._resemblance = Resemblance(encoder)
        self._common = encoder.words
        self._personal = frozenset(kind.name for kind in world.objects if kind.is_personal)
        self._is_for_customers = world.audience == "customers"

    def suspicion(self, message: Message) -> Suspicion:
        """What the message is suspected of most: a sentence of it or, if one refers back, the whole."""
        aspects = aspects_of(message, self._common, self._personal)
        found = [self._judge(message, aspects.within(part), part) for part in _judged(message)]
        return max(found, key=lambda each: each.weight)

    def _judge(self, message: Message, aspects: Aspects, part: range) -> Suspicion:
        if not self._is_for_customers:
            secrets = tuple(secrets_of(aspects))
            return Suspicion(KNOWLEDGE, sum(clue.weight for clue in secrets), secrets)
        clues = clues_of(aspects)
        by_kind: dict[Kind, float] = defaultdict(float)
        for clue in clues:
            by_kind[clue.kind] += clue.weight
        kind = max(by_kind, key=lambda each: by_kind[each]) if by_kind else KNOWLEDGE
        meaning = max(_LEAST_MEANING, self._resemblance.of(_masked(message, aspects, part)))
        return Suspicion(kind, by_kind.get(kind, 0.0) + _MEANING * meaning, tuple(clues))


def _judged(message: Message) -> Iterator[range]:
    """The tokens of each sentence that asks, and of all if one refers back or none asks."""
    whole = range(len(message.tokens))
    asking = [part for part in _sentences(message) if not _only_tells(message, part)]
    yield from asking[:_MOST_SENTENCES]
    if not asking or any(message.words[i] in _BACK for part in asking for i in part):
        yield whole


def _sentences(message: Message) -> list[range]:
    found: list[range] = []
    for sentence in sentences(message.text):
        inside = [i for i, t in enumerate(message.tokens) if sentence.start <= t.start < sentence.end]
        if inside:
            found.append(range(inside[0], inside[-1] + 1))
    return found


def _only_tells(message: Message, part: range) -> bool:
    """Whether the sentence says no more than who asks and why."""
    start, end = message.tokens[part.start].start, message.tokens[part.stop - 1].end
    text = message.text[start:end]
    asks = message.text[end : end + 1] == "?" or _WISH.search(text)
    return not asks and bool(_TOLD_OF_ONESELF.match(text))


def _masked(message: Message, aspects: Aspects, part: range) -> str:
    """The words with "that company" for strangers: who it is changes nothing."""
    begin, end = message.tokens[part.start].start, message.tokens[part.stop - 1].end
    pieces, last = list[str](), begin
    for stranger in sorted(aspects.strangers, key=lambda each: each.start):
        start = message.tokens[part.start + stranger.start].start
        if start >= last:
            pieces += [message.text[last:start], "that company"]
            last = message.tokens[part.start + stranger.stop - 1].end
    return "".join([*pieces, message.text[last:end]])
