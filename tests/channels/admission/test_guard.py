"""What is too long or comes too slowly is not read, over real sockets."""

import asyncio
import time
from collections.abc import AsyncGenerator

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from understudy.channels.admission.guard import Guard
from understudy.cli.serve import HERE, listen

LONGEST = 10_000


async def _echo(scope: Scope, receive: Receive, send: Send) -> None:
    body = await Request(scope, receive).body()
    await PlainTextResponse(f"{len(body)} bytes")(scope, receive, send)


@pytest.fixture(scope="module")
async def port() -> AsyncGenerator[int]:
    with listen(HERE, 0) as listening:
        app = Guard(_echo, lambda _: LONGEST, wait_s=0.3)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        serving = asyncio.create_task(server.serve([listening]))
        while not server.started:  # noqa: ASYNC110 - it has no event to wait for
            await asyncio.sleep(0.01)
        yield listening.getsockname()[1]
        server.should_exit = True
        await serving


async def sent(port: int, head: str, *parts: bytes, pause_s: float = 0.0) -> str:
    """What comes back for a request whose body is sent in parts."""
    reader, writer = await asyncio.open_connection(HERE, port)
    answer = asyncio.create_task(reader.read(4000))
    writer.write(f"{head}\r\nHost: here\r\n\r\n".encode())
    for part in parts:
        await asyncio.wait([answer], timeout=pause_s)
        if answer.done():
            break
        writer.write(part)
    told = (await asyncio.wait_for(answer, 10)).decode()
    writer.close()
    return told


async def test_a_body_that_fits(port: int) -> None:
    told = await sent(port, "POST / HTTP/1.1\r\nContent-Length: 10", b"01234", b"56789")
    assert "200 OK" in told
    assert "10 bytes" in told
    assert "content-security-policy: default-src 'none'" in told.lower()


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (f"POST / HTTP/1.1\r\nContent-Length: {LONGEST + 1}", "413"),
        (f"GET / HTTP/1.1\r\nContent-Length: {LONGEST + 1}", "413"),
        (f"DELETE / HTTP/1.1\r\nContent-Length: {10**15}", "413"),
        ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked", "411"),
        ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked", "411"),
        ("POST / HTTP/1.1\r\nContent-Length: -1", "400"),
        ("POST / HTTP/1.1\r\nContent-Length: ten", "400"),
    ],
)
async def test_what_does_not_fit_is_refused_by_its_head(port: int, head: str, status: str) -> None:
    assert (await sent(port, head)).split()[1] == status


async def test_a_body_that_does_not_come_is_not_waited_for(port: int) -> None:
    started = time.monotonic()
    told = await sent(port, "POST / HTTP/1.1\r\nContent-Length: 10", b"0123")
    assert told.split()[1] == "408"
    assert "connection: close" in told.lower()
    assert time.monotonic() - started < 8


async def test_a_body_that_drips_is_not_waited_for(port: int) -> None:
    """Each byte comes in time, but not all of them together."""
    head = f"POST / HTTP/1.1\r\nContent-Length: {LONGEST}"
    told = await sent(port, head, *[b"x"] * 12, pause_s=0.1)
    assert told.split()[1] == "408"
