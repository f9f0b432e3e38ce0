"""The message as an order to draft an email: "write to … about …", "draft an apology for …"."""

import re
from collections.abc import Iterable, Sequence

from understudy.llm.local.message import FUNCTION_WORDS, Message, NameMention
from understudy.llm.local.pointed import Pointed, find_pointed, object_words
from understudy.llm.local.reading import Reading
from understudy.llm.local.spans import Range, plain
from understudy.llm.local.world import World
from understudy.llm.situation import Situation

__all__ = ["read_emails"]

ACTION = "draft_email"
_LIKENESS = 0.9
_MAIL = r"(?:e-?mails?|mail|message|letter|note|reply|response|answer|lines?)"
_KIND = r"(?:follow-?up|update|apology|reminder|invitation|thank-?you)"
_ORDER = re.compile(
    rf"""(?:^|[,.;:!?]\s+|\band\s+|\bthen\s+)
    (?:(?:please|kindly|hi|hello|hey|can|could|would|will|you|i|we|need|want|to|help|me|us|let's|now)[\s,]+)*
    (?:
      (?:draft|write|compose|prepare|word|send|drop|shoot)\s+(?:(?:me|us)\s+)?(?:up\s+)?
      (?:(?=(?:\S+\s+){{0,8}}?(?:{_MAIL}|{_KIND})\b)|(?<=draft\s)(?=(?:an?|the|my|our)\b))
      (?:(?:an?|the|some|my|our)\s+)?(?:{_MAIL}\b)?
    | write(?=\s+to\b) | (?:an?\s+)?e-?mail(?=\s+\S)
    )""",
    re.VERBOSE,
)
_ADDRESS = re.compile(r"(?<!\S)[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_TO = frozenset("to email mail message write".split())
_LINKS = frozenset("to about for of on regarding concerning re with in by from as and that".split())
_ARTICLES = frozenset("a an the our my their his her its this".split())
_LABELS = frozenset({"id", "number"})
_WHICH = "Which record is the email about? Tell me its name, number or id."


def read_emails(message: Message, world: World, situation: Situation) -> list[Reading]:
    """One reading if the message orders a text; what it says besides is the email's purpose.

    Where the agent drafts nothing, the words are left to the other readings.
    """
    order = _ORDER.search(plain(message.text))
    if not world.allowed(ACTION) or not order:
        return []
    receivers = [name for name in message.names if message.word_before(name.start) in _TO]
    others = [name for name in message.names if name not in receivers]
    pointed = find_pointed(message, world, situation, others)
    to = _receiver(message, receivers)
    if pointed is None and receivers:
        pointed, to = find_pointed(message, world, situation, receivers), ""
    return [
        Reading(
            action=ACTION,
            arguments=_arguments(message, pointed, to, order.span()),
            about="a draft of an email",
            explained=message.content,
            likeness=_LIKENESS,
            fit=1.0,
            missing=None if pointed else _WHICH,
            choice=pointed.choice if pointed else None,
        )
    ]


def _receiver(message: Message, receivers: Sequence[NameMention]) -> str:
    """The id of the one person named, the name where it fits several, or the address that is written."""
    if receivers:
        best = receivers[0].best
        if "@" in receivers[0].text:
            return receivers[0].text
        return best[0].id if len({match.id for match in best}) == 1 else best[0].name
    address = _ADDRESS.search(message.text)
    return address.group() if address else ""


def _arguments(message: Message, pointed: Pointed | None, to: str, order: Range) -> dict[str, str]:
    given = {"id": pointed.id if pointed else "", "purpose": _purpose(message, order), "to": to}
    return {name: value for name, value in given.items() if value}


def _purpose(message: Message, order: Range) -> str:
    """What is left of the words without the order, records and people, and what leads up to them."""
    ranges: list[Range] = [order, *((name.start, name.end) for name in message.names)]
    ranges += [span.range for span in message.ids]
    ranges += [found.span() for found in _ADDRESS.finditer(message.text)]
    named = message.indexes(ranges)
    gone = named | {i for first in named for i in _leading_up(message, first)}
    kept = [token for i, token in enumerate(message.tokens) if i not in gone]
    while kept and kept[0].text.lower() in _LINKS | _ARTICLES:
        del kept[0]
    while kept and kept[-1].text.lower() in _LINKS | _ARTICLES:
        del kept[-1]
    return " ".join(token.text for token in kept) if any(_tells(token.text) for token in kept) else ""


def _leading_up(message: Message, index: int) -> Iterable[int]:
    """Before a name: the word for its object, an article, a preposition, as in "about the case 10004"."""
    objects = object_words(message)
    before = index - 1
    while before >= 0 and (before in objects or message.words[before] in _ARTICLES | _LABELS):
        yield before
        before -= 1
    if before >= 0 and message.words[before] in _LINKS:
        yield before


def _tells(word: str) -> bool:
    return word.lower() not in FUNCTION_WORDS and any(c.isalpha() for c in word)
