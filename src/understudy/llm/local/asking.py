"""The sentence that asks, where the others only say why: "Who sold most in May? I need it for the board."."""

import re

from understudy.llm.local.changes import WRITING_ACTIONS
from understudy.llm.local.decide import Decision
from understudy.llm.local.lexicon import MeasureTerm, ObjectTerm, ValueTerm
from understudy.llm.local.message import Message
from understudy.llm.local.normalise import sentences
from understudy.llm.local.spans import Range

__all__ = ["asking_sentence", "is_in_doubt"]

# A document may answer anything that is said; the records answer what is asked.
_LOOKING_UP = "answer_from_knowledge"
_ASKS = re.compile(
    r"(?:(?:and|so|ok|okay|hi|hello|hey|please|can you|could you)[\s,]+)*"
    r"(?:who|whom|whose|what|which|when|where|how|show|list|give|tell|find|pull|is|are|do|does|did|have|has)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r",\s+(?=(?:who|whose|what|which|when|where|how)\b)", re.IGNORECASE)
_BACK = frozenset("it its he she him her his they them their this that these those one there".split())


def is_in_doubt(decision: Decision) -> bool:
    """Whether something of the message was not understood or left unused."""
    reading = decision.reading
    if reading is not None and reading.action == _LOOKING_UP:
        return True
    if reading is not None and (reading.quotes or reading.action in WRITING_ACTIONS):
        return False
    return decision.kind in ("unknown", "ask") or bool(decision.left_out)


def asking_sentence(message: Message) -> str:
    """The one sentence that asks, if the rest names nothing that it could be about; else nothing."""
    parts = _parts(message.text)
    asking = [part for part in parts if _asks(message.text, part)]
    if len(parts) < 2 or len(asking) != 1 or message.stated:
        return ""
    start, end = asking[0]
    said = {t.text.lower() for t in message.tokens if start <= t.start < end}
    if any(_limits(message, part, refers=bool(said & _BACK)) for part in parts if part != asking[0]):
        return ""
    return message.typed(start, end)


def _parts(text: str) -> list[Range]:
    found: list[Range] = []
    for sentence in sentences(text):
        start = sentence.start
        for clause in _CLAUSE.finditer(text, sentence.start, sentence.end):
            found.append((start, clause.start()))
            start = clause.end()
        found.append((start, sentence.end))
    return found


def _asks(text: str, part: Range) -> bool:
    piece = text[slice(*part)].strip()
    return piece.endswith("?") or bool(_ASKS.match(piece))


def _limits(message: Message, part: Range, *, refers: bool) -> bool:
    """Whether the sentence names what another one may be about: records, times, values."""
    start, end = part

    def inside(first: int) -> bool:
        return start <= first < end

    if any(inside(piece.start) for piece in (*message.names, *message.ids, *message.windows)):
        return True
    if any(word in message.text[start:end] for word in message.unresolved):
        return True
    terms = [term for mention in message.mentions if inside(mention.start) for term in mention.meanings]
    return any(isinstance(term, ValueTerm) for term in terms) or (
        refers and any(isinstance(term, ObjectTerm | MeasureTerm) for term in terms)
    )
