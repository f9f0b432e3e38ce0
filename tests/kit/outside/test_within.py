"""What lies within is never reached, in whatever way its address is written, named or led to.

Every payload leads to a server that counts connections, and would be reached if the check were left out.
"""

from collections.abc import Sequence

import pytest
from tests.kit.outside.conftest import BEYOND, Counting, numbers_only

from understudy.kit.outside.client import Client, follow
from understudy.kit.outside.failure import FetchError

SPELLINGS = """
    127.0.0.1 127.0.0.3 127.1 127.0.1 127.000.000.001 0177.0.0.1 0177.0.0.01 0177.1 00000177.0.0.1
    0x7f.0.0.1 0x7f.1 0x7F.0x0.0x0.0x1 0x7f000001 0x7F000001 0x000000007f000001 2130706433 017700000001
    0000017700000001 127.0.0x1 0x7f.000.0x0.1 127.0x1 127.0.0.01 0 0.0.0.0 0x0 00 0.0 0000.0000.0000.0000
    127.0.0.1. 127.1. 2130706433. 0x7f000001. [::1] [0:0:0:0:0:0:0:1]
    [0000:0000:0000:0000:0000:0000:0000:0001] [::] [0:0:0:0:0:0:0:0] [::ffff:127.0.0.1] [::ffff:7f00:1]
    [::FFFF:7F00:0001] [0:0:0:0:0:ffff:127.0.0.1] [::ffff:0:127.0.0.1] [::127.0.0.1] [::7f00:1]
    [64:ff9b::127.0.0.1] [64:ff9b::7f00:1] [64:ff9b:1::7f00:1] [2002:7f00:1::] [2002:7f00:0001::1]
    [fe80::1] [fec0::1] [fd00::1] [fc00::1] [ff02::1] [::ffff:0.0.0.0] [::ffff:10.0.0.1] [2001:0:7f00:1::]
    [100::1] [fd00:ec2::254] [::ffff:169.254.169.254] [::ffff:a9fe:a9fe] [2002:a9fe:a9fe::]
    [64:ff9b::a9fe:a9fe] 10.0.0.1 10.255.255.255 012.0.0.1 0xa.0.0.1 167772161 172.16.0.1 172.31.255.255
    192.168.0.1 192.168.1 3232235521 0xc0a80001 169.254.169.254 169.254.43518 0xa9fea9fe 2852039166
    0251.0376.0251.0376 0xa9.0xfe.0xa9.0xfe 169.16689662 100.64.0.1 100.100.100.200 168.63.129.16
    192.0.0.192 198.18.0.1 192.0.2.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
    １２７.0.0.1 １２７。０。０。１ 127。0。0。1 127．0．0．1 ①②⑦.⓪.⓪.① ⑫7.0.0.1 ０ ０x7f000001
    ２１３０７０６４３３ 𝟭𝟮𝟳.𝟬.𝟬.𝟭 127.0.0.1%00 127.0.0.1%2e 127%2e0%2e0%2e1 %31%32%37.0.0.1
""".split()

NAMES = {
    "localhost": ["127.0.0.1"],
    "localhost.": ["127.0.0.1"],
    "LOCALHOST": ["127.0.0.1"],
    "ⓛocalhost": ["127.0.0.1"],
    "localhost6": ["::1"],
    "127.0.0.1.nip.example": ["127.0.0.1"],
    "cname.example": ["127.0.0.1"],
    "six.example": ["::1"],
    "mapped.example": ["::ffff:127.0.0.1"],
    "zone.example": ["fe80::1"],
    "metadata.google.internal": ["169.254.169.254"],
    "half.example": ["93.184.216.34", "127.0.0.1"],
    "other-half.example": ["127.0.0.1", "93.184.216.34"],
    "any.example": ["0.0.0.0"],
    "a" * 63 + ".example": ["127.0.0.1"],
    "bücher.example": ["127.0.0.1"],
}
"""Hosts and what a name server says of them, a chain of other names or none between."""

