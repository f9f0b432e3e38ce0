"""No more requests and tokens a minute than a model's provider takes, as the installation declares them."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from fnmatch import fnmatchcase

from understudy.kit.config import ModelRate
from understudy.kit.pace import Pace
from understudy.kit.trace import span

__all__ = ["Pacing", "pacing_of"]

_MINUTE_S = 60.0
_ALL = ""


class Pacing:
    """Who asks one model in this process takes turns here. What a request costs in tokens is known only when
    it has been answered: the next ones wait for it.
    """

    def __init__(
        self,
        rate: ModelRate,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._requests = Pace(rate.requests, _MINUTE_S, now) if rate.requests else None
        self._tokens = Pace(rate.tokens, _MINUTE_S, now) if rate.tokens else None
        self._sleep = sleep

    async def wait(self) -> None:
        """Until a request may be sent; it is counted."""
        while wait_s := max(
            (pace.wait_s(_ALL) for pace in (self._requests, self._tokens) if pace), default=0.0
        ):
            with span("model.paced", seconds=wait_s):
                await self._sleep(wait_s)
        if self._requests:
            self._requests.count(_ALL)

    def used(self, tokens: int) -> None:
        """So many were read and written."""
        if self._tokens:
            self._tokens.count(_ALL, tokens)


def pacing_of(model: str, rates: tuple[ModelRate, ...]) -> Pacing | None:
    """By the first rate whose pattern fits the model's name."""
    rate = next((each for each in rates if fnmatchcase(model, each.model)), None)
    return Pacing(rate) if rate else None
