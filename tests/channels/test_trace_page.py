"""The page of a trace: what it tells, and that it is there for its person and the operator alone."""

import re
import uuid
from html import unescape
from typing import Any

import httpx2
import pytest
from tests.channels.conftest import CUSTOMER, BrowseAs, Caller

from understudy.channels.service import Service

pytestmark = pytest.mark.usefixtures("articles", "traced")

QUESTION = "How can I cancel an order?"


async def played(client: httpx2.AsyncClient, caller: Caller, said: str) -> dict[str, Any]:
    """One turn of a customer over the API: it is told on the same page."""
    headers = await caller(CUSTOMER)
    opened = await client.post("/api/v1/sessions", json={"agent": "service"}, headers=headers)
    place = f"/api/v1/sessions/{opened.json()['id']}/turns"
    return (await client.post(place, json={"message": said}, headers=headers)).json()


def words(page: httpx2.Response) -> str:
    assert page.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


async def test_it_tells_how_an_answer_was_found(
    client: httpx2.AsyncClient, caller: Caller, browse_as: BrowseAs
) -> None:
    turn = await played(client, caller, QUESTION)
    page = await (await browse_as(CUSTOMER)).get(f"/trace/{turn['trace_id']}")
    told = words(page)
    finding = turn["outcome"]["evidence"]["steps"][0]["finding"]
    assert "The customer Maria Okafor asked the agent service, as of 2026-11-20" in told
    assert f"question {QUESTION}" in told
    assert "Tokens none" in told
    for each in finding["citations"]:
        assert f"{each['quote']} {each['title']}" in told
        assert f'href="/source/{each["document"]}?' in page.text
    rows = re.findall(r'<tr class="quoted">.*?</tr>|<tr>.*?</tr>', page.text, re.DOTALL)
    found = [row for row in rows if "/source/" in row]
    assert len(found) == 6
    assert [finding["items"][0]["label"] in row for row in found if "quoted" in row] == [True]
    # The trace is whole at once: the turn has just ended, its spans wait to be stored.
    bars = re.findall(r'<rect class="(\w+)" x="([\d.]+)" y="4" width="([\d.]+)"', page.text)
    # What was found, and what of it holds since somebody decided.
    action = ["action", "knowledge", "knowledge"]
    assert [kind for kind, *_ in bars] == ["conversation", "agent", "model", *action, "model"]
    places = [(float(x), float(width)) for _, x, width in bars]
    assert places[0] == (0, 1000)
    assert all(x + width <= 1000 for x, width in places)


async def test_it_shows_query_rules_and_rows(
    client: httpx2.AsyncClient, caller: Caller, browse_as: BrowseAs
) -> None:
    turn = await played(client, caller, "Show me my orders.")
    finding = turn["outcome"]["evidence"]["steps"][0]["finding"]
    told = words(await (await browse_as(CUSTOMER)).get(f"/trace/{turn['trace_id']}"))
    assert finding["query"] in told
    assert "Order: only what you may see" in told
    assert ":account_id" not in told
    operator = words(await (await browse_as(None)).get(f"/trace/{turn['trace_id']}"))
    assert "Order: only rows where AccountId = :account_id" in operator
    assert finding["rows"]
    for row in finding["rows"]:
        assert " ".join(cell for cell in row if cell) in told


async def test_it_is_there_for_its_person_and_the_operator_alone(
    client: httpx2.AsyncClient, caller: Caller, browse_as: BrowseAs
) -> None:
    turn = await played(client, caller, QUESTION)
    trace = turn["trace_id"]
    own = await (await browse_as(CUSTOMER)).get(f"/trace/{trace}")
    assert f'href="/chat/service/{turn["session"]}"' in own.text
    operator = await (await browse_as(None)).get(f"/trace/{trace}")
    assert QUESTION in words(operator)
    assert f'href="/chat/service/{turn["session"]}"' not in operator.text  # not the operator's conversation
    for other in ("Rosalind Achebe", "Caroline Mbatha"):
        stranger = await browse_as(other)
        answers = [await stranger.get(f"/trace/{each}") for each in (trace, "0" * 32, trace[:8], "x", "%25")]
        assert [answer.status_code for answer in answers] == [404] * 5
        assert len({answer.text for answer in answers}) == 1
        assert len({tuple(sorted(answer.headers)) for answer in answers}) == 1
    assert (await client.get(f"/trace/{trace}")).headers["location"] == "/login"


async def test_what_is_of_no_turn_has_no_page(browse_as: BrowseAs, service: Service) -> None:
    trace = uuid.uuid4().hex
    await service.database.execute(
        "INSERT INTO understudy.span (trace_id, span_id, name, started_at, ended_at)"
        " VALUES (%s, %s, 'work', now(), now())",
        (trace, trace[:16]),
    )
    assert (await (await browse_as(None)).get(f"/trace/{trace}")).status_code == 404
