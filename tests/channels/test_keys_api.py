"""Keys over HTTP: for who administers, and nobody's beyond the org."""

import httpx2
import pytest
from tests.channels.conftest import CUSTOMER

from understudy.channels.admission.keys import check_key, new_key
from understudy.channels.admission.scopes import Scope
from understudy.channels.admission.store import Person
from understudy.channels.service import Service
from understudy.org.permissions import Employee
from understudy.org.users import find_actor

EVERYTHING = frozenset(Scope)


@pytest.fixture
async def admin(service: Service) -> dict[str, str]:
    found = await find_actor(service.database, service.stage.org, "Rosalind Achebe")
    assert isinstance(found, Employee)
    key = await new_key(service.database, Person("demo", found.user_id), "admin", EVERYTHING)
    return {"Authorization": f"Bearer {key}"}


async def test_a_key_is_made_replaced_and_ended(
    client: httpx2.AsyncClient, service: Service, admin: dict[str, str]
) -> None:
    asked = {"who": CUSTOMER, "label": "her shop", "scopes": ["chat"], "days": 7}
    made = (await client.post("/api/v1/keys", json=asked, headers=admin)).json()
    opened = await check_key(service.database, made["key"])
    assert opened
    assert opened.scopes == {Scope.CHAT}
    listed = (await client.get("/api/v1/keys", headers=admin)).json()
    shown = next(each for each in listed if each["id"] == made["id"])
    assert (shown["label"], shown["scopes"], shown["state"]) == ("her shop", ["chat"], "good")
    assert made["key"].split("_", 2)[2] not in str(listed)
    place = f"/api/v1/keys/{made['id']}"
    new = (await client.post(f"{place}/rotation", json={"hours": 0}, headers=admin)).json()
    assert await check_key(service.database, made["key"]) is None
    assert (await client.delete(f"/api/v1/keys/{new['id']}", headers=admin)).status_code == 204
    assert await check_key(service.database, new["key"]) is None
    assert (await client.delete(f"/api/v1/keys/{new['id']}", headers=admin)).status_code == 404


@pytest.mark.parametrize("person", [Person(None, None), Person("another org", "005000000000001AAA")])
async def test_keys_of_the_operator_and_of_other_orgs_are_not_there(
    client: httpx2.AsyncClient, service: Service, admin: dict[str, str], person: Person
) -> None:
    key = await new_key(service.database, person, scopes=EVERYTHING)
    place = f"/api/v1/keys/{key.split('_')[1]}"
    assert key.split("_")[1] not in (await client.get("/api/v1/keys", headers=admin)).text
    assert (await client.delete(place, headers=admin)).status_code == 404
    assert (await client.post(f"{place}/rotation", json={}, headers=admin)).status_code == 404
    assert await check_key(service.database, key)


async def test_nobody_is_made_the_operator(client: httpx2.AsyncClient, admin: dict[str, str]) -> None:
    for who in ("operator", "", "the operator"):
        assert (await client.post("/api/v1/keys", json={"who": who}, headers=admin)).status_code == 400


async def test_a_person_is_signed_out_everywhere(client: httpx2.AsyncClient, admin: dict[str, str]) -> None:
    answer = await client.delete(f"/api/v1/people/{CUSTOMER}/sign-ins", headers=admin)
    assert answer.json()["ended"] >= 0
    assert (await client.delete("/api/v1/people/nobody/sign-ins", headers=admin)).status_code == 400
