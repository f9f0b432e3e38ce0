"""Our API for what waits: listed and decided by who may, and by nobody else."""

from collections.abc import AsyncGenerator

import httpx2
import pytest
from tests.channels.approving import ASKER, EXECUTIVE, ask_for_it, leads, serve_approving
from tests.channels.conftest import CUSTOMER, Caller

from understudy.channels.service import Service
from understudy.kit.ids import RecordId

PLACE = "/api/v1/approvals"


@pytest.fixture
async def door(service: Service) -> AsyncGenerator[httpx2.AsyncClient]:
    async with (
        serve_approving(service) as url,
        httpx2.AsyncClient(base_url=url, timeout=60) as client,
    ):
        yield client


@pytest.fixture
async def lead(service: Service) -> AsyncGenerator[RecordId]:
    async with leads(service) as made:
        await ask_for_it(service, made)
        yield made


async def test_it_is_decided_over_the_wire(lead: RecordId, door: httpx2.AsyncClient, caller: Caller) -> None:
    headers = await caller(EXECUTIVE)
    [waits] = (await door.get(PLACE, headers=headers)).json()
    assert (waits["record"], waits["standing"], waits["asked_by"]) == (lead, "waiting", ASKER)
    assert [(each["before"], each["after"]) for each in waits["changes"]] == [("New", "Qualified")]
    place = f"{PLACE}/{waits['id']}"
    assert (await door.get(place, headers=headers)).json() == waits
    wrong = await door.post(place, json={"verdict": "approve", "seal": "0" * 64}, headers=headers)
    assert wrong.status_code == 409
    assert "not what you were shown" in wrong.json()["detail"]
    sent = {"verdict": "approve", "seal": waits["seal"], "because": "well done"}
    done = (await door.post(place, json=sent, headers=headers)).json()
    assert (done["standing"], done["decided_by"], done["because"]) == ("done", EXECUTIVE, "well done")
    assert (await door.post(place, json=sent, headers=headers)).status_code == 409
    assert (await door.get(PLACE, headers=headers)).json() == []
    [decided] = (await door.get(f"{PLACE}?decided=true", headers=headers)).json()
    assert decided["undoable"]
    back = await door.post(f"{place}/undo", headers=headers)
    assert back.json()["undoable"] is None


@pytest.mark.parametrize("who", [CUSTOMER, "Caroline Mbatha", ASKER])
async def test_others_find_nothing(
    lead: RecordId, door: httpx2.AsyncClient, caller: Caller, who: str
) -> None:
    [waits] = (await door.get(PLACE, headers=await caller(EXECUTIVE))).json()
    headers, place = await caller(who), f"{PLACE}/{waits['id']}"
    assert (await door.get(PLACE, headers=headers)).json() == []
    sent = {"verdict": "approve", "seal": waits["seal"]}
    answers = [
        await door.get(place, headers=headers),
        await door.post(place, json=sent, headers=headers),
        await door.post(f"{place}/undo", headers=headers),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert (await door.get(PLACE)).status_code == 401
