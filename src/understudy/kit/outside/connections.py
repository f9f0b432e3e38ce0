"""Connections to addresses that were checked at the moment of connecting.

The check stands where the socket is opened and nowhere before: whatever has read the address of the web in
another way, followed a redirect or asked a name server a second time, comes by here. The name stays that of
the request, so that certificates are compared with it, and a connection is used again for this name only.
"""

from collections.abc import Callable, Iterable
from typing import Any, cast

import httpcore2
import httpx2

from understudy.kit.outside.address import LookUp, resolved
from understudy.kit.outside.failure import FetchError

__all__ = ["CheckedTransport", "Near"]

Near = Callable[[str, int], bool]
"""Whether a host, at this port, may lie in a private network."""


class _CheckedConnections(httpcore2.AsyncNetworkBackend):
    def __init__(self, near: Near, look_up: LookUp) -> None:
        self._near = near
        self._look_up = look_up
        self._plain = cast("httpcore2.AsyncNetworkBackend", httpcore2.AnyIOBackend())

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """A connection to the host's address, if it may be asked."""
        address = await resolved(host, port, near=self._near(host, port), look_up=self._look_up)
        return await self._plain.connect_tcp(address, port, timeout, local_address, socket_options)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's signature
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """None: such a socket is always of this machine."""
        del timeout, socket_options
        raise FetchError(f"{path!r} is no address of the web")


class CheckedTransport(httpx2.AsyncHTTPTransport):
    """What `httpx2` sends requests with, over checked connections and through no proxy.

    A proxy would resolve names by itself, and not check them.
    """

    def __init__(self, near: Near, look_up: LookUp) -> None:
        super().__init__(trust_env=False)
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=httpx2.create_ssl_context(trust_env=False),
            max_connections=20,
            max_keepalive_connections=5,
            keepalive_expiry=5.0,
            network_backend=_CheckedConnections(near, look_up),
        )
