"""The sentences of a reply, and which of them claim nothing about the world. Pure."""

import re

from understudy.knowledge.sentences import Sentence, split_sentences
from understudy.llm.local.message import FUNCTION_WORDS
from understudy.llm.local.normalise import tokens

__all__ = ["bare", "claims_nothing", "pieces_of"]

_MARKS = re.compile(r"^\s*(?:[-*•#>]+|\d+[.)])\s+|\*\*|__|`|\[\d+\]")
_OFFERS = re.compile(
    r"^(?:(?:please )?(?:let me know|feel free|do(?:n't| not) hesitate|tell me)\b"
    r"|(?:i|we)(?:'m| am|'d| would|'ll| will|'re| are)? (?:be )?(?:happy|glad|sorry|here|afraid)\b"
    r"|(?:i|we) (?:hope|apologi[sz]e|understand|found|looked|checked|see|can help)\b"
    r"|(?:i|we) (?:do not|don't|can't|cannot|could not|couldn't) (?:know|find|say|tell|see)\b"
    r"|is there anything|anything else|here (?:is|are)\b|sure|of course|great question|good question"
    r"|thanks|thank you|hello|hi\b|source:)",
    re.IGNORECASE,
)
_FEWEST = 2


def pieces_of(reply: str) -> list[Sentence]:
    """The sentences with their places; what marks a list, emphasis or a footnote is no part of the words."""
    return [each for each in split_sentences(reply) if any(map(str.isalnum, each.text))]


def bare(text: str) -> str:
    """The words without marks of Markdown."""
    return " ".join(_MARKS.sub("", text).split())


def claims_nothing(text: str) -> bool:
    """Whether a sentence asks, offers, greets, or only says what follows; a number makes a claim of it."""
    words = bare(text)
    if words.endswith("?"):
        return True
    if any(map(str.isdigit, words)):
        return False
    if words.endswith(":"):
        return True
    content = [token for token in tokens(words) if token.word not in FUNCTION_WORDS]
    return len(content) < _FEWEST or bool(_OFFERS.match(words))
