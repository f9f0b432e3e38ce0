"""Which addresses may be asked."""

from ipaddress import ip_address

import pytest

from understudy.kit.outside.address import is_public, resolved
from understudy.kit.outside.failure import FetchError


@pytest.mark.parametrize(
    ("address", "public", "near"),
    [
        ("93.184.216.34", True, True),
        ("2606:4700::1111", True, True),
        ("64:ff9b::5db8:d822", True, True),
        ("10.1.2.3", False, True),
        ("127.0.0.1", False, True),
        ("::1", False, True),
        ("fd00::1", False, True),
        ("::ffff:10.1.2.3", False, True),
        ("64:ff9b::7f00:1", False, True),
        ("2002:7f00:1::", False, True),
        ("::127.0.0.1", False, True),
        ("64:ff9b:1::7f00:1", False, False),
        ("169.254.169.254", False, False),
        ("::ffff:169.254.169.254", False, False),
        ("168.63.129.16", False, False),
        ("fd00:ec2::254", False, False),
        ("fe80::1", False, False),
        ("fec0::1", False, False),
        ("0.0.0.0", False, False),
        ("::", False, False),
        ("224.0.0.1", False, False),
        ("ff02::1", False, False),
        ("100.64.0.1", False, False),
        ("5f00::1", False, False),
    ],
)
async def test_which_addresses_may_be_asked(address: str, public: bool, near: bool) -> None:
    assert is_public(ip_address(address)) == public
    if near:
        assert ip_address(await resolved(address, 80, near=True)) == ip_address(address)
    else:
        with pytest.raises(FetchError):
            await resolved(address, 80, near=True)


async def test_one_private_address_among_others_is_enough() -> None:
    async def look_up(host: str, port: int) -> list[str]:
        return ["93.184.216.34", "10.0.0.1"]

    with pytest.raises(FetchError, match=r"both\.example lies at 10\.0\.0\.1, which is no public address"):
        await resolved("both.example", 80, near=False, look_up=look_up)


async def test_a_host_without_an_address_is_none() -> None:
    async def look_up(host: str, port: int) -> list[str]:
        return []

    with pytest.raises(FetchError, match=r"there is no host 'gone\.example'"):
        await resolved("gone.example", 80, near=True, look_up=look_up)
