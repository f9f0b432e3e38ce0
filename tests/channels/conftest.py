"""Clients of the served demo: `client` with nothing, `visitor` signed in as the first of the demo's people,
`browse_as(who)` as anybody, None being the operator; `caller(who)` gives the headers of a program.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack

import httpx2
import pytest

from understudy.channels.admission.keys import new_key
from understudy.channels.admission.store import Person
from understudy.channels.service import Service
from understudy.org.permissions import Employee
from understudy.org.users import find_actor

OWN = {"Sec-Fetch-Site": "same-origin"}
"""What a browser sends with a form of this very site."""
CUSTOMER = "maria.okafor@harborlightnursery.example"
MakeKey = Callable[[str | None], Awaitable[str]]
BrowseAs = Callable[[str | None], Awaitable[httpx2.AsyncClient]]
Caller = Callable[[str | None], Awaitable[dict[str, str]]]


@pytest.fixture(scope="session")
async def client(site: str) -> AsyncGenerator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=site, timeout=60) as opened:
        yield opened


@pytest.fixture(scope="session")
def make_key(service: Service) -> MakeKey:
    """A new key for somebody of the demo; for the operator with None."""

    async def make(who: str | None) -> str:
        if who is None:
            return await new_key(service.database, Person(None, None), "a test")
        actor = await find_actor(service.database, service.stage.org, who)
        record_id = actor.user_id if isinstance(actor, Employee) else actor.contact_id
        return await new_key(service.database, Person(service.stage.org.name, record_id), "a test")

    return make


@pytest.fixture(scope="session")
def caller(make_key: MakeKey) -> Caller:
    """The headers of a request by somebody of the demo."""

    async def make(who: str | None) -> dict[str, str]:
        return {"Authorization": f"Bearer {await make_key(who)}"}

    return make


@pytest.fixture
async def browse_as(site: str, make_key: MakeKey) -> AsyncGenerator[BrowseAs]:
    """Clients that are signed in to the pages."""
    async with AsyncExitStack() as opened:

        async def open_for(who: str | None) -> httpx2.AsyncClient:
            client = await opened.enter_async_context(httpx2.AsyncClient(base_url=site, timeout=60))
            answer = await client.post("/login", data={"key": await make_key(who)}, headers=OWN)
            assert answer.status_code == 303
            return client

        yield open_for


@pytest.fixture
async def visitor(browse_as: BrowseAs, service: Service) -> httpx2.AsyncClient:
    """Signed in as the first of the demo's people."""
    return await browse_as(service.demo_people[0].name)