WRITTEN = (
    "http://public.example@127.0.0.1:{port}/",
    "http://public.example:80@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}@127.0.0.1:{port}/",
    "http://a@b@127.0.0.1:{port}/",
    "http://web.example#@127.0.0.1:{port}/",
    "http://web.example?@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}\\@web.example/",
    "http://web.example\\@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}\t/",
    "http://127.0.0.1\r\n:{port}/",
    "http:\\\\127.0.0.1:{port}\\",
    "http:/127.0.0.1:{port}/",
    "http:127.0.0.1:{port}/",
    "http:///127.0.0.1:{port}/",
    "//127.0.0.1:{port}/",
    " http://127.0.0.1:{port}/",
    "http://127.0.0.1:{port}/ HTTP/1.1\r\nHost: web.example\r\n\r\nGET /",
    "http://127.0.0.1:0{port}/",
    "http://127.0.0.1:+{port}/",
    "http://[::1]:{port}",
    "http://[127.0.0.1]:{port}/",
    "http://[::1%25lo]:{port}/",
    "http://[::1%lo]:{port}/",
    "https://127.0.0.1:{port}/",
    "HTTP://127.0.0.1:{port}/",
    "hTTps://LocalHost:{port}/",
    "file:///etc/passwd",
    "file://127.0.0.1/etc/passwd",
    "gopher://127.0.0.1:{port}/_GET%20/",
    "ftp://127.0.0.1:{port}/",
    "dict://127.0.0.1:{port}/info",
    "ldap://127.0.0.1:{port}/",
    "tftp://127.0.0.1:{port}/",
    "ws://127.0.0.1:{port}/",
    "unix:///var/run/docker.sock",
    "http+unix://%2Fvar%2Frun%2Fdocker.sock/",
    "jar:http://127.0.0.1:{port}!/",
    "view-source:http://127.0.0.1:{port}/",
    "data:text/plain,hello",
    "javascript:fetch('http://127.0.0.1:{port}/')",
    "about:blank",
    "http://127.0.0.1:{port}/" + "a" * 100_000,
    "http://" + "a." * 5_000 + "example:{port}/",
    "http://127.0.0.1:{port}:{port}/",
    "http://127.0.0.1:99999/",
    "http://127.0.0.1:-1/",
    "",
    "http://",
    "http://:{port}/",
    "http://./",
)


async def _named(host: str, port: int) -> Sequence[str]:
    named = {name.lower().rstrip("."): found for name, found in NAMES.items()}
    named |= {"web.example": [BEYOND], "xn--bcher-kva.example": ["127.0.0.1"]}
    return named.get(host.lower().rstrip(".")) or await numbers_only(host, port)


async def _refused(client: Client, url: str) -> None:
    with pytest.raises(FetchError):
        await follow(client.ask, url, lambda _: True)


def test_there_are_many() -> None:
    assert len(set(SPELLINGS)) + len(NAMES) + len(set(WRITTEN)) >= 170


async def test_the_server_within_counts(within: Counting) -> None:
    async with Client(lambda *_: True, look_up=_named) as client:
        await client.ask(f"http://localhost:{within.port}/")
        await client.ask(f"http://2130706433:{within.port}/")
    assert within.reached == 2


async def test_no_spelling_of_an_address_reaches_it(within: Counting) -> None:
    async with Client(look_up=_named) as client:
        for host in SPELLINGS:
            await _refused(client, f"http://{host}:{within.port}/")
            await _refused(client, f"https://{host}:{within.port}/")
    assert within.reached == 0


async def test_no_name_reaches_it(within: Counting) -> None:
    async with Client(look_up=_named) as client:
        for host in NAMES:
            await _refused(client, f"http://{host}:{within.port}/")
    assert within.reached == 0


async def test_no_way_of_writing_reaches_it(within: Counting) -> None:
    async with Client(look_up=_named) as client:
        for url in WRITTEN:
            try:
                await follow(client.ask, url.format(port=within.port), lambda _: True)
            except FetchError:
                continue
            pytest.fail(f"{url!r} was fetched")
    assert within.reached == 0


async def test_no_redirect_reaches_it(within: Counting, beyond: Counting) -> None:
    port = within.port
    places = [f"http://{host}:{port}/" for host in (*SPELLINGS, *NAMES)] + [
        url.format(port=port) for url in WRITTEN if url.isprintable() and 0 < len(url) < 8_000
    ]
    start = f"http://web.example:{beyond.port}/"
    async with Client(look_up=_named) as client:
        for place in places:
            beyond.leads_to = place
            await _refused(client, start)
    assert beyond.reached >= len(places)
    assert within.reached == 0


@pytest.mark.parametrize("turn", range(1, 5))
async def test_a_name_server_that_changes_its_answer_gains_nothing(
    within: Counting, beyond: Counting, turn: int
) -> None:
    """From the `turn`th look-up on, the name leads within: each connection is to what was checked for it."""
    asked = 0

    async def changing(host: str, port: int) -> list[str]:
        nonlocal asked
        asked += 1
        return [BEYOND if asked < turn else "127.0.0.1"]

    async with Client(look_up=changing) as client:
        for _ in range(turn - 1):
            await client.ask(f"http://web.example:{beyond.port}/")
        for _ in range(3):
            with pytest.raises(FetchError, match="no public address"):
                await client.ask(f"http://web.example:{beyond.port}/")
    assert (beyond.reached, within.reached) == (turn - 1, 0)
    assert asked == turn - 1 + 3
