"""Who is let in, by the ways that simple-salesforce knows."""

import asyncio
from typing import Any

import httpx2
import pytest
from simple_salesforce.api import Salesforce
from simple_salesforce.exceptions import SalesforceAuthenticationFailed, SalesforceExpiredSession
from tests.channels.salesforce_rest.conftest import ANN, BOB, Own, session_to

from understudy.channels.admission import store
from understudy.channels.salesforce_rest.soap import read_login
from understudy.kit.errors import InputError

BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<login><username>&b;</username><password>x</password></login>"""


async def log_in(own: Own, **given: Any) -> Salesforce:
    return await asyncio.to_thread(lambda: Salesforce(session=session_to(own.url), **given))


async def who_is(client: Salesforce) -> str:
    told = await asyncio.to_thread(client.oauth2, "userinfo")
    assert told
    return str(told["user_id"])


async def test_a_key_is_the_password_or_the_security_token(own: Own) -> None:
    key = await own.key("Ann")
    for password, token in ((key, ""), ("", key), (key, "token"), ("something", key)):
        client = await log_in(own, username="Ann", password=password, security_token=token)
        assert await who_is(client) == ANN
        assert "!" in client.session_id


async def test_a_key_opens_nothing_for_somebody_else(own: Own) -> None:
    key = await own.key("Ann")
    for username, password in (("Bob", key), ("Ann", "wrong"), ("nobody", key), (BOB, key)):
        with pytest.raises(SalesforceAuthenticationFailed) as refused:
            await log_in(own, username=username, password=password, security_token="")
        assert refused.value.code == "INVALID_LOGIN"


async def test_a_token_for_a_user_name_with_a_client(own: Own) -> None:
    key = await own.key("Bob")
    client = await log_in(own, username="Bob", password=key, consumer_key="any", consumer_secret="any")
    assert await who_is(client) == BOB
    with pytest.raises(SalesforceAuthenticationFailed) as refused:
        await log_in(own, username="Ann", password=key, consumer_key="any", consumer_secret="any")
    assert refused.value.code == "invalid_grant"


async def test_a_token_for_a_client_alone(own: Own) -> None:
    key = await own.key("Ann")
    key_id = key.split("_")[1]
    client = await log_in(own, consumer_key=key_id, consumer_secret=key, domain="acme.my")
    assert await who_is(client) == ANN
    with pytest.raises(SalesforceAuthenticationFailed) as refused:
        await log_in(own, consumer_key="another", consumer_secret=key, domain="acme.my")
    assert refused.value.code == "invalid_client"


async def test_a_key_is_a_token_of_itself(own: Own) -> None:
    assert await who_is(own.with_token(await own.key("Bob"))) == BOB


async def test_a_token_ends_with_its_key_and_when_it_is_revoked(own: Own) -> None:
    key = await own.key("Ann")
    first, second = [await log_in(own, username="Ann", password=key, security_token="") for _ in range(2)]
    tokens = [first.session_id, second.session_id]
    async with httpx2.AsyncClient(base_url=own.url) as client:
        asked = {"token": tokens[0]}
        assert (await client.post("/services/oauth2/introspect", data=asked)).json()["active"] is True
        await client.post("/services/oauth2/revoke", data=asked)
        assert (await client.post("/services/oauth2/introspect", data=asked)).json() == {"active": False}
    assert await who_is(own.with_token(tokens[1])) == ANN
    await store.revoke_key(own.service.database, key.split("_")[1])
    for token in tokens:
        with pytest.raises(SalesforceExpiredSession):
            await who_is(own.with_token(token))


def test_no_entity_is_expanded() -> None:
    with pytest.raises(InputError, match="document type"):
        read_login(BOMB)
    with pytest.raises(InputError, match="no XML"):
        read_login(b"<login>")
    with pytest.raises(InputError, match="only login"):
        read_login(b"<query/>")


async def test_versions_and_limits(own: Own) -> None:
    client = await own.log_in("Ann")
    assert (await asyncio.to_thread(client.limits))["DailyApiRequests"]["Max"] > 0
    async with httpx2.AsyncClient(base_url=own.url) as plain:
        versions = (await plain.get("/services/data")).json()
        assert {"label": "Winter '24", "url": "/services/data/v59.0", "version": "59.0"} in versions
        unknown = await plain.get("/services/data/v7.0/limits")
        assert (unknown.status_code, unknown.json()[0]["errorCode"]) == (404, "NOT_FOUND")
        nothing = await plain.get("/services/data/v59.0/nothing")
        assert (nothing.status_code, nothing.json()[0]["errorCode"]) == (404, "NOT_FOUND")
