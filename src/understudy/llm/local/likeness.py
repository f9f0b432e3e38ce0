"""How near a message is in meaning to what each measure, policy, guide and topic is asked by."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from understudy.llm.embedder import TextEncoder
from understudy.llm.local.normalise import stems
from understudy.llm.local.world import GuideView, MeasureView, PolicyView, World

__all__ = ["Likeness", "vocabulary"]

# What is to be routed often stands beside the request, so a policy is also compared clause by clause.
_CLAUSE = re.compile(r"[,.:;?!\"\n]+|\b(?:about|concerning|regarding|where|because|saying)\b")
_WORDS_OF_CLAUSE = 3


class Likeness:
    """The encoded utterances of a world: encoded once, then one matrix product a message."""

    def __init__(self, world: World, encoder: TextEncoder) -> None:
        self._encoder = encoder
        pairs = [(key, text) for key, texts in utterances(world).items() for text in texts]
        self._keys = [key for key, _ in pairs]
        self._routing = np.array([key.startswith("policy:") for key in self._keys])
        self._matrix = encoder.encode_kept([text for _, text in pairs])

    def scores(self, text: str) -> dict[str, float]:
        """How near the nearest utterances of each key are: `measure:…`, `policy:…`, `guide:…`, `topic:…`."""
        if not self._keys:
            return {}
        cosines: NDArray[np.float32] = self._matrix @ self._encoder.encode([text])[0]
        clauses = [clause for clause in _CLAUSE.split(text) if len(clause.split()) >= _WORDS_OF_CLAUSE]
        if clauses and clauses != [text]:
            of_clauses = (self._matrix @ self._encoder.encode(clauses).T).max(axis=1)
            cosines = np.where(self._routing, np.maximum(cosines, of_clauses), cosines)
        by_key: dict[str, list[float]] = defaultdict(list)
        for key, cosine in zip(self._keys, cosines, strict=True):
            by_key[key].append(float(cosine))
        return {key: _nearest(values) for key, values in by_key.items()}


def _nearest(cosines: list[float]) -> float:
    """Mostly the nearest; the second steadies it, so that one odd utterance does not decide."""
    best = sorted(cosines, reverse=True)[:2]
    return best[0] if len(best) == 1 else 0.8 * best[0] + 0.2 * best[1]


def utterances(world: World) -> dict[str, list[str]]:
    """What is said to ask for each thing: its examples, and sentences made of its labels."""
    found: dict[str, list[str]] = {}
    for measure in world.measures:
        found[f"measure:{measure.name}"] = list(_of_measure(measure))
    for policy in world.policies:
        found[f"policy:{policy.name}"] = list(_of_policy(policy))
    for guide in world.guides:
        found[f"guide:{guide.name}"] = [*guide.examples, guide.label, *guide.synonyms, guide.description]
    for topic in world.topics:
        found[f"topic:{topic.name}"] = [*topic.examples, topic.when]
    return found


def _of_measure(measure: MeasureView) -> Iterable[str]:
    yield from measure.examples
    yield measure.description
    for words in (measure.label, *measure.synonyms):
        yield words
        usual = measure.by_name.get(measure.usual_group or "")
        label = usual.label if usual else (measure.usual_group or "")
        if label:
            yield f"which {label} had the highest {words}"
            yield f"which {label} had the lowest {words}"
    for dimension in measure.dimensions:
        yield f"{measure.label} by {dimension.label}"
        yield f"which {dimension.label} has the best {measure.label}"


def _of_policy(policy: PolicyView) -> Iterable[str]:
    yield from (*policy.examples, policy.label, *policy.synonyms, policy.description)


@lru_cache(maxsize=1024)
def vocabulary(item: MeasureView | PolicyView | GuideView) -> frozenset[str]:
    """The stems of what it is called and of how it is asked for: they need no other explanation."""
    texts = [item.label, *item.synonyms, *item.examples]
    return frozenset(each for text in texts for each in stems(text))


@lru_cache(maxsize=1024)
def core_vocabulary(item: MeasureView | PolicyView | GuideView) -> frozenset[str]:
    """The stems of its label and synonyms: words that name it."""
    return frozenset(each for text in (item.label, *item.synonyms) for each in stems(text))
