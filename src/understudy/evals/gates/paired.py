"""Two runs over the same cases: is one better by more than chance, and by how much?"""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from math import lcm

import numpy as np

__all__ = ["difference_interval", "no_difference_p"]

_SEED = 20261120
_DRAWS = 10_000


def no_difference_p(differences: Sequence[Fraction]) -> float:
    """How likely a mean difference at least this great either way is, were both runs alike: exact.

    One difference a case: of the shares of its attempts that passed. Were the runs alike, each difference
    might as well have the other sign, so all choices of signs are weighed, by convolution. Where a case was
    tried once in each run this is McNemar's exact test: cases that ended alike have no sign to choose, the
    others are coin tosses.

    Source: R. A. Fisher, "The design of experiments" (1935), section 21 (signs by randomisation);
    Q. McNemar, "Note on the sampling error of the difference between correlated proportions", Psychometrika
    12 (1947), in its exact, binomial form.
    """
    scale = lcm(*(each.denominator for each in differences)) if differences else 1
    sizes = [abs(int(each * scale)) for each in differences if each]
    reach = sum(sizes)
    chances = np.zeros(2 * reach + 1)
    chances[reach] = 1.0
    for size in sizes:
        chances = (np.roll(chances, size) + np.roll(chances, -size)) / 2
    came = abs(int(sum(differences, Fraction(0)) * scale))
    sums = np.abs(np.arange(-reach, reach + 1))
    return float(min(1.0, chances[sums >= came].sum()))


def difference_interval(differences: Sequence[Fraction]) -> tuple[float, float]:
    """The 95% interval of the mean difference: cases are drawn anew, each with all its attempts in both runs.

    A plain bootstrap is certain where no case differs, which a few cases cannot be. So, as Agresti and Min
    do, half a case is added to each of the four ways a pair can end before it is drawn from. The draws are
    seeded: the same runs have the same interval.

    Source: B. Efron and R. J. Tibshirani, "An introduction to the bootstrap" (1993), chapter 13, for the
    percentiles; A. Agresti and Y. Min, "Simple improved confidence intervals for comparing matched
    proportions", Statistics in Medicine 24 (2005), for what is added.
    """
    if not differences:
        return -1.0, 1.0
    added = {1.0: 0.5, -1.0: 0.5, 0.0: 1.0}
    counted = Counter(map(float, differences))
    values = np.array([*{**counted, **added}])
    counts = np.array([counted[value] + added.get(value, 0.0) for value in values])
    size = len(differences) + 2
    drawn = np.random.default_rng(_SEED).multinomial(size, counts / counts.sum(), _DRAWS)
    low, high = np.quantile(drawn @ values / size, [0.025, 0.975])
    return float(low), float(high)
