"""One page after the other from the web: checked at every hop, politely, within limits."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from understudy.kit.outside.client import AGENT, Answer, Client, follow
from understudy.kit.outside.connections import Near
from understudy.kit.outside.failure import FetchError
from understudy.knowledge.formats.limits import MOST_BYTES

__all__ = ["Fetched", "Fetcher"]

_HEADERS = {"User-Agent": f"{AGENT} (a company's own crawler of its documents)"}
_MOST_TRIES = 3
_LONGEST_WAIT_S = 60.0
_BUSY = frozenset({429, 503})


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered, after redirects, from `url`. `data` is None when nothing has changed since."""

    url: str
    data: bytes | None
    headers: Mapping[str, str]


class Fetcher:
    """Fetches from addresses that `allowed` admits; an async context manager. `near` ones may be private.

    Between two requests lie at least `delay_s` seconds; who answers that it is too busy is asked again later.
    """

    def __init__(self, allowed: Callable[[str], bool], near: Near, delay_s: float) -> None:
        self.delay_s = delay_s
        self._allowed = allowed
        self._free_at = 0.0
        self._client = Client(near, headers=_HEADERS)

    async def get(self, url: str, states: Callable[[str], Mapping[str, Any]] = lambda _: {}) -> Fetched:
        """What is at the address; `states` has what an earlier answer for an address said of its version.

        Raises:
            FetchError: with the reason.
        """
        answer = await follow(lambda hop: self._patiently(hop, states(hop)), url, self._allowed)
        return Fetched(answer.url, None if answer.status == 304 else answer.data, answer.headers)

    async def _patiently(self, url: str, state: Mapping[str, Any]) -> Answer:
        for attempt in range(1, _MOST_TRIES + 1):
            await self._wait()
            answer = await self._client.ask(url, headers=_unless_changed(state), most_bytes=MOST_BYTES)
            if answer.status not in _BUSY:
                return _accepted(answer)
            wait_s = _wished_wait_s(answer)
            if attempt == _MOST_TRIES or wait_s > _LONGEST_WAIT_S:
                break
            self._free_at = max(self._free_at, asyncio.get_running_loop().time() + wait_s)
        raise FetchError("the server is too busy", passing=True)

    async def _wait(self) -> None:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(max(0.0, self._free_at - loop.time()))
        self._free_at = loop.time() + self.delay_s

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._client.__aexit__(kind, error, trace)


def _unless_changed(state: Mapping[str, Any]) -> Mapping[str, str]:
    if etag := state.get("etag"):
        return {"If-None-Match": etag}
    if changed := state.get("last_modified"):
        return {"If-Modified-Since": changed}
    return {}


def _wished_wait_s(answer: Answer) -> float:
    with suppress(ValueError):
        return float(answer.headers.get("retry-after", ""))
    return 1.0


def _accepted(answer: Answer) -> Answer:
    if answer.status >= 400:
        raise FetchError(f"the server answers {answer.status}", passing=answer.status >= 500)
    return answer
