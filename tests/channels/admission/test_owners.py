"""What belongs to somebody is answered to anybody else like what is not there, on every route that names it.

`OWNED` says of each part of an address whose it is; here each such part is filled with something that is
really there, and asked for by who owns it and by those who don't.
"""

import re
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, replace

import httpx2
import pytest
from tests.channels.conftest import CUSTOMER, OWN
from tests.conftest import Ask

from understudy.channels import server as server_module
from understudy.channels.admission.declared import OWNED, Declared, declarations
from understudy.channels.admission.entry import Entry
from understudy.channels.admission.keys import new_key
from understudy.channels.admission.paces import Paces
from understudy.channels.admission.scopes import EVERYDAY
from understudy.channels.admission.sign_ins import sign_in
from understudy.channels.admission.store import Person, list_sign_ins
from understudy.channels.pages import COOKIE
from understudy.channels.server import make_server
from understudy.channels.service import Service
from understudy.conversations.turn import Stage
from understudy.kit.pace import Pace
from understudy.org.demo.ledger import Row
from understudy.org.permissions import Customer, Employee
from understudy.org.users import find_actor

OWNER = CUSTOMER
NOT_HERE = {
    "approval": "test_approvals.py and test_approvals_page.py",
    "dispute": "test_conflicts_page.py",
    "key_id": "test_keys_api.py and test_account_page.py",
}
"""Whose these are is tried there: by the rights to a document, and by the org."""
NOBODYS = {"agent", "field", "name", "organisation", "version", "who"}
"""They name no single thing of somebody."""


@dataclass(frozen=True)
class Owned:
    """What somebody owns, by the part of the address that names it, and the application that serves it."""

    client: httpx2.AsyncClient
    routes: list[Declared]
    things: Mapping[str, str]
    service: Service

    async def ask(self, method: str, path: str, person: Person) -> httpx2.Response:
        """As somebody, by every way at once that they could show who they are."""
        database = self.service.database
        key = await new_key(database, person, "owners", EVERYDAY)
        headers = {
            **OWN,
            "Authorization": f"Bearer {key}",
            "Cookie": f"{COOKIE}={await sign_in(database, person)}",
        }
        content = b"" if method in ("GET", "DELETE") else b"{}"
        return await self.client.request(method, path, headers=headers, content=content)

    def path(self, route: Declared) -> str:
        return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: self.things[found[1]], route.path)


async def person(service: Service, who: str) -> Person:
    actor = await find_actor(service.database, service.stage.org, who)
    return Person("demo", actor.user_id if isinstance(actor, Employee) else actor.contact_id)


@pytest.fixture
async def others(service: Service, demo_rows: Mapping[str, list[Row]]) -> list[Person]:
    """A customer of another account, and an employee."""
    own = _maria(demo_rows)
    other = next(each for each in demo_rows["Contact"] if each["AccountId"] != own["AccountId"])
    return [Person("demo", str(other["Id"])), await person(service, "Delia Ortiz")]


def _maria(rows: Mapping[str, list[Row]]) -> Row:
    return next(each for each in rows["Contact"] if each["Email"] == CUSTOMER)


@pytest.fixture
async def owned(
    service: Service, articles: Stage, ask: Ask, traced: None, demo_rows: Mapping[str, list[Row]]
) -> AsyncGenerator[Owned]:
    never = Pace(10**9, 1.0)
    free = replace(service, paces=Paces(never, never, never))
    app = make_server(free)
    maria = await find_actor(service.database, service.stage.org, OWNER)
    assert isinstance(maria, Customer)
    played = await ask("Show me my orders", "service", actor=maria)
    assert played.trace_id
    me = Person("demo", maria.contact_id)
    await sign_in(service.database, me)
    case = next(str(each["Id"]) for each in demo_rows["Case"] if each["ContactId"] == maria.contact_id)
    things = {
        "session_id": played.session.id,
        "trace_id": played.trace_id,
        "sign_in_id": str((await list_sign_ins(service.database, me))[0].id),
        "of": case,
        "value": case,
        "field": "Id",
        "name": "Case",
        "agent": "service",
        "version": "65.0",
        "document": await _internal(articles),
    }
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield Owned(client, declarations(app.routes, server_module._FILES), things, free)
    await service.database.execute("DELETE FROM understudy.api_key WHERE label = 'owners'")


async def _internal(articles: Stage) -> str:
    row = await articles.database.fetch_one(
        "SELECT id FROM understudy.document WHERE org = %s AND audience = 'employees' ORDER BY id LIMIT 1",
        (articles.org.name,),
    )
    assert row
    return str(row[0])


def naming(owned: Owned) -> list[tuple[str, Declared]]:
    return [
        (method, route)
        for route in owned.routes
        if isinstance(route.entry, Entry) and set(route.owned) - NOBODYS
        if set(route.owned) <= set(owned.things)
        for method in route.methods
    ]


def test_every_part_is_tried_somewhere(owned: Owned) -> None:
    tried = {part for _, route in naming(owned) for part in route.owned}
    jobs = {"job_id", "locator"}  # tests/channels/salesforce_rest: of who made them
    assert tried | NOBODYS | jobs | set(NOT_HERE) == set(OWNED)


async def test_what_is_anothers_is_not_there(owned: Owned, others: list[Person]) -> None:
    tried = 0
    for method, route in naming(owned):
        shared = {"of", "value", "document"} & set(route.owned)  # employees may read these by the rules
        for other in others[:1] if shared else others:
            answer = await owned.ask(method, owned.path(route), other)
            told = (method, route.path, other, answer.status_code, answer.text[:300])
            assert not answer.is_success, told
            assert answer.status_code in (400, 403, 404), told
            tried += 1
    assert tried > 10


async def test_the_owner_is_told(owned: Owned) -> None:
    me = await person(owned.service, OWNER)
    for method, route in naming(owned):
        if method == "GET" and "document" not in route.owned:
            answer = await owned.ask(method, owned.path(route), me)
            assert answer.status_code == 200, (route.path, answer.status_code, answer.text[:300])
