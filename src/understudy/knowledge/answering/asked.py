"""What a question asks about, word by word, and for what kind of value. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from understudy.knowledge.facts.claim import Kind
from understudy.knowledge.facts.values import find_values
from understudy.knowledge.facts.vocabulary import vocabulary
from understudy.llm.local.message import FUNCTION_WORDS

__all__ = ["Asked", "kinds_in", "read_question", "words_of"]


_TIMES = "minutes|hours|days|weeks|months|years|nights"
_MEASURED = "heavy|big|large|deep|wide|high|far|tall|old|hot|cold|warm|thick|close|near|loud|strong|small"
# By the words that ask for them; the first line that fits counts.
_ASKED_FOR: tuple[tuple[str, frozenset[Kind]], ...] = (
    (
        rf"how (?:long|soon|fast|quick\w*|much (?:\w+ )?(?:time|notice|leave)|many (?:\w+ )?(?:{_TIMES}))",
        frozenset({"duration", "clock", "date"}),
    ),
    (r"(?:what|which) (?:time|hours?)|(?:opening|office|business|support) hours", frozenset({"clock"})),
    (r"how often", frozenset({"frequency", "count", "duration"})),
    (rf"how (?:many|{_MEASURED})", frozenset({"count", "percent", "duration", "money"})),
    (
        r"how much|costs?|price|fee|(?:what|which) (?:sum|amount|share|percentage|discount|rate|limit)",
        frozenset({"money", "percent", "count"}),
    ),
    (
        r"when|(?:what|which) (?:day|date|month|weekday)",
        frozenset({"date", "clock", "weekday"}),
    ),
    (r"(?:phone|telephone) number|number (?:do|can|should) i|dial", frozenset({"phone", "count"})),
    (r"where|(?:what|which) (?:city|town|address|place)", frozenset({"place", "address"})),
)


_MONTH = re.compile(
    r"\b(?:January|February|March|April|June|July|August|September|October|November|December)\b"
    r"|\b(?:in|until|by|before|since|from|mid|late|early) May\b"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The `words` that a question names by their meanings, with how much each meaning tells, and the kinds of
    value that answer it; none where any sentence may.
    """

    words: Mapping[str, str]
    weights: Mapping[str, float]
    kinds: frozenset[Kind]


def read_question(question: str, rarity: Mapping[str, float]) -> Asked:
    """`rarity` has how much each word tells, between 0 and 1: the rarer among the documents, the more. A
    phrase that is one meaning tells as much as words do on average.
    """
    usual = sum(rarity.values()) / len(rarity) if rarity else 1.0
    words = {m: word for m, word in words_of(question).items() if word not in FUNCTION_WORDS}
    weights = {meaning: rarity.get(word, usual) for meaning, word in words.items()}
    return Asked(words, weights, _asked_for(question))


def _asked_for(question: str) -> frozenset[Kind]:
    low = question.lower()
    return next((kinds for words, kinds in _ASKED_FOR if re.search(rf"\b(?:{words})\b", low)), frozenset())


@lru_cache(maxsize=4096)
def words_of(text: str) -> Mapping[str, str]:
    """The words of a text by what they mean; of several that mean the same, the last."""
    return {meaning: word for word, meaning in vocabulary().worded(text.lower())}


@lru_cache(maxsize=4096)
def kinds_in(text: str) -> frozenset[Kind]:
    """The kinds of the values that stand in a text; a month without a day is a date too."""
    found: set[Kind] = {span.value.kind for span in find_values(text, text.lower())}
    if _MONTH.search(text):
        found.add("date")
    return frozenset(found)
