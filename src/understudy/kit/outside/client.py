"""One request to a server out there, within limits; and where its answer leads."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

import httpx2

from understudy.kit.outside.address import LookUp, system_look_up
from understudy.kit.outside.connections import CheckedTransport, Near
from understudy.kit.outside.failure import FetchError
from understudy.kit.outside.url import cleaned

__all__ = ["AGENT", "Answer", "Client", "follow"]

AGENT = "Understudy"
_HEADERS = {"User-Agent": f"{AGENT} (a company's own platform)", "Accept-Encoding": "gzip, deflate"}
_MOST_BYTES = 5_000_000
_MOST_HOPS = 5
_TIMEOUT_S = 30.0
_WHOLE_TIMEOUT_S = 120.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered from `url`, whatever its status."""

    url: str
    status: int
    headers: Mapping[str, str]
    data: bytes

    @property
    def leads_to(self) -> str | None:
        """Where it sends whoever asked; empty if to nowhere in the web, None if it sends nobody on."""
        if self.status not in (301, 302, 303, 307, 308) or "location" not in self.headers:
            return None
        try:
            return cleaned(urljoin(self.url, self.headers["location"]))
        except ValueError:
            return ""


def nowhere(host: str, port: int) -> bool:
    """No host may lie in a private network."""
    del host, port
    return False


class Client:
    """Asks servers out there; an async context manager. Those that `near` names may lie in a private network.

    Follows no redirect by itself: `follow` does, when whoever asks has looked where it leads.
    """

    def __init__(
        self,
        near: Near = nowhere,
        *,
        headers: Mapping[str, str] | None = None,
        timeout_s: float = _TIMEOUT_S,
        whole_timeout_s: float = _WHOLE_TIMEOUT_S,
        look_up: LookUp = system_look_up,
    ) -> None:
        self._whole_timeout_s = whole_timeout_s
        self._client = httpx2.AsyncClient(
            transport=CheckedTransport(near, look_up),
            trust_env=False,
            timeout=timeout_s,
            headers={**_HEADERS, **(headers or {})},
        )

    async def ask(
        self,
        url: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        most_bytes: int = _MOST_BYTES,
    ) -> Answer:
        """The answer to one request. What an address says of who asks or of a place in the page is left out.

        Raises:
            FetchError: the address is none of the web or may not be asked, the server cannot be reached or is
                too slow, or the answer is larger than `most_bytes`, unpacked.
        """
        address = cleaned(url)
        if not address:
            raise FetchError(f"{url[:100]!r} is no address of the web")
        try:
            async with asyncio.timeout(self._whole_timeout_s):
                return await self._once(method, address, headers or {}, form, most_bytes)
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, ssl.SSLError, UnicodeError) as error:
            reason = str(error) or type(error).__name__
            raise FetchError(f"cannot be fetched: {reason}", passing=True) from error

    async def _once(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        form: Mapping[str, str] | None,
        most_bytes: int,
    ) -> Answer:
        request = self._client.build_request(method, url, headers=dict(headers), data=form)
        response = await self._client.send(request, stream=True, follow_redirects=False)
        try:
            data = bytearray()
            async for part in response.aiter_bytes():
                data += part
                if len(data) > most_bytes:
                    raise FetchError(f"is larger than {most_bytes // 1_000_000} MB")
            return Answer(url, response.status_code, response.headers, bytes(data))
        finally:
            await response.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()


async def follow(ask: Callable[[str], Awaitable[Answer]], url: str, allowed: Callable[[str], bool]) -> Answer:
    """The answer at the end of all redirects, each of which must lead to an address that is `allowed`.

    Raises:
        FetchError: one does not, they go round in a circle or have no end; or what `ask` raises.
    """
    seen: list[str] = []
    while len(seen) <= _MOST_HOPS:
        if url in seen:
            raise FetchError("leads back to itself")
        seen.append(url)
        if not allowed(url):
            raise FetchError(f"leads to {urlsplit(url).netloc or url[:100]}, which is not to be read")
        answer = await ask(url)
        if answer.leads_to is None:
            return answer
        url = answer.leads_to
    raise FetchError(f"leads on more than {_MOST_HOPS} times")
