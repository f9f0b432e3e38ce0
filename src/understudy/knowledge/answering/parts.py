"""A message that asks several things, as the questions that it is made of. Pure."""

import re
from dataclasses import dataclass

from understudy.knowledge.answering.courtesies import without_courtesies
from understudy.llm.local.message import FUNCTION_WORDS
from understudy.llm.local.normalise import tokens

__all__ = ["Part", "split_question"]

_MOST = 4
# So many grammatical words ask something too: "can I return it".
_FEWEST = 4
_ASKS = (
    r"(?:how|what|when|where|why|who|whom|whose|which"
    r"|(?:can|could|may|might|do|does|did|is|are|was|were|will|would|should|must|have|has)\s+"
    r"(?:i|we|you|it|they|he|she|there|this|that|these|those|one|the|an?|my|our|your|their|its|any|some|all"
    r"|\w+(?:\s+\w+){1,4}))\b"
)
_BEGINS = re.compile(rf"\W*(?:(?:and|also|so|but|or|then|plus)\s+)*{_ASKS}", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[?.!])\s+|\n+")
_JOINT = re.compile(
    rf"\s*(?:[,;]\s*(?:and\s+|plus\s+|also\s+)?|\s(?:and|plus)\s+)(?:(?:also|then)\s+)?(?={_ASKS})",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"\s(?:if|because|while|whether|unless)\s", re.IGNORECASE)
_POINTS_BACK = re.compile(r"\b(?:it|they|them|its|their|this|that|these|those|one)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """One of the questions, as it was asked. `about` is what those before it are about, if it points back."""

    text: str
    about: str = ""

    @property
    def explained(self) -> str:
        """The question with what it points back to."""
        return f"{self.about}: {self.text}" if self.about else self.text


def split_question(message: str) -> tuple[Part, ...]:
    """The questions of a message in order, up to four; the message as a whole when it asks but one thing.

    What is told before a question belongs to it. A piece without a word of its own asks nothing new.
    """
    pieces = [piece for sentence in _questions(message) for piece in _cut(sentence)]
    if not 1 < len(pieces) <= _MOST:
        return (Part(message),)
    return tuple(
        Part(piece, " ".join(_content(" ".join(pieces[:at]))) if _POINTS_BACK.search(piece) else "")
        for at, piece in enumerate(pieces)
    )


def _questions(message: str) -> list[str]:
    """The sentences, what is only told before a question joined to it."""
    found: list[str] = []
    told = ""
    for sentence in _SENTENCE.split(message.strip()):
        if _is_question(sentence):
            found.append(f"{told}{sentence}")
            told = ""
        else:
            told += f"{sentence} "
    if not found:
        return [message]
    return [*found[:-1], f"{found[-1]} {told}".rstrip()]


def _is_question(sentence: str) -> bool:
    return sentence.rstrip().endswith("?") or bool(_BEGINS.match(sentence))


def _cut(sentence: str) -> list[str]:
    """The questions of one sentence; the sentence when a piece asks nothing by itself, or when a condition
    may hold for what comes after it too.
    """
    pieces = [piece.strip(" ,;.") for piece in _JOINT.split(without_courtesies(sentence))]
    if len(pieces) == 1 or not _BEGINS.match(pieces[0]) or not all(map(_asks_something, pieces)):
        return [sentence]
    if any(map(_CONDITION.search, pieces[:-1])):
        return [sentence]
    return [piece if piece.endswith("?") else f"{piece}?" for piece in pieces]


def _asks_something(piece: str) -> bool:
    return bool(_content(piece)) or len(tokens(piece)) >= _FEWEST


def _content(text: str) -> list[str]:
    """The words that carry meaning."""
    return [token.text for token in tokens(text) if token.word not in FUNCTION_WORDS]
