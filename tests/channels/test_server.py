"""What holds for the whole application: health, headers, limits, who may be served."""

from dataclasses import replace

import httpx2
import pytest

from understudy.channels.server import LONGEST_BODY, make_server
from understudy.channels.service import Service


async def test_it_is_healthy_and_ready(client: httpx2.AsyncClient) -> None:
    assert (await client.get("/healthz")).json() == {"status": "ok"}
    assert (await client.get("/readyz")).json() == {"status": "ready", "org": "demo"}


async def test_it_is_not_ready_without_its_org(service: Service) -> None:
    gone = replace(service.stage, org=replace(service.stage.org, pg_schema="gone"))
    transport = httpx2.ASGITransport(make_server(replace(service, stage=gone)))
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        answer = await client.get("/readyz")
        assert (answer.status_code, answer.json()["title"]) == (503, "Service Unavailable")
        assert (await client.get("/healthz")).status_code == 200


async def test_the_demo_serves_no_other_name(service: Service) -> None:
    """A site that lets its own name point to this machine would else sign in as anybody."""
    transport = httpx2.ASGITransport(make_server(service))
    async with httpx2.AsyncClient(transport=transport, base_url="http://elsewhere.example") as client:
        assert (await client.get("/login")).status_code == 400


@pytest.mark.parametrize("path", ["/login", "/healthz", "/static/chat.js", "/nowhere"])
async def test_every_answer_carries_the_policy(client: httpx2.AsyncClient, path: str) -> None:
    policy = (await client.get(path)).headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy


async def test_too_much_is_not_read(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/api/v1/sessions", content=b"x" * (LONGEST_BODY + 1))
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/api/nowhere", "application/problem+json"),
        ("/v1/nowhere", "application/json"),
        ("/nowhere", "text/html; charset=utf-8"),
    ],
)
async def test_each_door_tells_faults_its_own_way(client: httpx2.AsyncClient, path: str, kind: str) -> None:
    answer = await client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, kind)
