"""Who asks, and how they came, behind a proxy: those that are trusted are believed, and no other.

Whoever could write these headers themselves would be at any address, come over TLS without it, and have links
made to any host. So with no trusted proxy nothing is read of them.
"""

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address

from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["BehindProxies", "Network"]

Network = IPv4Network | IPv6Network
_FOR, _PROTO, _HOST = b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host"


class BehindProxies:
    """Takes address, scheme and host from the headers of trusted proxies, for all that comes after."""

    def __init__(self, app: ASGIApp, trusted: Iterable[Network]) -> None:
        self._app = app
        self._trusted = tuple(trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on as the proxy has got it."""
        if scope["type"] == "http" and scope["client"] and self._trusts(scope["client"][0]):
            scope = self._as_it_came(scope)
        await self._app(scope, receive, send)

    def _as_it_came(self, scope: Scope) -> Scope:
        headers: list[tuple[bytes, bytes]] = scope["headers"]
        changed = dict(scope)
        if address := self._client(_values(headers, _FOR)):
            changed["client"] = (address, 0)
        if (scheme := _last(headers, _PROTO)) in ("http", "https"):
            changed["scheme"] = scheme
        if host := _last(headers, _HOST):
            others = [(name, value) for name, value in headers if name != b"host"]
            changed["headers"] = [*others, (b"host", host.encode("latin-1"))]
        return changed

    def _client(self, hops: list[str]) -> str:
        """The nearest address that is no proxy of ours: what stands before it, anybody may have written."""
        for hop in reversed(hops):
            if not self._trusts(hop):
                return hop if _address(hop) else ""
        return hops[0] if hops else ""

    def _trusts(self, host: str) -> bool:
        address = _address(host)
        return address is not None and any(
            address.version == network.version and address in network for network in self._trusted
        )


def _address(host: str):  # noqa: ANN202  (an address of either version)
    try:
        found = ip_address(host.strip("[]"))
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _values(headers: list[tuple[bytes, bytes]], wanted: bytes) -> list[str]:
    told = b",".join(value for name, value in headers if name == wanted).decode("latin-1")
    return [each.strip() for each in told.split(",") if each.strip()]


def _last(headers: list[tuple[bytes, bytes]], wanted: bytes) -> str:
    """What the proxy next to us has said."""
    return next(reversed(_values(headers, wanted)), "")
