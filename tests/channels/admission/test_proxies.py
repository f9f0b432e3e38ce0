"""Behind a proxy: trusted ones are believed, and no other."""

from ipaddress import ip_network

import httpx2
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from understudy.channels.admission.proxies import BehindProxies

TRUSTED = [ip_network("10.0.0.0/8"), ip_network("fd00::/64")]
SAID = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "agents.example"}
AS_IT_CAME = ["10.0.0.7", "http://here.test/"]


async def asked(client: str, headers: dict[str, str] | list[tuple[str, str]]) -> list[str]:
    """From where, and at which address, the application takes itself to be asked."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        assert request.client
        await JSONResponse([request.client.host, str(request.url)])(scope, receive, send)

    transport = httpx2.ASGITransport(BehindProxies(app, TRUSTED), client=(client, 1))
    async with httpx2.AsyncClient(transport=transport, base_url="http://here.test") as browser:
        return (await browser.get("/", headers=headers)).json()


async def test_a_trusted_proxy_is_believed() -> None:
    assert await asked("10.0.0.7", SAID) == ["203.0.113.9", "https://agents.example/"]
    assert await asked("fd00::7", SAID) == ["203.0.113.9", "https://agents.example/"]
    assert await asked("::ffff:10.0.0.7", SAID) == ["203.0.113.9", "https://agents.example/"]


@pytest.mark.parametrize("client", ["203.0.113.9", "11.0.0.1", "fd00:0:0:1::7", "unix"])
async def test_nobody_else_is(client: str) -> None:
    assert await asked(client, SAID) == [client, "http://here.test/"]


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ({}, AS_IT_CAME),
        ({"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}, ["203.0.113.9", AS_IT_CAME[1]]),
        ({"X-Forwarded-For": "127.0.0.1, 203.0.113.9, 10.1.1.1"}, ["203.0.113.9", AS_IT_CAME[1]]),
        ({"X-Forwarded-For": "10.2.2.2, 10.1.1.1"}, ["10.2.2.2", AS_IT_CAME[1]]),
        ({"X-Forwarded-For": "<script>"}, AS_IT_CAME),
        ({"X-Forwarded-Proto": "javascript"}, AS_IT_CAME),
        ({"X-Forwarded-Proto": "http, https"}, [AS_IT_CAME[0], "https://here.test/"]),
        (
            [("X-Forwarded-For", "198.51.100.1"), ("X-Forwarded-For", "203.0.113.9")],
            ["203.0.113.9", AS_IT_CAME[1]],
        ),
    ],
)
async def test_what_stands_before_the_proxy_is_not(
    headers: dict[str, str] | list[tuple[str, str]], found: list[str]
) -> None:
    """Whoever asks may write these headers too; what counts is what the nearest proxies have added."""
    assert await asked("10.0.0.7", headers) == found
