"""What holds for all pages: forged forms, who is not signed in, and no code or place but our own."""

import re

import httpx2
import pytest
from tests.channels.conftest import CUSTOMER, OWN, BrowseAs


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


@pytest.mark.usefixtures("articles", "traced")
async def test_no_page_has_inline_code_or_strange_places(browse_as: BrowseAs) -> None:
    customer = await browse_as(CUSTOMER)
    asked = await customer.post("/chat/service", data={"message": "How can I cancel an order?"}, headers=OWN)
    chat = asked.headers["location"]
    linked = set(re.findall(r'href="(/(?:trace|source)/\w+)', (await customer.get(chat)).text))
    assert len(linked) == 2
    for path in ("/login", "/chat/service", chat, *linked, "/source/0"):
        page = (await customer.get(path)).text
        assert re.findall(r"<script(?![^>]*src=\"/static/)|<style|\sstyle=|\son\w+=|https?://", page) == []
