"""Two servers that count connections: `within`, which nobody may reach, and `beyond`, which is the web."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from understudy.kit.outside import address
from understudy.kit.outside.address import is_public

BEYOND = "127.0.0.2"
"""An address of this machine that the name `web.example` leads to."""


@dataclass
class Counting:
    """A server, how often it was connected to, and where it sends whoever asks."""

    port: int
    reached: int = 0
    leads_to: str = ""

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reached += 1
        await reader.readuntil(b"\r\n\r\n")
        where = f"Location: {self.leads_to}\r\n" if self.leads_to else ""
        status = "302 Found" if self.leads_to else "200 OK"
        head = f"HTTP/1.1 {status}\r\n{where}Content-Length: 2\r\nConnection: close\r\n\r\nok"
        writer.write(head.encode("utf-8", "surrogateescape"))
        await writer.drain()
        writer.close()


@asynccontextmanager
async def _counting(port: int, *hosts: str) -> AsyncGenerator[Counting]:
    server = Counting(port)
    listening = await asyncio.start_server(server.answer, hosts, server.port)
    async with listening:
        yield server


@pytest.fixture
async def within() -> AsyncGenerator[Counting]:
    """What lies in the private network: every address of this machine but `BEYOND`."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    six = ["::1"] if socket.has_dualstack_ipv6() else []
    async with _counting(port, "127.0.0.1", "127.0.0.3", *six) as server:
        yield server


@pytest.fixture
async def beyond(within: Counting, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Counting]:
    """At the same port, of the one address of this machine that is public for this test."""
    monkeypatch.setattr(address, "is_public", lambda each: str(each) == BEYOND or is_public(each))
    async with _counting(within.port, BEYOND) as server:
        yield server


async def numbers_only(host: str, port: int) -> list[str]:
    """As the system reads numbers, in all forms that it knows; no name is asked for."""
    found = await asyncio.get_running_loop().getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST
    )
    return [str(each[4][0]).split("%")[0] for each in found]
