"""The pages of what waits: for who decides, by forms of this very site; for all others they are not there."""

import re
from collections.abc import AsyncGenerator

import pytest
from tests.channels.approving import ASKER, EXECUTIVE, ask_for_it, leads, serve_approving
from tests.channels.conftest import CUSTOMER, OWN, BrowseAs

from understudy.channels.service import Service
from understudy.kit.ids import RecordId

PLACE = "/approvals"


@pytest.fixture
async def site(service: Service) -> AsyncGenerator[str]:
    async with serve_approving(service) as url:
        yield url


@pytest.fixture
async def lead(service: Service) -> AsyncGenerator[RecordId]:
    async with leads(service) as made:
        await ask_for_it(service, made)
        yield made


async def place_of(browse_as: BrowseAs) -> str:
    page = await (await browse_as(EXECUTIVE)).get(PLACE)
    [found] = set(re.findall(r'href="(/approvals/[a-z0-9]+)"', page.text))
    return found


def seal_in(page: str) -> str:
    found = re.search(r'name="seal" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]


async def test_who_decides_sees_what_would_change(lead: RecordId, browse_as: BrowseAs) -> None:
    visitor = await browse_as(EXECUTIVE)
    page = await visitor.get(await place_of(browse_as))
    assert page.status_code == 200
    assert "<del>New</del>" in page.text
    assert "<ins>Qualified</ins>" in page.text
    assert f"Set the status of lead {lead} to Qualified" in page.text
    assert "An executive looks at each lead" in page.text
    assert f"{ASKER} (an employee)" in page.text


async def test_a_yes_does_it_and_it_is_taken_back_there(lead: RecordId, browse_as: BrowseAs) -> None:
    visitor, place = await browse_as(EXECUTIVE), await place_of(browse_as)
    seal = seal_in((await visitor.get(place)).text)
    sent = {"verdict": "approve", "seal": seal, "because": "well done"}
    assert (await visitor.post(place, data=sent, headers=OWN)).status_code == 303
    page = (await visitor.get(place)).text
    assert "Rosalind Achebe agreed" in page
    assert "Done: the lead " in page
    again = await visitor.post(place, data=sent, headers=OWN)
    assert again.status_code == 409
    assert "has approved this already" in again.text
    assert (await visitor.post(f"{place}/undo", headers=OWN)).status_code == 303
    assert "It has been taken back" in (await visitor.get(place)).text
    assert (await visitor.post(f"{place}/undo", headers=OWN)).status_code == 409


@pytest.mark.parametrize("who", [CUSTOMER, "Caroline Mbatha", ASKER])
async def test_for_others_it_is_not_there(lead: RecordId, browse_as: BrowseAs, who: str) -> None:
    visitor, place = await browse_as(who), await place_of(browse_as)
    sent = {"verdict": "approve", "seal": "0" * 64}
    answers = [
        await visitor.get(place),
        await visitor.get(f"{PLACE}/aaaaaaaaaaaa"),
        await visitor.post(place, data=sent, headers=OWN),
        await visitor.post(f"{place}/undo", headers=OWN),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    listed = await visitor.get(PLACE)
    assert "Qualified" not in listed.text
    assert (listed.status_code == 404) is (who == CUSTOMER)


async def test_a_form_of_another_site_decides_nothing(lead: RecordId, browse_as: BrowseAs) -> None:
    visitor, place = await browse_as(EXECUTIVE), await place_of(browse_as)
    seal = seal_in((await visitor.get(place)).text)
    sent = await visitor.post(
        place, data={"verdict": "approve", "seal": seal}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert sent.status_code == 403
    assert "Agree, and do it" in (await visitor.get(place)).text
