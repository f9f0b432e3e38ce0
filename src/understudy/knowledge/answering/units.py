"""Sentences that can only be understood together, as one: "Fill the tank. Then open it." Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from understudy.knowledge.sentences import Sentence

__all__ = ["units_of"]

# Longer ones are no quote any more.
_MOST_SENTENCES, _MOST_WORDS = 3, 70
_POINTS_BACK = re.compile(
    r"(?:it|its|they|them|their|this|that|these|those|such|both|he|she|here|then|also|otherwise|instead"
    r"|after that|afterwards|in (?:that|this|such a) case|if (?:so|not|it|they))\b",
    re.IGNORECASE,
)
# Without a subject: "Defaults to 600", "Returns the name".
_NO_SUBJECT = re.compile(r"[A-Z][a-z]+(?<!s)s\s+(?:to|the|a|an|if|whether|when|as)\b")


def units_of(text: str, sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences in order, those that point back joined to the one before them in the same line.

    What is joined stands so in the text, letter for letter.
    """
    units: list[list[Sentence]] = []
    for each in sentences:
        if units and _belongs(text, each, units[-1]):
            units[-1].append(each)
        else:
            units.append([each])
    return [replace(unit[0], text=text[unit[0].start : unit[-1].end]) for unit in units]


def _belongs(text: str, sentence: Sentence, unit: Sequence[Sentence]) -> bool:
    """Whether it goes on with what the unit says."""
    last = unit[-1]
    return (
        not sentence.lead
        and "\n" not in text[last.end : sentence.start]
        and len(unit) < _MOST_SENTENCES
        and _words([*unit, sentence]) <= _MOST_WORDS
        and bool(_POINTS_BACK.match(sentence.text) or _NO_SUBJECT.match(sentence.text))
    )


def _words(sentences: Iterable[Sentence]) -> int:
    return sum(len(each.text.split()) for each in sentences)
