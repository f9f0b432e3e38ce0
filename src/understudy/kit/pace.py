"""How often something may happen, for each of many, in memory that has a bound.

Source: the generic cell rate algorithm (ITU-T I.371), which keeps one number for each: when all that happened
would be paid for, if it had come evenly.
"""

import time
from collections.abc import Callable

__all__ = ["Pace"]

_MOST_KNOWN = 100_000


class Pace:
    """`most` times at once, and as many again evenly over each `per_s` seconds."""

    def __init__(self, most: int, per_s: float, now: Callable[[], float] = time.monotonic) -> None:
        self._each_s = per_s / most
        self._per_s = per_s
        self._now = now
        self._paid_at: dict[str, float] = {}

    def wait_s(self, who: str) -> float:
        """How long until it may happen again; 0 when it may now."""
        ahead_s = self._paid_at.get(who, 0.0) + self._each_s - self._now()
        return max(0.0, ahead_s - self._per_s)

    def count(self, who: str, times: int = 1) -> None:
        """It has happened, so many times."""
        if who not in self._paid_at and len(self._paid_at) >= _MOST_KNOWN:
            self._forget()
        self._paid_at[who] = max(self._paid_at.get(who, 0.0), self._now()) + self._each_s * times

    def take(self, who: str) -> float:
        """Count it if it may happen now; how long it must wait if not, and it is not counted."""
        wait_s = self.wait_s(who)
        if not wait_s:
            self.count(who)
        return wait_s

    def _forget(self) -> None:
        """Who has waited long enough is as if never seen; of too many others the oldest are let go."""
        now = self._now()
        kept = {who: paid_at for who, paid_at in self._paid_at.items() if paid_at > now}
        for who in [*kept][: max(0, len(kept) - _MOST_KNOWN // 2)]:
            del kept[who]
        self._paid_at = kept
