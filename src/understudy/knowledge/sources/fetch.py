"""One page after the other from the web: checked at every hop, politely, within limits."""

import asyncio
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import SplitResult, urldefrag, urljoin, urlsplit

import httpx2

from understudy.knowledge.formats.limits import MOST_BYTES
from understudy.knowledge.sources.address import resolved
from understudy.knowledge.sources.failure import FetchError

__all__ = ["AGENT", "Fetched", "Fetcher", "cleaned"]

AGENT = "Understudy"
_HEADERS = {
    "User-Agent": f"{AGENT} (a company's own crawler of its documents)",
    "Accept-Encoding": "gzip, deflate",
}
_MOST_HOPS = 5
_MOST_TRIES = 3
_TIMEOUT_S = 30.0
_WHOLE_TIMEOUT_S = 120.0
_LONGEST_WAIT_S = 60.0
_PORTS = {"http": 80, "https": 443}
_BUSY = frozenset({429, 503})


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered, after redirects, from `url`. `data` is None when nothing has changed since."""

    url: str
    data: bytes | None
    headers: Mapping[str, str]


class Fetcher:
    """Fetches from addresses that `allowed` admits; an async context manager. `trusted` ones may be near.

    Between two requests lie at least `delay_s` seconds; who answers that it is too busy is asked again later.
    """

    def __init__(
        self, allowed: Callable[[str], bool], trusted: Callable[[str], bool], delay_s: float
    ) -> None:
        self.delay_s = delay_s
        self._allowed = allowed
        self._trusted = trusted
        self._free_at = 0.0
        # A proxy would resolve names by itself, and not check them.
        self._client = httpx2.AsyncClient(trust_env=False, timeout=_TIMEOUT_S, headers=_HEADERS)

    async def get(self, url: str, states: Callable[[str], Mapping[str, Any]] = lambda _: {}) -> Fetched:
        """What is at the address; `states` has what an earlier answer for an address said of its version.

        Raises:
            FetchError: with the reason.
        """
        seen: list[str] = []
        while len(seen) <= _MOST_HOPS:
            if url in seen:
                raise FetchError("leads back to itself")
            seen.append(url)
            if not self._allowed(url):
                raise FetchError(f"leads to {urlsplit(url).netloc or url}, which is not to be read")
            answer = await self._patiently(url, states(url))
            if isinstance(answer, Fetched):
                return answer
            url = cleaned(urljoin(url, answer))
        raise FetchError(f"leads on more than {_MOST_HOPS} times")

    async def _patiently(self, url: str, state: Mapping[str, Any]) -> Fetched | str:
        for attempt in range(1, _MOST_TRIES + 1):
            await self._wait()
            try:
                async with asyncio.timeout(_WHOLE_TIMEOUT_S):
                    return await self._once(url, state)
            except _BusyError as error:
                if attempt == _MOST_TRIES or error.wait_s > _LONGEST_WAIT_S:
                    raise FetchError("the server is too busy", passing=True) from error
                self._free_at = max(self._free_at, asyncio.get_running_loop().time() + error.wait_s)
            except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, ssl.SSLError) as error:
                raise FetchError(
                    f"cannot be fetched: {error or type(error).__name__}", passing=True
                ) from error
        raise AssertionError("the last attempt ends it")

    async def _wait(self) -> None:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(max(0.0, self._free_at - loop.time()))
        self._free_at = loop.time() + self.delay_s

    async def _once(self, url: str, state: Mapping[str, Any]) -> Fetched | str:
        """The answer, or where it leads."""
        request = await self._request(urlsplit(url), state)
        response = await self._client.send(request, stream=True)
        try:
            if response.status_code == 304:
                return Fetched(url, None, response.headers)
            if response.is_redirect:
                return response.headers.get("location", "")
            _refuse(response)
            data = bytearray()
            async for part in response.aiter_bytes():
                data += part
                if len(data) > MOST_BYTES:
                    raise FetchError(f"is larger than {MOST_BYTES // 1_000_000} MB")
            return Fetched(url, bytes(data), response.headers)
        finally:
            await response.aclose()

    async def _request(self, url: SplitResult, state: Mapping[str, Any]) -> httpx2.Request:
        """A request to the address that was checked, for the host that was meant."""
        host = url.hostname or ""
        address = await resolved(host, url.port or _PORTS[url.scheme], trusted=self._trusted(url.geturl()))
        headers = {"Host": url.netloc}
        if etag := state.get("etag"):
            headers["If-None-Match"] = etag
        elif changed := state.get("last_modified"):
            headers["If-Modified-Since"] = changed
        target = httpx2.URL(url.geturl()).copy_with(host=address)
        return self._client.build_request("GET", target, headers=headers, extensions={"sni_hostname": host})

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._client.aclose()


class _BusyError(Exception):
    def __init__(self, wait_s: float) -> None:
        super().__init__()
        self.wait_s = wait_s


def _refuse(response: httpx2.Response) -> None:
    status = response.status_code
    if status in _BUSY:
        wait_s = 1.0
        with suppress(ValueError):
            wait_s = float(response.headers.get("retry-after", ""))
        raise _BusyError(wait_s)
    if status >= 400:
        raise FetchError(f"the server answers {status}", passing=status >= 500)


def cleaned(url: str) -> str:
    """The address without a place within the page; empty if it is none of the web.

    The host is in small letters, without the usual port and without who asks.
    """
    try:
        parts = urlsplit(urldefrag(url)[0])
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in _PORTS or not parts.hostname:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    netloc = host if port in (None, _PORTS[parts.scheme]) else f"{host}:{port}"
    return parts._replace(netloc=netloc, path=parts.path or "/").geturl()
