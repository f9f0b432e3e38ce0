"""Which addresses a crawl may ask: none that lies in a private network, whatever name leads there."""

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from understudy.knowledge.sources.failure import FetchError

__all__ = ["is_public", "resolved"]

Address = IPv4Address | IPv6Address
_NAT64 = IPv6Network("64:ff9b::/96")


async def resolved(host: str, port: int, *, trusted: bool) -> str:
    """The address to which a connection is made: the one that was checked, so that no second look-up matters.

    Args:
        trusted: it may lie in a private network. One of the link itself, where clouds keep secrets, may not.

    Raises:
        FetchError: there is no such host, or one of its addresses may not be asked.
    """
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise FetchError(f"there is no host {host!r}") from error
    addresses = [ip_address(str(each[4][0]).split("%")[0]) for each in found]
    for address in addresses:
        if not (is_public(address) or (trusted and _is_near(address))):
            raise FetchError(f"{host} lies at {address}, which is no public address")
    return str(addresses[0])


def is_public(address: Address) -> bool:
    """Whether anybody may be reached there; an IPv4 address inside of one of IPv6 counts as what it is."""
    inner = _inner(address)
    return is_public(inner) if inner is not None else address.is_global and not address.is_multicast


def _is_near(address: Address) -> bool:
    """In a private network, or this machine."""
    address = _inner(address) or address
    return (address.is_private or address.is_loopback) and not (
        address.is_link_local or address.is_unspecified
    )


def _inner(address: Address) -> IPv4Address | None:
    if not isinstance(address, IPv6Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
