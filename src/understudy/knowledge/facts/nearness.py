"""How sure it is that two claims are about the same thing: by their words, their place and their meaning."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from math import exp, log

from understudy.knowledge.facts.draw import Drawn
from understudy.knowledge.facts.vocabulary import FAINT, vocabulary
from understudy.llm.local.normalise import stem

__all__ = ["Features", "Rarity", "certainty", "differs", "features_of"]

_FAINT_WEIGHT = 0.12
_ABOVE_COUNTS = 0.7
_ENOUGH = 0.8
_ENOUGH_SHARED = 1.3
# Of a condition the other one has to name this share, by the weight of its words.
_COVERED = 0.5
_BETWEEN = frozenset("a an at by for from in on over per the to via with".split())
# Of where somebody is reached the channel is no limit.
_REACHING = frozenset(
    stem(word)
    for word in "email phone call contact write reach question send mail number dial line visit".split()
)
_REACHED_BY = frozenset({"address", "email", "phone"})


class Rarity:
    """How much a word tells: the rarer among the documents' claims, the more."""

    def __init__(self, drawn: Sequence[Drawn]) -> None:
        documents: dict[str, set[str]] = {}
        for each in drawn:
            for word in each.own | each.above:
                documents.setdefault(word, set()).add(each.claim.document)
        self._count = Counter({word: len(keys) for word, keys in documents.items()})
        # In a small set a word of two pages is no rare one.
        self._size = max(60, len({each.claim.document for each in drawn}))

    def of(self, word: str) -> float:
        """Between about 0.1 for a word that is everywhere and 1 for one that stands once."""
        weight = log(1 + self._size / (1 + self._count[word])) / log(1 + self._size / 2)
        return max(0.1, weight) * (_FAINT_WEIGHT if word in FAINT else 1.0)

    def count(self, word: str) -> int:
        """In how many documents it stands."""
        return self._count[word]

    @property
    def size(self) -> int:
        """How many documents there are, at least 60."""
        return self._size

    def sum(self, words: Iterable[str]) -> float:
        """Of several."""
        return sum(self.of(word) for word in words)


@dataclass(frozen=True, slots=True)
class Features:
    """What speaks for one thing, each between 0 and 1 except `shared`.

    `least` and `mean` say how much of each one's own words the other has, `shared` how much they have in
    common, `above` how alike what they stand under is, `cosine` how near they are in meaning. `apart` speaks
    against it: how much each names things that the other doesn't.
    """

    least: float
    mean: float
    shared: float
    above: float
    cosine: float
    apart: float


def features_of(a: Drawn, b: Drawn, rarity: Rarity, cosine: float) -> Features:
    """Compare two claims of the same kind."""
    one, other = _covered(a, b, rarity), _covered(b, a, rarity)
    return Features(
        min(one, other),
        (one + other) / 2,
        min(3.0, rarity.sum(a.own & b.own)) / 3,
        _alike(a.own | a.above, b.own | b.above, rarity),
        cosine,
        min(1.0, _only(a, b, rarity), _only(b, a, rarity)),
    )


def _only(a: Drawn, b: Drawn, rarity: Rarity) -> float:
    """How much the first names that the second doesn't; half, where it only stands above that."""
    only = a.own - b.own - vocabulary().actions - FAINT
    return rarity.sum(only - b.above) + rarity.sum(only & b.above) / 2


def _covered(a: Drawn, b: Drawn, rarity: Rarity) -> float:
    own, other = known_by(a, rarity), known_by(b, rarity)
    whole = rarity.sum(own)
    if not whole:
        return 0.0
    return (rarity.sum(own & other) + _ABOVE_COUNTS * rarity.sum((own - other) & b.above)) / whole


def known_by(drawn: Drawn, rarity: Rarity) -> frozenset[str]:
    """The words of the claim; with those of what it stands under where it has hardly any of its own."""
    own = drawn.own - _REACHING if drawn.claim.value.kind in _REACHED_BY else drawn.own
    return own if rarity.sum(own) >= _ENOUGH else own | drawn.subject


def _alike(a: Collection[str], b: Collection[str], rarity: Rarity) -> float:
    least = min(rarity.sum(a), rarity.sum(b))
    return rarity.sum(set(a) & set(b)) / least if least else 0.0


