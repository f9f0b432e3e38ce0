"""Every route × who asks × what they show, drawn from the application itself: nobody comes in undeclared.

What must happen follows from the route's declaration; `test_the_page_tells_of_every_route` holds the
declarations themselves against the page on which people can read them.
"""

import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from tests.channels.conftest import CUSTOMER, OWN

from understudy.channels import server as server_module
from understudy.channels.admission.declared import OWNED, Declared, declarations
from understudy.channels.admission.entry import Entry, Open
from understudy.channels.admission.keys import new_key
from understudy.channels.admission.paces import Paces
from understudy.channels.admission.roles import Role
from understudy.channels.admission.scopes import Scope
from understudy.channels.admission.sign_ins import sign_in
from understudy.channels.admission.store import Kind, Person
from understudy.channels.pages import COOKIE, PageEntry
from understudy.channels.salesforce_rest.routes import WireEntry
from understudy.channels.server import make_server
from understudy.channels.service import ApiEntry, Service
from understudy.kit.pace import Pace
from understudy.org.permissions import Employee
from understudy.org.users import find_actor

ALL = frozenset(Scope)
PAGE = Path(__file__).parents[3] / "docs/reference/roles.md"
NOBODY = Person("demo", "005000000000999AAA")
PEOPLE = {
    "customer": CUSTOMER,
    "user": "Caroline Mbatha",
    "reviewer": "Delia Ortiz",
    "director": "Rosalind Achebe",
    "operator": None,
}
HAS = {
    "customer": {Role.CUSTOMER},
    "user": {Role.USER},
    "reviewer": {Role.USER, Role.REVIEWER},
    "director": {Role.USER, Role.ADMIN, Role.BUILDER},
    "operator": {Role.USER, Role.ADMIN, Role.BUILDER, Role.REVIEWER},
}
SHOWN = {ApiEntry: {"key"}, PageEntry: {"cookie"}, WireEntry: {"key", "token"}}
"""What opens which kind of door at all."""
NOT_THERE = {"version": "65.0", "name": "Account", "agent": "analyst", "who": CUSTOMER, "field": "Id"}


@dataclass
class House:
    """The application with its declarations, and what people show."""

    app: FastAPI
    routes: list[Declared]
    service: Service
    people: dict[str, Person]

    async def shown(self, who: str, by: str, scopes: frozenset[Scope] = ALL) -> dict[str, str]:
        """The headers of somebody, made anew: some requests end what they came in with."""
        person, database = self.people[who], self.service.database
        if by == "key":
            return {"Authorization": f"Bearer {await new_key(database, person, 'matrix', scopes)}"}
        kind: Kind = "page" if by == "cookie" else "token"
        token = await sign_in(database, person, kind=kind, scopes=scopes)
        return {"Cookie": f"{COOKIE}={token}"} if by == "cookie" else {"Authorization": f"Bearer {token}"}

    async def ask(self, method: str, path: str, headers: dict[str, str]) -> httpx2.Response:
        """A request that is let in, but whose body nobody can do anything with."""
        transport = httpx2.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            body = b"" if method in ("GET", "HEAD", "DELETE") else b"{"
            return await client.request(method, path, headers={**OWN, **headers}, content=body)


@pytest.fixture(scope="module")
async def house(service: Service) -> AsyncGenerator[House]:
    never: dict[str, Any] = {name: Pace(10**9, 1.0) for name in ("requests", "nobody", "tries")}
    roles = replace(service.roles, given=await _given(service))
    free = replace(service, paces=Paces(**never), roles=roles)
    app = make_server(free)
    people = {who: await _person(service, named) for who, named in PEOPLE.items()}
    yield House(app, declarations(app.routes, server_module._FILES), free, people)
    for person in people.values():
        await service.database.execute(
            "DELETE FROM understudy.api_key WHERE label = 'matrix' AND who IS NOT DISTINCT FROM %s",
            (person.who,),
        )


async def _given(service: Service) -> dict[Role, Any]:
    """The demo's roles, but that somebody else than the director is the reviewer."""
    from understudy.channels.admission.roles import RoleForm, Roles, RolesForm

    def one(who: str) -> RoleForm:
        return RoleForm(user=(who,))

    director, reviewer = [
        actor.username or actor.user_id
        for name in ("Rosalind Achebe", "Delia Ortiz")
        if isinstance(actor := await find_actor(service.database, service.stage.org, name), Employee)
    ]
    form = RolesForm(admin=one(director), builder=one(director), reviewer=one(reviewer))
    return dict(Roles.of_form(form).given)


async def _person(service: Service, who: str | None) -> Person:
    if who is None:
        return Person(None, None)
    actor = await find_actor(service.database, service.stage.org, who)
    return Person(service.stage.org.name, actor.user_id if isinstance(actor, Employee) else actor.contact_id)


def path_of(route: Declared) -> str:
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: NOT_THERE.get(found[1], "nothing"), route.path)


def is_in(answer: httpx2.Response) -> bool:
    """Whether the answer is another than that nobody may come in here."""
    if answer.status_code in (401, 403):
        return False
    return not (answer.status_code == 303 and answer.headers["location"] == "/login")


def guarded(house: House) -> list[tuple[Declared, Entry, str]]:
    return [
        (route, route.entry, method)
        for route in house.routes
        if isinstance(route.entry, Entry)
        for method in route.methods
    ]


