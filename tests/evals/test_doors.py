"""The doors of the served demo, and what is said of one that does not answer."""

import pytest

from understudy.channels.admission.keys import new_key
from understudy.channels.admission.store import Person
from understudy.channels.service import Service
from understudy.evals.doors import Visit, knock

ASK = "How many cases were opened in May 2026?"
OURS, OPENAI = "API, streamed", "OpenAI's API"


@pytest.fixture
async def visit(service: Service) -> Visit:
    key = await new_key(service.database, Person(None, None), "a test of doors")
    return Visit(service.demo_people[0].id, key, "analyst", ASK)


async def problems(url: str, visit: Visit) -> dict[str, str]:
    return {each.door: each.problem async for each in knock(url, visit) if each.problem}


async def test_every_door_answers(site: str, visit: Visit) -> None:
    assert await problems(site, visit) == {}


async def test_a_wrong_key_opens_neither_api(site: str, visit: Visit) -> None:
    wrong = Visit(visit.person, "us_wrong", visit.agent, visit.question)
    assert await problems(site, wrong) == {
        OURS: "/api/v1/sessions answers with 401",
        OPENAI: "/v1/chat/completions answers with 401",
    }


async def test_who_is_not_there_cannot_sign_in(site: str, visit: Visit) -> None:
    wrong = Visit("005000000000000AAA", visit.key, visit.agent, visit.question)
    assert list(await problems(site, wrong)) == ["sign-in and page"]


async def test_an_answer_without_steps_is_none(site: str, visit: Visit) -> None:
    wrong = Visit(visit.person, visit.key, visit.agent, "Will it rain in Madison tomorrow?")
    found = await problems(site, wrong)
    assert list(found) == [OURS, OPENAI]
    assert "no answer with its steps came" in found[OPENAI]


async def test_nobody_at_home(visit: Visit) -> None:
    found = await problems("http://127.0.0.1:9", visit)
    assert len(found) == 4