NAMES = tuple(field.name for field in fields(Features))
# Chosen on one corpus of planted conflicts, confirmed on another: see docs/explain/conflicts.md.
WEIGHTS = Features(least=2.5, mean=3.5, shared=2.5, above=1.5, cosine=5.0, apart=-3.6)
MIDDLE = -6.6
# Without an encoder the words alone decide.
WORDS_ONLY = Features(least=3.5, mean=5.0, shared=3.5, above=2.0, cosine=0.0, apart=-3.6)
WORDS_MIDDLE = -5.6


def certainty(features: Features, *, by_meaning: bool) -> float:
    """How likely it is that both are about the same thing, between 0 and 1."""
    weights, middle = (WEIGHTS, MIDDLE) if by_meaning else (WORDS_ONLY, WORDS_MIDDLE)
    told = sum(getattr(weights, name) * getattr(features, name) for name in NAMES)
    return 1 / (1 + exp(-(told + middle)))


def differs(a: Drawn, b: Drawn, rarity: Rarity) -> str:
    """Why the two are about different things or cases, in a word; empty when nothing says so."""
    everything_a, everything_b = a.own | a.above, b.own | b.above
    if a.limits.excepted & b.own or b.limits.excepted & a.own:
        return "exception"
    if a.limits.before & b.limits.after or b.limits.before & a.limits.after:
        return "time"
    if a.claim.value.kind not in _REACHED_BY and _named_apart(a, b, everything_a, everything_b, rarity):
        return "scope"
    if _uncovered(a, everything_b, rarity) or _uncovered(b, everything_a, rarity):
        return "condition"
    if _attributes_apart(a.own, b.own):
        return "attribute"
    if _names_apart(a, b):
        return "name"
    if a.terms and b.terms and not a.terms & b.terms:
        return "term"
    if a.role != b.role:
        return "role"
    if a.claim.value.kind in _REACHED_BY and _reached_for_other_things(a, b):
        return "purpose"
    return ""


def _named_apart(
    a: Drawn, b: Drawn, everything_a: Collection[str], everything_b: Collection[str], rarity: Rarity
) -> bool:
    """Whether one names a group, place or way that the other doesn't.

    What only a heading names is no limit of claims that by themselves say enough of the same thing.
    """
    one, other = a.limits.named, b.limits.named
    if rarity.sum(a.own & b.own) < _ENOUGH_SHARED:
        one, other = one | a.limits.headed, other | b.limits.headed
    if a.claim.value.kind == "clock" and a.claim.value.bound == b.claim.value.bound == "range":
        # A channel does not limit opening hours: it is what is open.
        one, other = _without_channels(one), _without_channels(other)
    return any(
        not set(name.split()) - _BETWEEN <= set(everything)
        for names, everything in ((one - other, everything_b), (other - one, everything_a))
        for name in names
    )


def _without_channels(names: frozenset[str]) -> frozenset[str]:
    return frozenset(name for name in names if vocabulary().scopes.get(name) != "channel")


def _uncovered(a: Drawn, everything: Collection[str], rarity: Rarity) -> bool:
    """Whether one has a condition of which the other says hardly anything, or a label of which nothing."""
    return any(
        rarity.sum(condition & set(everything)) < _COVERED * rarity.sum(condition)
        for condition in a.limits.conditions
    ) or any(not label & set(everything) for label in a.limits.labels)


def _attributes_apart(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether each has a word of the same line of the vocabulary's `apart` that the other lacks."""
    apart = vocabulary().apart
    only_a = {line for word in a - b for line in apart.get(word, ())}
    only_b = {line for word in b - a for line in apart.get(word, ())}
    return bool(only_a & only_b)


def _reached_for_other_things(a: Drawn, b: Drawn) -> bool:
    """Whether the two are reached about different things: one for refunds, another for all."""
    one, other = a.own - _REACHING - FAINT, b.own - _REACHING - FAINT
    shared = one & (other | b.above) | other & (one | a.above)
    return bool(one | other) and not shared


def _names_apart(a: Drawn, b: Drawn) -> bool:
    """Whether both name something by a proper name, and not the same."""
    only_a, only_b = a.names - b.names, b.names - a.names
    numbered = [name for name in only_a | only_b if any(letter.isdigit() for letter in name)]
    return bool(numbered) or bool(only_a and only_b and not a.names & b.names)
