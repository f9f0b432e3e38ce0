"""How far several agree, beyond what chance would make them: kappa, with its 95% interval. Pure."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import sqrt

from understudy.kit.shares import wilson

__all__ = ["Agreement", "cohen", "fleiss"]

_Z = 1.959963984540054  # 97.5% of the normal distribution lie below it


@dataclass(frozen=True, slots=True)
class Agreement:
    """`observed` is the share that agrees, over so many items. `kappa` is 1 when all agree and 0 when no more
    do than would by chance, with an interval of 95%; the three are None where nothing can be said: there are
    too few items, or only one label was ever given.
    """

    items: int
    observed: float
    kappa: float | None = None
    low: float | None = None
    high: float | None = None

    def __str__(self) -> str:
        told = f"{self.observed:.0%} agree, over {self.items}"
        if self.kappa is None:
            return f"{told}; no kappa: too few, or all the same"
        return f"kappa {self.kappa:.2f} (95% interval {self.low:.2f} to {self.high:.2f}), {told}"


def cohen(pairs: Sequence[tuple[Hashable, Hashable]]) -> Agreement:
    """The agreement of two, from the two labels of each item.

    Source: J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological
    Measurement 20 (1960); the standard error is that of J. L. Fleiss, J. Cohen, B. S. Everitt, "Large sample
    standard errors of kappa and weighted kappa", Psychological Bulletin 72 (1969).
    """
    n = len(pairs)
    if n < 2:
        return Agreement(n, float(all(a == b for a, b in pairs)))
    cells = {pair: count / n for pair, count in Counter(pairs).items()}
    first = {label: count / n for label, count in Counter(a for a, _ in pairs).items()}
    second = {label: count / n for label, count in Counter(b for _, b in pairs).items()}
    observed = sum(share for (a, b), share in cells.items() if a == b)
    chance = sum(share * second.get(label, 0.0) for label, share in first.items())
    if chance == 1.0:
        return Agreement(n, observed)
    kappa = (observed - chance) / (1 - chance)
    spread = -((kappa - chance * (1 - kappa)) ** 2)
    for (a, b), share in cells.items():
        if a == b:
            spread += share * (1 - (first[a] + second[a]) * (1 - kappa)) ** 2
        else:
            spread += share * ((1 - kappa) * (second.get(a, 0.0) + first.get(b, 0.0))) ** 2
    return _with_interval(n, observed, chance, sqrt(max(0.0, spread) / n) / (1 - chance))


def fleiss(items: Sequence[Sequence[Hashable]]) -> Agreement:
    """The agreement of any number, from the labels that each item was given. Who gave them, and how many, may
    differ from item to item; an item with fewer than two says nothing.

    Source: J. L. Fleiss, "Measuring nominal scale agreement among many raters", Psychological Bulletin 76
    (1971); the variance is that of K. L. Gwet, "Large-sample variance of Fleiss generalized kappa",
    Educational and Psychological Measurement 81 (2021), for any number of labels an item.
    """
    counted = [Counter(labels) for labels in items if len(labels) > 1]
    n = len(counted)
    if n < 2:
        return Agreement(n, sum(map(_share_agreed, counted)) / n if n else 0.0)
    agreed = [_share_agreed(counts) for counts in counted]
    shares: Counter[Hashable] = Counter()
    for counts in counted:
        for label, count in counts.items():
            shares[label] += count / counts.total() / n  # pyright: ignore[reportArgumentType] - a share
    observed, chance = sum(agreed) / n, sum(share * share for share in shares.values())
    if chance > 1 - 1e-12:
        return Agreement(n, observed)
    kappa = (observed - chance) / (1 - chance)
    spread = 0.0
    for counts, share in zip(counted, agreed, strict=True):
        expected = sum(shares[label] * count / counts.total() for label, count in counts.items())
        alone = (share - chance) / (1 - chance) - 2 * (1 - kappa) * (expected - chance) / (1 - chance)
        spread += (alone - kappa) ** 2
    return _with_interval(n, observed, chance, sqrt(spread / (n - 1) / n))


def _share_agreed(counts: Counter[Hashable]) -> float:
    """Of all pairs of labels of an item those that are the same."""
    total = counts.total()
    return sum(count * (count - 1) for count in counts.values()) / (total * (total - 1))


def _with_interval(n: int, observed: float, chance: float, error: float) -> Agreement:
    """Where all agree the error is nought, though that so many did does not make it certain: the interval is
    then that of the share that agrees.
    """
    kappa = (observed - chance) / (1 - chance)
    if observed > 1 - 1e-12:
        low = (wilson(n, n)[0] - chance) / (1 - chance)
        return Agreement(n, 1.0, 1.0, max(-1.0, low), 1.0)
    return Agreement(n, observed, kappa, max(-1.0, kappa - _Z * error), min(1.0, kappa + _Z * error))
