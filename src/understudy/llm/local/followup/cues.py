"""What the small words of a message say about the question before: go on, only, not, all, the same ones."""

import re
from dataclasses import dataclass
from itertools import pairwise

from understudy.llm.local.lexicon import MeasureTerm, ObjectTerm
from understudy.llm.local.message import Message
from understudy.llm.local.records import sorts

__all__ = ["Cues", "find_cues", "has_antecedent"]

_LEADING = frozenset(
    "and or but only just also now then instead same plus not without except excluding".split()
)
_LEADING_PAIRS = frozenset({("what", "about"), ("how", "about"), ("what", "if")})
_SAME_DEED = frozenset((verb, what) for verb in ("is", "did", "does", "do") for what in ("that", "so"))
_POINTING = frozenset({"which", "what", "the"})
_NARROWING = frozenset("only just merely solely".split())
_ADDING = frozenset("also too including plus additionally".split())
_WIDENING = frozenset("all everything every".split())
_THOSE = frozenset("them those these ones they".split())
_LISTING = frozenset("list show display see".split())
_GROUPING = frozenset("by per each every across".split())
_ADDING_UP = frozenset("total average mean sum combined altogether together".split())
_INSTEAD = frozenset("instead rather again".split())
_SAID = frozenset(
    """please ok okay well now then so and or but only just also too plus including instead rather again about
    ones one them those these they same what how if as by per in for order""".split()
)
_CLAUSE = re.compile(r"[.,:;?!]\s")
_LONG = 12
_TERSE = 4


@dataclass(frozen=True, slots=True)
class Cues:
    """How a message continues. `refers` says that it speaks of the records of before ("them", "the closed
    ones"), `lists` that it asks to see them, `leads` that it begins as a continuation, `terse` that it is
    no more than a fragment. `indexes` are the tokens that say so.
    """

    leads: bool
    narrows: bool
    adds: bool
    widens: bool
    refers: bool
    lists: bool
    terse: bool
    names_object: bool
    names_measure: bool
    indexes: frozenset[int]

    @property
    def continues(self) -> bool:
        """Whether it says in so many words that it goes on from what was before."""
        return self.leads or self.refers or self.adds

    @property
    def is_whole(self) -> bool:
        """Whether it is a question of its own, which needs nothing from before."""
        return not self.continues and not (self.terse and not self.names_object and not self.names_measure)


def find_cues(message: Message) -> Cues:
    """The cues of a message; a long one continues nothing."""
    words = message.words
    said = set(words)
    short = len(words) <= _LONG
    pairs = set(pairwise(words))
    terms = [(mention, term) for mention in message.mentions for term in mention.meanings]
    leads = bool(words) and (words[0] in _LEADING or words[:2] in _LEADING_PAIRS or words[-1] in _INSTEAD)
    names_object = _names_objects(message, 1)
    names_number = any(isinstance(term, MeasureTerm) for _, term in terms)
    counts = words[:2] == ("how", "many") or words[-2:] == ("how", "many")
    those = [i for i, word in enumerate(words) if word in _THOSE and not has_antecedent(message, i)]
    refers = bool(those) or bool(pairs & _SAME_DEED) or (counts and not names_object)
    refers |= _speaks_of_one(words) and not names_object and not names_number
    refers |= bool(said & _ADDING_UP) and not names_object and not names_number
    adds = bool(said & _ADDING) or ("as", "well") in pairs
    return Cues(
        leads=short and leads,
        narrows=bool(said & _NARROWING),
        adds=adds and (not names_object or len(words) <= _TERSE),
        widens=bool(said & _WIDENING),
        refers=short and refers and not _names_objects(message, 2),
        lists=short and refers and bool(said & _LISTING),
        terse=len(words) <= _TERSE,
        names_object=names_object,
        names_measure=any(isinstance(term, MeasureTerm) and mention.size > 1 for mention, term in terms),
        indexes=frozenset(i for i, word in enumerate(words) if word in _SAID),
    )


def _speaks_of_one(words: tuple[str, ...]) -> bool:
    """ "Which one is the oldest?", "show me the largest one"."""
    return any(
        word == "one" and bool(_POINTING & set(words[max(0, i - 3) : i])) for i, word in enumerate(words)
    )


def has_antecedent(message: Message, index: int) -> bool:
    """Whether the pronoun means what an earlier clause of the message itself names."""
    end = message.tokens[index].start
    spans = [(mention.end, mention) for mention in message.mentions if mention.end <= end]
    named = [at for at, mention in spans if any(isinstance(t, ObjectTerm) for t in mention.meanings)]
    named += [name.end for name in message.names if name.end <= end]
    return any(_CLAUSE.search(message.text[at:end]) for at in named)


def _names_objects(message: Message, least: int) -> bool:
    """Whether words for so many objects stand in the message; "by agent" asks of none."""
    named = {
        (mention.first, mention.last)
        for mention in message.mentions
        for term in mention.meanings
        if isinstance(term, ObjectTerm)
        and not sorts(message, mention)
        and not _GROUPING & set(message.words[: mention.first][-1:])
    }
    return len(named) >= least