def test_every_route_is_there(house: House) -> None:
    """The schema's, the pages, Salesforce's wire, and what is mounted."""
    paths = {route.path for route in house.routes}
    assert set(house.app.openapi()["paths"]) <= paths
    assert {"/static", "/api/openapi.json", "/login", "/services/data/v{version}/query"} <= paths
    assert len(paths) > 100
    assert len(guarded(house)) > 90


async def test_nobody_comes_in(house: House) -> None:
    wrong = "us_aaaaaaaa_" + "A" * 43
    for headers in (
        {},
        {"Authorization": f"Bearer {wrong}"},
        {"Authorization": "Bearer "},
        {"Authorization": "Basic dXM6dXM="},
        {"Cookie": f"{COOKIE}={wrong}"},
        {"Cookie": f"{COOKIE}="},
        {"Cookie": f"__Host-{COOKIE}={wrong}"},
    ):
        for route, _, method in guarded(house):
            answer = await house.ask(method, path_of(route), headers)
            assert not is_in(answer), (method, route.path, headers, answer.status_code)


@pytest.mark.parametrize("who", PEOPLE)
async def test_each_role_comes_in_where_it_is_declared_and_nowhere_else(house: House, who: str) -> None:
    for route, entry, method in guarded(house):
        for by in ("key", "cookie", "token"):
            if route.path.endswith("/") and by != "key":
                continue  # the same with a slash at its end
            answer = await house.ask(method, path_of(route), await house.shown(who, by))
            may = by in SHOWN[type(entry)] and bool(entry.roles & HAS[who])
            told = (method, route.path, who, by, answer.status_code, answer.text[:200])
            if not may:
                assert not answer.is_success, told
                assert answer.status_code == 404 or not is_in(answer), told
            else:
                assert is_in(answer) or "this takes the role" not in answer.text, told
                assert answer.status_code != 401, told


@pytest.mark.parametrize("scope", Scope)
async def test_a_key_opens_its_scope_and_nothing_else(house: House, scope: Scope) -> None:
    for route, entry, method in guarded(house):
        by = "cookie" if isinstance(entry, PageEntry) else "key"
        answer = await house.ask(
            method, path_of(route), await house.shown("operator", by, frozenset({scope}))
        )
        told = (method, route.path, scope, answer.status_code, answer.text[:200])
        if scope is entry.scope:
            assert "this key is not for" not in answer.text, told
        else:
            assert not answer.is_success, told
            assert answer.status_code in (403, 404), told


async def test_who_is_nobody_any_more_comes_in_nowhere(house: House) -> None:
    house.people["gone"] = NOBODY
    for route, entry, method in guarded(house):
        by = "cookie" if isinstance(entry, PageEntry) else "key"
        answer = await house.ask(method, path_of(route), await house.shown("gone", by))
        assert not is_in(answer), (method, route.path)


async def test_another_site_changes_nothing(house: House) -> None:
    """Signed in, with the cookie, but sent by another site or by who knows whom."""
    tried = 0
    for route in house.routes:
        page = isinstance(route.entry, PageEntry) or route.path == "/login"
        for method in route.methods if page else ():
            if method == "GET":
                continue
            for strange in (
                {"Sec-Fetch-Site": "cross-site"},
                {"Sec-Fetch-Site": "same-site"},
                {"Sec-Fetch-Site": "none"},
                {"Sec-Fetch-Site": "", "Origin": "http://elsewhere.example"},
                {"Sec-Fetch-Site": "", "Origin": "null"},
                {"Sec-Fetch-Site": "", "Origin": "https://127.0.0.1"},
                {"Sec-Fetch-Site": ""},
            ):
                headers = {**await house.shown("operator", "cookie"), **strange}
                answer = await house.ask(method, path_of(route), headers)
                assert answer.status_code == 403, (method, route.path, strange, answer.status_code)
                tried += 1
    assert tried >= 7 * 7


async def test_what_is_open_to_anybody_is_a_short_list(house: House) -> None:
    found = {route.path.rstrip("/") for route in house.routes if isinstance(route.entry, Open)}
    assert found == {
        "/api/openapi.json",
        "/healthz",
        "/login",
        "/login/openid",
        "/login/openid/back",
        "/readyz",
        "/services/Soap/u/{version}",
        "/services/Soap/u/{version}/{organisation}",
        "/services/data",
        "/services/oauth2/introspect",
        "/services/oauth2/revoke",
        "/services/oauth2/token",
        "/static",
    }


def test_every_part_of_an_address_that_is_told_of_is_in_one(house: House) -> None:
    assert {name for route in house.routes for name in route.owned} == set(OWNED)


def test_the_page_tells_of_every_route(house: House) -> None:
    """A new route, or a changed declaration, is written on the page, where somebody reads it."""
    listed = PAGE.read_text("utf-8").partition("## Every route")[2]
    told = set(re.findall(r"^\| `([A-Z]+) ([^`]+)` \| ([^|]+?) \|", listed, re.MULTILINE))
    found = {
        (method, route.path, str(route.entry))
        for route in house.routes
        if not route.path.endswith("/") or route.path == "/"
        for method in route.methods
        if method != "HEAD"
    }
    assert told == found
