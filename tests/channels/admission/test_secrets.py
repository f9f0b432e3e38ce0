"""A key or token that was shown at a door stands afterwards in no log, trace, table or page."""

import asyncio
import logging
from dataclasses import replace

import httpx2
import pytest
from tests.channels.conftest import CUSTOMER, OWN, MakeKey

from understudy.channels.admission.paces import Paces
from understudy.channels.server import make_server
from understudy.channels.service import Service
from understudy.kit.trace import PostgresSpans, setup

QUESTION = "How many cases were opened in May 2026?"


LOGIN = (
    '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><login>'
    "<username>nobody</username><password>{key}</password></login></e:Body></e:Envelope>"
)


async def test_secrets_stay_where_they_were_shown(
    service: Service, make_key: MakeKey, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    tracing = setup(PostgresSpans(service.database.url))
    good, wrong = await make_key(CUSTOMER), "us_abcdefgh_" + "Zz9_-" * 8 + "Zz9"
    secrets, told = [good.split("_", 2)[2], wrong.split("_", 2)[2]], ""
    transport = httpx2.ASGITransport(make_server(replace(service, paces=Paces())), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        for key in (good, wrong):
            bearer = {"Authorization": f"Bearer {key}"}
            opened = await client.post("/api/v1/sessions", json={"agent": "service"}, headers=bearer)
            turns, question = f"/api/v1/sessions/{opened.json().get('id')}/turns", {"message": QUESTION}
            strange = {"model": key, "messages": []}
            answers = [
                opened,
                await client.post(turns, json=question, headers=bearer),
                await client.post("/v1/chat/completions", json=strange, headers=bearer),
                await client.get("/services/data/v65.0/query?q=SELECT", headers=bearer),
                await client.get("/services/data/v65.0/limits", headers={"Authorization": f"OAuth {key}"}),
                await client.post("/login", data={"key": key}, headers=OWN),
                await client.get("/account"),
                await client.get("/chat/nothing"),
            ]
            secrets.append(client.cookies.get("understudy_sign_in") or key)
            await client.post("/logout", headers=OWN)
            form = {"grant_type": "password", "username": CUSTOMER, "password": key}
            token = await client.post("/services/oauth2/token", data=form)
            secrets.append(token.json().get("access_token", key).rpartition("!")[2])
            soap = await client.post("/services/Soap/u/65.0", content=LOGIN.format(key=key))
            told += "".join(answer.text for answer in (*answers, soap))
    await asyncio.to_thread(tracing.close)
    kept = [
        str(await service.database.fetch(f"SELECT each::text FROM understudy.{table} each"))
        for table in ("span", "turn", "session", "api_key", "sign_in")
    ]
    assert len(set(secrets)) == 5
    assert len(kept[0]) > 1000
    for secret in secrets:
        assert secret not in caplog.text
        assert secret not in told
        assert not any(secret in rows for rows in kept)
