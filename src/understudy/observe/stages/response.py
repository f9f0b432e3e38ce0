"""Stage 5, the response: is what was answered the answer?"""

import re
from collections.abc import Sequence
from typing import Literal

from understudy.knowledge.probe.corpus import KeptDocument, Place
from understudy.knowledge.probe.questions import content_words
from understudy.observe.stages.evidence import Evidence

__all__ = ["Ending", "ending_of", "is_right"]

Ending = Literal["right", "wrong", "don't know", "asked back", "declined"]
_FIGURE = re.compile(r"\d[\d.,]*\d|\d")
_ENOUGH = 0.5
_MOST_IN_COMMON, _FEWEST = 0.7, 4


def ending_of(evidence: Evidence, right: bool) -> Ending:
    """How the turn ended: what claims to answer and is not right is wrong."""
    match evidence.kind:
        case "reply":
            if not evidence.known:
                return "don't know"
            return "right" if right else "wrong"
        case "clarify":
            return "asked back"
        case _:
            return "declined"


def is_right(evidence: Evidence, document: KeptDocument, places: Sequence[Place]) -> bool:
    """Whether the reply gives a sentence that answers: it cites its place, or one elsewhere that says the
    same, or says the sentence, or has all its figures and half of its other words.

    The last is for a model that answers in its own words and cites nothing; it holds only for a sentence with
    figures.
    """
    if any(
        cited.document == document.id and any(cited.place.meets(place) for place in places)
        for cited in evidence.citations
    ):
        return True
    sentences = [document.text[place.start : place.end] for place in places]
    if any(_says_the_same(sentence, cited.quote) for sentence in sentences for cited in evidence.citations):
        return True
    said = _plain(evidence.text)
    if any(_plain(sentence) in said for sentence in sentences if sentence):
        return True
    return not evidence.citations and any(_paraphrased(sentence, evidence.text) for sentence in sentences)


def _says_the_same(one: str, other: str) -> bool:
    """Whether the shorter has no figure that the longer has not, and most of its words in common with it."""
    shorter, longer = sorted((one, other), key=lambda text: len(content_words(text)))
    words = set(content_words(shorter))
    if len(words) < _FEWEST or not set(_FIGURE.findall(shorter)) <= set(_FIGURE.findall(longer)):
        return False
    return len(words & set(content_words(longer))) >= _MOST_IN_COMMON * len(words)


def _paraphrased(sentence: str, text: str) -> bool:
    figures, words = set(_FIGURE.findall(sentence)), set(content_words(sentence))
    if not figures or not words:
        return False
    return figures <= set(_FIGURE.findall(text)) and len(words & set(content_words(text))) >= _ENOUGH * len(
        words
    )


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
