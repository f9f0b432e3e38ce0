"""The chat page without a browser: with and without scripts, whose sessions, and what is escaped."""

import re

import httpx2
from tests.channels.conftest import OWN, BrowseAs


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


async def test_what_is_not_yours_is_not_there(visitor: httpx2.AsyncClient, browse_as: BrowseAs) -> None:
    asked = await visitor.post("/chat/analyst", data={"message": "How many open cases?"}, headers=OWN)
    place = asked.headers["location"]
    other = await browse_as(None)
    assert (await other.get("/chat/analyst")).status_code == 200
    assert (await other.get(place)).status_code == 404
    assert (await other.get("/chat/service")).status_code == 404
