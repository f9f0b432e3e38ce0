"""The door: who is let in, as whom, and until when."""

import httpx2
from tests.channels.conftest import CUSTOMER, OWN, MakeKey

from understudy.channels.pages import COOKIE
from understudy.channels.service import Service


async def test_the_cookie_is_out_of_reach(client: httpx2.AsyncClient, make_key: MakeKey) -> None:
    answer = await client.post("/login", data={"key": await make_key(CUSTOMER)}, headers=OWN)
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith(COOKIE)
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    client.cookies.clear()


async def test_a_wrong_key_is_told(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/login", data={"key": "us_wrong"}, headers=OWN)
    assert answer.status_code == 401
    assert "not valid" in answer.text
    assert "set-cookie" not in answer.headers


async def test_in_the_demo_a_person_is_chosen(client: httpx2.AsyncClient, service: Service) -> None:
    known = service.demo_people[0]
    assert (await client.post("/login", data={"person": known.id}, headers=OWN)).status_code == 303
    assert known.name in (await client.get("/chat/analyst")).text
    client.cookies.clear()
    assert (await client.post("/login", data={"person": "somebody"}, headers=OWN)).status_code == 401


async def test_signing_out_ends_it(visitor: httpx2.AsyncClient) -> None:
    token = visitor.cookies[COOKIE]
    await visitor.post("/logout", headers=OWN)
    visitor.cookies.set(COOKIE, token)
    assert (await visitor.get("/chat/analyst")).status_code == 303
