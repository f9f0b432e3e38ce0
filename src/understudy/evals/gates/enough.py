"""How many cases it takes to tell: to settle a gate, to see a difference."""

from math import ceil, sqrt

from understudy.kit.shares import Z

__all__ = ["cases_to_see", "cases_to_settle", "smallest_seen"]

_Z_POWER = 0.8416212335729143
"""80% of the normal distribution lie below it: a difference is seen four times in five."""


def cases_to_settle(rate: float, gate: float) -> int | None:
    """With how many cases the score interval of this rate would lie on one side of the gate; None where no
    number would do, since the rate is the gate.

    The score interval of `n` cases holds those gates `g` with |rate - g| <= z sqrt(g (1 - g) / n), so it
    is left at n = z² g (1 - g) / (rate - g)².

    Source: E. B. Wilson (1927), whose interval is that inequality solved for `g`.
    """
    if rate == gate:
        return None
    return max(1, ceil(Z * Z * gate * (1 - gate) / (rate - gate) ** 2))


def smallest_seen(cases: int, disagreement: float) -> float:
    """The smallest difference of two pass rates over the same cases that is seen four times in five, where
    this is the share of cases that end differently (or the mean square of their differences).

    A difference is no larger than the share that ends differently, so where few do, that share has to grow.
    At least 1 means that no difference can be seen.

    Source: R. J. Connor, "Sample size for testing differences in proportions for the paired-sample design",
    Biometrics 43 (1987), his bound by the variance of no difference.
    """
    both = Z + _Z_POWER
    return max(both * sqrt(disagreement / cases), both * both / cases)


def cases_to_see(difference: float, disagreement: float) -> int:
    """The other way round: over how many cases this difference is seen four times in five."""
    both = Z + _Z_POWER
    return ceil(both * both * max(disagreement, difference) / difference**2)
