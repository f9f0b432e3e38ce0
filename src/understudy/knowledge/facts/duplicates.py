"""Documents that say nearly the same, word for word; boilerplate that many share does not count."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from understudy.knowledge.documents import Document
from understudy.llm.local.spans import plain

__all__ = ["Duplicate", "find_duplicates"]

_SHINGLE = 3
_LEAST_ALIKE = 0.5
_FEWEST_SHINGLES = 12
# What stands in more documents than this is a template's.
_BOILERPLATE_SHARE, _MOST_COPIES = 0.04, 20
_WORD = re.compile(r"[^\W_]+(?:['.][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Documents that say nearly the same: the one proposed to stay, and those that could go."""

    canonical: str
    others: tuple[str, ...]


def find_duplicates(
    documents: Sequence[Document],
    inbound: Mapping[str, Collection[str]],
    disagreeing: Collection[frozenset[str]] = (),
) -> list[Duplicate]:
    """Groups of near duplicates. `disagreeing` are pairs that conflict: they are no copies of each other."""
    shingles = _telling([_shingles(document.text) for document in documents])
    group = list(range(len(documents)))
    for i, j in _alike(shingles):
        pair = frozenset({documents[i].key, documents[j].key})
        if pair not in disagreeing and not _differ_in_facts(documents[i], documents[j]):
            old, new = group[j], group[i]
            group = [new if each == old else each for each in group]
    members: dict[int, list[Document]] = defaultdict(list)
    for at, document in zip(group, documents, strict=True):
        members[at].append(document)
    return [_duplicate(each, inbound) for each in members.values() if len(each) > 1]


def _duplicate(members: Sequence[Document], inbound: Mapping[str, Collection[str]]) -> Duplicate:
    """The newest is proposed to stay; of equally new ones the most linked, then the longest."""

    def rank(document: Document) -> tuple[date, int, int]:
        newest = max((day for day in (document.updated, document.reviewed) if day), default=date.min)
        return newest, len(inbound.get(document.key, ())), len(document.text)

    ordered = sorted(sorted(members, key=lambda each: each.key), key=rank, reverse=True)
    return Duplicate(ordered[0].key, tuple(each.key for each in ordered[1:]))


def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = _WORD.findall(plain(text))
    return frozenset(zip(*(words[at:] for at in range(_SHINGLE)), strict=False))


def _telling(shingles: Sequence[frozenset[tuple[str, ...]]]) -> list[frozenset[tuple[str, ...]]]:
    """Without those that stand in so many documents that they are a template's."""
    most = min(_MOST_COPIES, max(5, int(_BOILERPLATE_SHARE * len(shingles))))
    count = Counter(shingle for each in shingles for shingle in each)
    return [frozenset(shingle for shingle in each if count[shingle] <= most) for each in shingles]


def _alike(shingles: Sequence[frozenset[tuple[str, ...]]]) -> Iterator[tuple[int, int]]:
    holding: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, each in enumerate(shingles):
        for shingle in each:
            holding[shingle].append(at)
    shared = Counter(pair for each in holding.values() for pair in combinations(each, 2))
    for (i, j), both in sorted(shared.items()):
        a, b = len(shingles[i]), len(shingles[j])
        if min(a, b) >= _FEWEST_SHINGLES and both / (a + b - both) >= _LEAST_ALIKE:
            yield i, j


_NUMBER = re.compile(r"\d[\d.,:]*")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w-]+")


def _differ_in_facts(a: Document, b: Document) -> bool:
    """Whether each has numbers or names that the other lacks: a template that was filled in twice."""
    for pattern in (_NUMBER, _NAME):
        one, other = ({m.strip(".,:") for m in pattern.findall(each.text)} for each in (a, b))
        if one - other and other - one:
            return True
    return False
