"""What speaks for and against two claims being about the same thing in the same case, each as a number."""

from collections.abc import Collection
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields
from datetime import date
from math import isfinite, log10

from understudy.knowledge.facts.alignment import Alignment
from understudy.knowledge.facts.cases import named_apart, of_case, of_way
from understudy.knowledge.facts.claim import Value
from understudy.knowledge.facts.draw import Drawn
from understudy.knowledge.facts.rarity import Rarity
from understudy.knowledge.facts.vocabulary import FAINT, REACHED_BY, REACHING, vocabulary

__all__ = ["NAMES", "Comparison", "Features"]

_ABOVE_COUNTS = 0.7
_ENOUGH = 0.8
_ENOUGH_SHARED = 1.3


@dataclass(frozen=True, slots=True)
class Features:
    """Each between 0 and 1.

    For one thing: `least` and `mean` say how much of each one's words the other has, `shared` how much they
    have in common, `above` how alike what they stand under is, `cosine` how near they are in meaning, and
    `unit` whether both measure in the same unit.

    Against it: `apart` and `alone` how much both, or one, names what the other doesn't, and `swapped` the
    same without regard to words that say nearly the same; `scope`, `way`, `headed`, `condition` and `label`
    how far one is limited to what the other says nothing of; `attribute` that they are of one line of the
    vocabulary's `apart`; `name` and `other_name` a proper name that one lacks, or that both have; `role`,
    `bound` and `magnitude` that the values play another part or are of another size; `thin` that they share
    no word of their own; `table` and `page` that one is a cell, or both are of one page.
    """

    least: float
    mean: float
    shared: float
    above: float
    cosine: float
    unit: float
    apart: float
    alone: float
    swapped: float
    scope: float
    way: float
    headed: float
    condition: float
    label: float
    attribute: float
    name: float
    other_name: float
    role: float
    bound: float
    magnitude: float
    thin: float
    table: float
    page: float


NAMES = tuple(field.name for field in fields(Features))


class Comparison:
    """Compares claims of one set of documents."""

    def __init__(self, rarity: Rarity, alignment: Alignment) -> None:
        self._rarity = rarity
        self._alignment = alignment

    def of(self, a: Drawn, b: Drawn, cosine: float) -> Features:
        """What speaks for and against two claims of the same kind being about the same."""
        one, other = self._covered(a, b), self._covered(b, a)
        only_a, only_b = self._only(a, b), self._only(b, a)
        heads_count = self._rarity.sum(a.own & b.own) < _ENOUGH_SHARED
        return Features(
            least=min(one, other),
            mean=(one + other) / 2,
            shared=min(3.0, self._rarity.sum(a.own & b.own)) / 3,
            above=self._alike(a.own | a.above, b.own | b.above),
            cosine=cosine,
            unit=_same_unit(a.claim.value, b.claim.value),
            apart=min(1.0, only_a, only_b),
            alone=min(3.0, max(only_a, only_b)) / 3,
            swapped=min(1.0, self._others(a, b), self._others(b, a)),
            scope=named_apart(a, b, of_case(a.limits.named), of_case(b.limits.named)),
            way=named_apart(a, b, of_way(a.limits.named), of_way(b.limits.named)),
            headed=named_apart(a, b, a.limits.headed, b.limits.headed) if heads_count else 0.0,
            condition=max(self._unmet(a, b), self._unmet(b, a)),
            label=max(_unlabelled(a, b), _unlabelled(b, a)),
            attribute=float(_attributes_apart(a.own, b.own)),
            name=float(
                bool(a.names - b.own - b.above - b.names) != bool(b.names - a.own - a.above - a.names)
            ),
            other_name=float(_names_apart(a, b)),
            role=float(a.role != b.role),
            bound=_bounds_apart(a.claim.value, b.claim.value),
            magnitude=_magnitudes_apart(a.claim.value, b.claim.value),
            thin=float(not (a.own & b.own) - FAINT),
            table=float(a.in_table or b.in_table),
            page=float(a.claim.document == b.claim.document),
        )

    def _covered(self, a: Drawn, b: Drawn) -> float:
        """How much of the first one's words the second has, or words that say the same."""
        own, other = known_by(a, self._rarity), known_by(b, self._rarity)
        whole = self._rarity.sum(own)
        if not whole:
            return 0.0
        met = sum(self._rarity.of(word) * self._met(word, a, b, other) for word in own)
        return met / whole

    def _met(self, word: str, a: Drawn, b: Drawn, among: Collection[str]) -> float:
        by_own = self._alignment.met(word, a, b, among)
        return max(by_own, _ABOVE_COUNTS if word in b.above else 0.0)

    def _only(self, a: Drawn, b: Drawn) -> float:
        """How much the first names that the second doesn't; half, where it only stands above that."""
        only = a.own - b.own - vocabulary().actions - FAINT
        return sum(
            self._rarity.of(word)
            * (1 - max(self._alignment.met(word, a, b, b.own), 0.5 if word in b.above else 0.0))
            for word in only
        )

    def _others(self, a: Drawn, b: Drawn) -> float:
        """How much the first names in words that the second has nowhere, not even near ones."""
        return self._rarity.sum(a.own - b.own - vocabulary().actions - FAINT)

    def _unmet(self, a: Drawn, b: Drawn) -> float:
        """How much of what the first is limited to the other says nothing of."""
        return max((self._unmet_of(each, a, b) for each in a.limits.conditions), default=0.0)

    def _unmet_of(self, condition: frozenset[str], a: Drawn, b: Drawn) -> float:
        told = b.own | b.above
        whole = self._rarity.sum(condition)
        met = sum(
            self._rarity.of(word) * (1.0 if word in told else self._alignment.met(word, a, b, b.own))
            for word in condition
        )
        return 1 - met / whole if whole else 0.0

    def _alike(self, a: AbstractSet[str], b: AbstractSet[str]) -> float:
        least = min(self._rarity.sum(a), self._rarity.sum(b))
        return self._rarity.sum(a & b) / least if least else 0.0


