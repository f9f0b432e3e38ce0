"""A turn is kept as a test case over our API, by who may see it and says how agents should answer."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest
from tests.channels.conftest import CUSTOMER, Caller

from understudy.channels.service import Service
from understudy.cli.serve import HERE, listen, served
from understudy.evals.cases import load_suite

PLACE = "/api/v1/eval/cases"
DIRECTOR = "Rosalind Achebe"
ASKED = "How many cases were opened in April 2026?"

pytestmark = pytest.mark.usefixtures("traced")


@pytest.fixture
async def door(service: Service, tmp_path: Path) -> AsyncGenerator[httpx2.AsyncClient]:
    with listen(HERE, 0) as listening:
        async with (
            served(replace(service, suites=tmp_path), listening) as url,
            httpx2.AsyncClient(base_url=url, timeout=60) as client,
        ):
            yield client


def written(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def trace_of(door: httpx2.AsyncClient, headers: dict[str, str], agent: str = "analyst") -> str:
    opened = await door.post("/api/v1/sessions", json={"agent": agent}, headers=headers)
    place = f"/api/v1/sessions/{opened.json()['id']}/turns"
    return (await door.post(place, json={"message": ASKED}, headers=headers)).json()["trace_id"]


async def test_one_request_keeps_it(door: httpx2.AsyncClient, caller: Caller, tmp_path: Path) -> None:
    headers = await caller(DIRECTOR)
    asked = {"trace": await trace_of(door, headers), "suite": "kept", "expect": {"answers": [90]}}
    answer = await door.post(PLACE, json=asked, headers=headers)
    assert answer.status_code == 201, answer.text
    (case,) = load_suite(str(tmp_path / "kept.yaml")).cases
    assert (case.say, case.origin) == (ASKED, "regression")
    assert case.expect
    assert case.expect.answers == (90,)
    assert answer.json()["case"]["name"] == case.name
    again = await door.post(PLACE, json=asked, headers=headers)
    assert again.status_code == 400
    assert "in the suite already" in again.text


@pytest.mark.parametrize("who", [CUSTOMER, "Caroline Mbatha"])
async def test_not_for_those_who_only_ask(door: httpx2.AsyncClient, caller: Caller, who: str) -> None:
    asked = {"trace": "0" * 32, "suite": "kept"}
    assert (await door.post(PLACE, json=asked, headers=await caller(who))).status_code == 403


async def test_a_turn_of_somebody_else_is_none(
    door: httpx2.AsyncClient, caller: Caller, tmp_path: Path
) -> None:
    theirs = await trace_of(door, await caller("Caroline Mbatha"))
    asked = {"trace": theirs, "suite": "kept"}
    assert (await door.post(PLACE, json=asked, headers=await caller(DIRECTOR))).status_code == 404
    assert not written(tmp_path)
    assert (await door.post(PLACE, json=asked, headers=await caller(None))).status_code == 201


@pytest.mark.parametrize(
    "wrong",
    [{"suite": "../kept"}, {"suite": "analyst"}, {"expect": {"records": []}}, {"trace": ""}],
)
async def test_what_cannot_be_kept(
    door: httpx2.AsyncClient, caller: Caller, tmp_path: Path, wrong: dict[str, object]
) -> None:
    headers = await caller(DIRECTOR)
    asked = {"trace": await trace_of(door, headers), "suite": "kept", **wrong}
    assert (await door.post(PLACE, json=asked, headers=headers)).status_code in (400, 404, 422)
    assert not written(tmp_path)
