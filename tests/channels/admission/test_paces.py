"""Whoever asks too often is told to wait, each at their own door and in its words."""

from collections.abc import AsyncGenerator
from dataclasses import replace

import httpx2
import pytest
from tests.channels.conftest import CUSTOMER, OWN, Caller

from understudy.channels.admission.paces import Paces
from understudy.channels.server import make_server
from understudy.channels.service import Service
from understudy.kit.pace import Pace

FEW = 5


@pytest.fixture
async def hurried(service: Service) -> AsyncGenerator[httpx2.AsyncClient]:
    """The application with little patience."""
    paces = Paces(Pace(FEW, 60.0), Pace(FEW, 60.0), Pace(FEW, 60.0))
    transport = httpx2.ASGITransport(make_server(replace(service, paces=paces)))
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield client


@pytest.mark.parametrize("path", ["/api/v1/agents", "/v1/models", "/services/data/v65.0/limits"])
async def test_a_key_that_asks_too_often_waits(
    hurried: httpx2.AsyncClient, caller: Caller, path: str
) -> None:
    one, other = await caller(CUSTOMER), await caller(CUSTOMER)
    for _ in range(FEW):
        assert (await hurried.get(path, headers=one)).status_code == 200
    refused = await hurried.get(path, headers=one)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert "too often" in refused.text
    assert (await hurried.get(path, headers=other)).status_code == 200


async def test_who_is_not_let_in_does_not_use_up_what_others_have(
    hurried: httpx2.AsyncClient, caller: Caller
) -> None:
    for _ in range(FEW):
        assert (await hurried.get("/api/v1/agents")).status_code == 401
    assert (await hurried.get("/api/v1/agents")).status_code == 429
    assert (await hurried.get("/api/v1/agents", headers=await caller(CUSTOMER))).status_code == 200


async def test_tries_to_sign_in_are_slowed_down(hurried: httpx2.AsyncClient, service: Service) -> None:
    tokens, known = "/services/oauth2/token", service.demo_people[0].id
    for _ in range(FEW - 1):
        assert (await hurried.post("/login", data={"key": "us_wrong"}, headers=OWN)).status_code == 401
        assert (await hurried.post("/login", data={"person": known}, headers=OWN)).status_code == 303
    assert (await hurried.post(tokens, data={"grant_type": "password"})).status_code == 400
    for path, headers in (("/login", OWN), (tokens, {}), ("/services/Soap/u/65.0", {})):
        refused = await hurried.post(path, headers=headers)
        assert refused.status_code == 429, path
        assert refused.headers["retry-after"]
