"""Shares and means with what is known of them: 95% intervals. Pure."""

from collections.abc import Sequence
from math import sqrt

__all__ = ["ratio_interval", "wilson"]

_Z = 1.959963984540054  # 97.5% of the normal distribution lie below it


def wilson(passed: int, total: int) -> tuple[float, float]:
    """The 95% score interval of a share.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    Journal of the American Statistical Association 22 (1927).
    """
    rate, square = passed / total, _Z * _Z
    middle = (rate + square / (2 * total)) / (1 + square / total)
    half = _Z / (1 + square / total) * sqrt(rate * (1 - rate) / total + square / (4 * total * total))
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
    half = _Z * sqrt(spread * count / (count - 1)) / below
    return max(0.0, ratio - half), min(1.0, ratio + half)
