"""The words in which people ask for what a company keeps to itself, read from `vocabulary.yaml`."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict

from understudy.llm.local.normalise import Token, stems, tokens

__all__ = ["Examples", "Vocabulary", "vocabulary"]

_LONGEST = 6


class Examples(BaseModel):
    """Requests for one kind of thing that is kept back, and honest ones that sound alike."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    asked: tuple[str, ...]
    honest: tuple[str, ...]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    words: dict[str, tuple[str, ...]]
    kinds: dict[str, Examples]


@dataclass(frozen=True)
class Vocabulary:
    """Phrases by their stems, each with the sets it belongs to; their words; the examples of each kind."""

    phrases: Mapping[tuple[str, ...], frozenset[str]]
    words: frozenset[str]
    kinds: Mapping[str, Examples]

    def find(self, words: Sequence[Token]) -> dict[str, list[range]]:
        """The tokens of every phrase, by its set, in order; a longer one hides those of its set inside it."""
        found: dict[str, list[range]] = defaultdict(list)
        covered: dict[str, set[int]] = defaultdict(set)
        for size in range(_LONGEST, 0, -1):
            for first in range(len(words) - size + 1):
                place = range(first, first + size)
                for name in self.phrases.get(tuple(word.stem for word in words[first : first + size]), ()):
                    if not covered[name].issuperset(place):
                        found[name].append(place)
                        covered[name].update(place)
        return {name: sorted(places, key=lambda each: each.start) for name, places in found.items() if places}


@cache
def vocabulary() -> Vocabulary:
    """The one that comes with the platform."""
    text = (files("understudy.llm.local.confidential") / "vocabulary.yaml").read_text(encoding="utf-8")
    read = _File.model_validate(yaml.safe_load(text))
    phrases: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for name, said in read.words.items():
        for phrase in said:
            phrases[stems(phrase)].add(name)
    words = frozenset(token.word for said in read.words.values() for each in said for token in tokens(each))
    return Vocabulary({key: frozenset(names) for key, names in phrases.items()}, words, read.kinds)
