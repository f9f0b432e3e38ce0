"""Which addresses may be asked: none that lies in a private network, whatever name leads there."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from understudy.kit.outside.failure import FetchError

__all__ = ["Address", "LookUp", "is_public", "resolved", "system_look_up"]

Address = IPv4Address | IPv6Address
LookUp = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses of a host, as text."""
_GLOBAL_UNICAST = IPv6Network("2000::/3")
"""All of IPv6 that has been given out. The rest is reserved, private, or means something else."""
_NAT64 = IPv6Network("64:ff9b::/96")
_COMPATIBLE = IPv6Network("::/96")
_OF_CLOUDS = frozenset(map(ip_address, ("168.63.129.16", "fd00:ec2::254", "fd20:ce::254")))
"""Where clouds tell secrets to whoever asks from within, though the address looks like any other."""


async def system_look_up(host: str, port: int) -> list[str]:
    """As the operating system has it. Numbers in any form that it knows (octal, say) are addresses."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(each[4][0]).split("%")[0] for each in found]


async def resolved(host: str, port: int, *, near: bool, look_up: LookUp = system_look_up) -> str:
    """The address to connect to: the one that was checked, so that no second look-up matters.

    Args:
        near: it may lie in a private network. One of the link itself, where clouds keep secrets, may not.
        look_up: asks for the addresses of a name.

    Raises:
        FetchError: there is no such host, or one of its addresses may not be asked.
    """
    try:
        found = await look_up(host, port)
        addresses = [ip_address(each) for each in found]
    except (OSError, ValueError) as error:  # a name that cannot be encoded is a ValueError
        raise FetchError(f"there is no host {host[:100]!r}") from error
    if not addresses:
        raise FetchError(f"there is no host {host[:100]!r}")
    for address in addresses:
        if not (is_public(address) or (near and _is_near(address))):
            raise FetchError(f"{host} lies at {address}, which is no public address")
    return str(addresses[0])


def is_public(address: Address) -> bool:
    """Whether anybody may be reached there; an IPv4 address inside of one of IPv6 counts as what it is."""
    inner = _inner(address)
    if inner is not None:
        return is_public(inner)
    if address in _OF_CLOUDS or (isinstance(address, IPv6Address) and address not in _GLOBAL_UNICAST):
        return False
    return address.is_global and not address.is_multicast


def _is_near(address: Address) -> bool:
    """In a private network, or this machine."""
    address = _inner(address) or address
    return (address.is_private or address.is_loopback) and not (
        address.is_link_local or address.is_unspecified or address in _OF_CLOUDS
    )


def _inner(address: Address) -> IPv4Address | None:
    if not isinstance(address, IPv6Address):
        return None
    if address in _NAT64 or (address in _COMPATIBLE and int(address) > 1):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