def known_by(drawn: Drawn, rarity: Rarity) -> frozenset[str]:
    """The words of the claim; with those of what it stands under where it has hardly any of its own."""
    own = drawn.own - REACHING if drawn.claim.value.kind in REACHED_BY else drawn.own
    return own if rarity.sum(own) >= _ENOUGH else own | drawn.subject


def _unlabelled(a: Drawn, b: Drawn) -> float:
    """How many of a cell's labels say something of which the other says nothing."""
    labels = a.limits.labels
    return sum(not label & (b.own | b.above) for label in labels) / len(labels) if labels else 0.0


def _attributes_apart(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether each has a word of the same line of the vocabulary's `apart` that the other lacks."""
    apart = vocabulary().apart
    only_a = {line for word in a - b for line in apart.get(word, ())}
    only_b = {line for word in b - a for line in apart.get(word, ())}
    return bool(only_a & only_b)


def _names_apart(a: Drawn, b: Drawn) -> bool:
    """Whether both name something by a proper name, and not the same."""
    only_a, only_b = a.names - b.names, b.names - a.names
    numbered = [name for name in only_a | only_b if any(letter.isdigit() for letter in name)]
    return bool(numbered) or bool(only_a and only_b and not a.names & b.names)


def _same_unit(a: Value, b: Value) -> float:
    return float(bool(a.unit) and a.unit == b.unit and a.unit != "be")


def _bounds_apart(a: Value, b: Value) -> float:
    return 0.0 if a.bound == b.bound else 0.5 if "exact" in (a.bound, b.bound) else 1.0


def _magnitudes_apart(a: Value, b: Value) -> float:
    """Of amounts the orders of magnitude between them, of days the years; 1 where it is more."""
    if a.kind == "date":
        return _years_apart(a.key, b.key)
    one, other = max(a.low, 0.0), max(b.low, 0.0)
    if not (isfinite(one) and isfinite(other)) or a.kind == "clock":
        return 0.0
    if not one or not other:
        return 0.0 if one == other else 0.5
    return min(1.0, abs(log10(one / other)))


def _years_apart(a: str, b: str) -> float:
    try:
        return min(1.0, abs((date.fromisoformat(a) - date.fromisoformat(b)).days) / 365)
    except ValueError:
        return 0.0
