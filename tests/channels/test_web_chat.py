"""The page without a browser: the door, forged forms, whose sessions, and what is escaped."""

import re
from collections.abc import AsyncGenerator

import httpx2
import pytest
from tests.channels.conftest import CUSTOMER, MakeKey

from understudy.channels.pages import COOKIE
from understudy.channels.service import Service

OWN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
async def visitor(site: str, service: Service) -> AsyncGenerator[httpx2.AsyncClient]:
    """Signed in as the first of the demo's people."""
    async with httpx2.AsyncClient(base_url=site, timeout=60) as client:
        answer = await client.post("/login", data={"person": service.demo_people[0].id}, headers=OWN)
        assert answer.status_code == 303
        yield client


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


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
    ],
)
async def test_a_form_of_another_site_is_refused(
    visitor: httpx2.AsyncClient, headers: dict[str, str]
) -> None:
    for path in ("/login", "/logout", "/chat/analyst"):
        assert (await visitor.post(path, data={"message": "Hello"}, headers=headers)).status_code == 403


async def test_who_is_not_signed_in_is_led_to_the_door(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/chat/analyst")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    part = await client.post("/chat/analyst", headers=OWN | {"HX-Request": "true"})
    assert (part.status_code, part.headers["hx-redirect"]) == (401, "/login")


async def test_without_scripts_the_whole_page_comes(visitor: httpx2.AsyncClient) -> None:
    asked = await visitor.post("/chat/analyst", data={"message": "<b>How many open cases?</b>"}, headers=OWN)
    assert asked.status_code == 303
    page = (await visitor.get(asked.headers["location"])).text
    assert "&lt;b&gt;How many open cases?&lt;/b&gt;" in page
    assert "<b>" not in page


async def test_with_htmx_the_answer_comes(visitor: httpx2.AsyncClient) -> None:
    part = await visitor.post(
        "/chat/analyst", data={"message": "How many open cases?"}, headers=OWN | {"HX-Request": "true"}
    )
    session = re.search(r'id="session" name="session" value="(\w+)" hx-swap-oob', part.text)
    assert session
    assert part.headers["hx-replace-url"] == f"/chat/analyst/{session[1]}"
    assert "<html" not in part.text
    empty = await visitor.post("/chat/analyst", data={"message": ""}, headers=OWN | {"HX-Request": "true"})
    assert "The message is empty" in empty.text


async def test_what_is_not_yours_is_not_there(
    visitor: httpx2.AsyncClient, site: str, make_key: MakeKey
) -> None:
    asked = await visitor.post("/chat/analyst", data={"message": "How many open cases?"}, headers=OWN)
    place = asked.headers["location"]
    async with httpx2.AsyncClient(base_url=site) as other:
        await other.post("/login", data={"key": await make_key(None)}, headers=OWN)
        assert (await other.get("/chat/analyst")).status_code == 200
        assert (await other.get(place)).status_code == 404
        assert (await other.get("/chat/service")).status_code == 404


async def test_no_page_has_inline_code_or_strange_places(visitor: httpx2.AsyncClient) -> None:
    for path in ("/login", "/chat/analyst"):
        page = (await visitor.get(path)).text
        assert re.findall(r"<script(?![^>]*src=\"/static/)|<style|\sstyle=|\son\w+=|https?://", page) == []


async def test_signing_out_ends_it(visitor: httpx2.AsyncClient) -> None:
    token = visitor.cookies[COOKIE]
    await visitor.post("/logout", headers=OWN)
    visitor.cookies.set(COOKIE, token)
    assert (await visitor.get("/chat/analyst")).status_code == 303
