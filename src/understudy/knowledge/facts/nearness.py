"""How sure it is that two claims are about the same thing in the same case: what was compared, weighed.

The weights are fitted to corpora of planted conflicts by `benchmarks/conflict_weights.py`; a feature weighs
in each group of kinds for itself, as far as the corpora tell it apart.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from math import exp

import yaml

from understudy.knowledge.facts.claim import Kind
from understudy.knowledge.facts.features import NAMES, Features

__all__ = ["GROUPS", "MIDDLE", "certainty", "weights"]

# Kinds that are weighed alike.
GROUPS: Mapping[str, tuple[Kind, ...]] = {
    "measured": ("count", "duration", "frequency", "money", "percent"),
    "time": ("clock", "date", "weekday"),
    "named": ("address", "email", "phone", "place", "team", "url", "version"),
    "policy": ("policy",),
}
MIDDLE = "middle"
_GROUP_OF = {kind: group for group, kinds in GROUPS.items() for kind in kinds}


@cache
def weights() -> Mapping[str, Mapping[str, Mapping[str, float]]]:
    """By whether meaning was compared ("by_meaning", "by_words"), then by group, then by feature."""
    text = files("understudy.knowledge.facts").joinpath("weights.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)


def certainty(features: Features, kind: Kind, *, by_meaning: bool) -> float:
    """How likely it is that both are about the same, between 0 and 1."""
    known = weights()["by_meaning" if by_meaning else "by_words"][_GROUP_OF[kind]]
    told = sum(known[name] * getattr(features, name) for name in NAMES)
    return 1 / (1 + exp(-(told + known[MIDDLE])))
