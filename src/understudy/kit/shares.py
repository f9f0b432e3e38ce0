"""Shares and means with what is known of them: 95% intervals. Pure."""

from collections.abc import Sequence
from math import sqrt

__all__ = ["Z", "clustered", "ratio_interval", "wilson"]

Z = 1.959963984540054
"""97.5% of the normal distribution lie below it."""


def wilson(passed: float, total: float) -> tuple[float, float]:
    """The 95% score interval of a share; a total that is not whole is one of effective size.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    Journal of the American Statistical Association 22 (1927).
    """
    rate, square = passed / total, Z * Z
    middle = (rate + square / (2 * total)) / (1 + square / total)
    half = Z / (1 + square / total) * sqrt(rate * (1 - rate) / total + square / (4 * total * total))
    return max(0.0, middle - half), min(1.0, middle + half)


def ratio_interval(parts: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The 95% interval, within 0 and 1, of a sum over another, a pair of numerator and denominator a case.

    The cases are independent, not what they count: ten words of one question are no ten questions. One case
    alone tells nothing: 0 to 1. Where all parts are whole, or none has anything, it is the score interval of
    so many cases: that they agree does not make it certain.

    Source: W. G. Cochran, "Sampling Techniques" (1977), section 6.3 (a ratio by linearisation).
    """
    count, below = len(parts), sum(denominator for _, denominator in parts)
    if count < 2:
        return 0.0, 1.0
    ratio = sum(numerator for numerator, _ in parts) / below
    if ratio in (0.0, 1.0):
        return wilson(count if ratio else 0, count)
    spread = sum((numerator - ratio * denominator) ** 2 for numerator, denominator in parts)
    half = Z * sqrt(spread * count / (count - 1)) / below
    return max(0.0, ratio - half), min(1.0, ratio + half)


def clustered(parts: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The 95% interval of a share that is counted in several tries a case: so many of so many, case by case.

    Tries of one case are alike, so they tell less than as many cases. The score interval is taken at the size
    of a plain sample that would tell as much: the variance of the share by linearisation over cases against
    that of the binomial. Never more than the tries, and where all tries agree never more than the cases.

    Source: E. L. Korn and B. I. Graubard, "Confidence intervals for proportions with small expected number of
    positive counts estimated from survey data", Survey Methodology 24 (1998); N. Dean and M. Pagano,
    "Evaluating confidence interval methods for binomial proportions in clustered surveys", Journal of Survey
    Statistics and Methodology 3 (2015), who recommend the score interval among these.
    """
    cases, tries = len(parts), sum(denominator for _, denominator in parts)
    rate = sum(numerator for numerator, _ in parts) / tries
    if cases < 2 or rate in (0.0, 1.0) or tries == cases:
        return wilson(rate * cases, cases)
    spread = sum((numerator - rate * denominator) ** 2 for numerator, denominator in parts)
    variance = spread * cases / (cases - 1) / tries**2
    size = min(tries, rate * (1 - rate) / variance) if variance else tries
    return wilson(rate * size, size)
