"""Pairs of claims on the same thing that cannot both be right."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from understudy.knowledge.facts.alignment import Alignment
from understudy.knowledge.facts.candidates import Pair, candidates, may_conflict
from understudy.knowledge.facts.claim import Conflict
from understudy.knowledge.facts.differences import differs
from understudy.knowledge.facts.draw import Drawn
from understudy.knowledge.facts.features import Comparison, Features
from understudy.knowledge.facts.nearness import certainty
from understudy.knowledge.facts.rarity import Rarity
from understudy.llm.embedder import TextEncoder

__all__ = ["LEAST_CERTAINTY", "compare_pairs", "find_conflicts"]

LEAST_CERTAINTY = 0.5
_LEAST_WITHIN_PAGE = 0.8
# Two wordings of the same are hardly nearer than this.
_NEAREST = 0.95


def find_conflicts(drawn: Sequence[Drawn], encoder: TextEncoder | None = None) -> list[Conflict]:
    """The conflicts, the surest first; of two sentences there is at most one."""
    search = _Search(drawn, encoder)
    found: dict[tuple[tuple[str, int], tuple[str, int]], Conflict] = {}
    for (i, j), sure in search.on_one_thing():
        conflict = _conflict(drawn[i], drawn[j], sure)
        key = ((conflict.a.document, conflict.a.start), (conflict.b.document, conflict.b.start))
        if key not in found or found[key].certainty < conflict.certainty:
            found[key] = conflict
    return sorted(found.values(), key=lambda c: (-c.certainty, c.a.document, c.a.start, c.b.document))


def compare_pairs(
    drawn: Sequence[Drawn], encoder: TextEncoder | None = None
) -> Iterator[tuple[Pair, Features, bool]]:
    """Every candidate pair with what was compared, and whether its values disagree, to fit weights to."""
    search = _Search(drawn, encoder)
    pairs = search.pairs
    for pair, features in zip(pairs, search.compared(pairs), strict=True):
        yield pair, features, may_conflict(drawn[pair[0]], drawn[pair[1]])


class _Search:
    """Compares the claims of one set of documents, what words alone rule out not by meaning."""

    def __init__(self, drawn: Sequence[Drawn], encoder: TextEncoder | None) -> None:
        self._drawn = drawn
        self._encoder = encoder
        self._rarity = Rarity(drawn)
        self._alignment = Alignment(encoder)
        self._by_words = Comparison(self._rarity, Alignment())
        self.pairs = [pair for pair in candidates(drawn, self._rarity) if not differs(*self._claims(pair))]

    def on_one_thing(self) -> Iterator[tuple[Pair, float]]:
        """Pairs that disagree, surely enough about one thing, and neither with a better counterpart."""
        disagreeing = [
            pair for pair in self.pairs if may_conflict(*self._claims(pair)) and self._is_possible(pair)
        ]
        sure = {pair: s for pair, s in self._certainties(disagreeing) if s >= self._least(pair)}
        rivals = self._rivals_of(sure)
        of_rivals = dict(
            self._certainties({each for found in rivals.values() for each in found} - sure.keys())
        )
        known = {**of_rivals, **sure}
        for pair, certain in sure.items():
            if all(known[rival] <= certain for rival in rivals[pair]):
                yield pair, certain

    def compared(self, pairs: Sequence[Pair]) -> list[Features]:
        """What speaks for and against each pair."""
        drawn = self._drawn
        self._alignment.learn(drawn[at] for pair in pairs for at in pair)
        comparison = Comparison(self._rarity, self._alignment)
        cosines = self._cosines(pairs)
        return [
            comparison.of(drawn[i], drawn[j], cosine) for (i, j), cosine in zip(pairs, cosines, strict=True)
        ]

    def _claims(self, pair: Pair) -> tuple[Drawn, Drawn]:
        return self._drawn[pair[0]], self._drawn[pair[1]]

    def _certainties(self, pairs: Iterable[Pair]) -> Iterator[tuple[Pair, float]]:
        ordered = sorted(pairs)
        for pair, features in zip(ordered, self.compared(ordered), strict=True):
            kind = self._drawn[pair[0]].claim.value.kind
            yield pair, certainty(features, kind, by_meaning=self._encoder is not None)

    def _is_possible(self, pair: Pair) -> bool:
        """Whether they are about the same thing if their meaning is as near as it can be."""
        a, b = self._claims(pair)
        if self._encoder is None:
            return True
        exact = self._by_words.of(a, b, _NEAREST)
        best = replace(exact, least=(1 + exact.least) / 2, mean=(1 + exact.mean) / 2, apart=0.0, alone=0.0)
        return certainty(best, a.claim.value.kind, by_meaning=True) >= self._least(pair)

    def _least(self, pair: Pair) -> float:
        a, b = self._claims(pair)
        return _LEAST_WITHIN_PAGE if a.claim.document == b.claim.document else LEAST_CERTAINTY

    def _rivals_of(self, pairs: Iterable[Pair]) -> dict[Pair, list[Pair]]:
        """Of each pair the others that hold one of its sentences and another one of the other's document."""
        by_place: dict[tuple[str, int, str, str], list[Pair]] = defaultdict(list)
        for pair in self.pairs:
            for key in self._places(pair):
                by_place[key].append(pair)
        return {
            pair: [
                rival
                for key in self._places(pair)
                for rival in by_place[key]
                if self._is_another(rival, pair)
            ]
            for pair in pairs
        }

    def _places(self, pair: Pair) -> Iterator[tuple[str, int, str, str]]:
        a, b = (each.claim for each in self._claims(pair))
        if a.document != b.document:
            yield a.document, a.start, a.value.kind, b.document
            yield b.document, b.start, b.value.kind, a.document

    def _is_another(self, rival: Pair, pair: Pair) -> bool:
        """Whether it is of other sentences, and not only of other values in them."""
        return {self._sentence(at) for at in rival} != {self._sentence(at) for at in pair}

    def _sentence(self, at: int) -> tuple[str, int]:
        claim = self._drawn[at].claim
        return claim.document, claim.start

    def _cosines(self, pairs: Sequence[Pair]) -> list[float]:
        if self._encoder is None or not pairs:
            return [0.0] * len(pairs)
        texts = list(dict.fromkeys(self._drawn[at].told for pair in pairs for at in pair))
        row = {text: at for at, text in enumerate(texts)}
        vectors = self._encoder.encode(texts)
        told = [(row[self._drawn[i].told], row[self._drawn[j].told]) for i, j in pairs]
        return [float(vectors[one] @ vectors[other]) for one, other in told]


def _conflict(a: Drawn, b: Drawn, sure: float) -> Conflict:
    a, b = sorted((a, b), key=lambda each: (each.claim.document, each.claim.start))
    return Conflict(a.claim, b.claim, _about(a, b), round(sure, 3))


def _about(a: Drawn, b: Drawn) -> str:
    """What both say something of, in the words of the first."""
    common = b.own | b.above
    shared = list(dict.fromkeys(word for word, meaning in a.words if meaning in common))
    return " ".join(shared[:7]) or a.claim.attribute
