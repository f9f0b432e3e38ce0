"""Signing in with a provider that is really asked over HTTP, and what it must not get away with."""

import base64
import hmac
import json
import logging
import time
from collections.abc import AsyncGenerator, Generator, Mapping
from dataclasses import replace
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import RSAAlgorithm
from tests.channels.openid_provider import CLIENT, SECRET, Provider, new_key, serve

from understudy.channels.admission import openid
from understudy.channels.admission.openid import OpenId
from understudy.channels.admission.paces import Paces
from understudy.channels.pages import COOKIE
from understudy.channels.server import make_server
from understudy.channels.service import Service
from understudy.kit.door_settings import OidcSettings
from understudy.org.demo.ledger import Row

BACK = "/login/openid/back"


@pytest.fixture
def email(demo_rows: Mapping[str, list[Row]]) -> str:
    return next(str(row["Email"]) for row in demo_rows["User"] if row["LastName"] == "Achebe")


@pytest.fixture
def provider(email: str) -> Generator[Provider]:
    provider = Provider(email)
    server = serve(provider)
    Thread(target=server.serve_forever, daemon=True).start()
    yield provider
    server.shutdown()
    server.server_close()


@pytest.fixture
async def browser(service: Service, provider: Provider) -> AsyncGenerator[httpx2.AsyncClient]:
    """A browser at the door, which keeps its cookies."""
    known = OpenId(OidcSettings(provider.issuer, CLIENT, SECRET))
    transport = httpx2.ASGITransport(make_server(replace(service, openid=known, paces=Paces())))
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield client


async def sent_back(browser: httpx2.AsyncClient) -> str:
    """The address that the provider sends the browser back to."""
    leaving = await browser.get("/login/openid")
    assert leaving.status_code == 303
    async with httpx2.AsyncClient() as elsewhere:
        return (await elsewhere.get(leaving.headers["location"])).headers["location"]


async def is_in(browser: httpx2.AsyncClient) -> bool:
    return (await browser.get("/account")).status_code == 200


async def test_who_is_known_there_is_let_in(browser: httpx2.AsyncClient) -> None:
    assert "/login/openid" in (await browser.get("/login")).text
    place = await sent_back(browser)
    assert urlsplit(place).path == BACK
    answer = await browser.get(place)
    assert answer.status_code == 200
    assert 'http-equiv="refresh"' in answer.text
    cookies = answer.headers.get_list("set-cookie")
    assert any(each.startswith(f"{COOKIE}=") and "SameSite=strict" in each for each in cookies)
    assert await is_in(browser)


async def test_what_leaves_says_nothing_that_could_be_used(browser: httpx2.AsyncClient) -> None:
    leaving = await browser.get("/login/openid")
    asked = parse_qs(urlsplit(leaving.headers["location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    verifier = browser.cookies["understudy_openid"].split(".")[2]
    assert verifier not in leaving.headers["location"]
    cookie = leaving.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


async def test_a_code_is_good_for_one_browser_and_once(browser: httpx2.AsyncClient, service: Service) -> None:
    place = await sent_back(browser)
    kept = browser.cookies["understudy_openid"]
    browser.cookies.clear()
    assert (await browser.get(place)).status_code == 403
    browser.cookies.set("understudy_openid", ".".join(["A" * 43] * 3))
    assert (await browser.get(place)).status_code == 403
    browser.cookies.set("understudy_openid", kept)
    assert (await browser.get(place)).status_code == 200
    browser.cookies.clear()
    browser.cookies.set("understudy_openid", kept)
    again = await browser.get(place)
    assert again.status_code == 403
    assert "gives no token" in again.text
    assert not await is_in(browser)


async def test_a_sign_in_that_another_has_begun_is_not_ended(browser: httpx2.AsyncClient) -> None:
    """Who is led to a link of an attacker's own sign-in is not signed in as the attacker."""
    attackers = await sent_back(browser)
    browser.cookies.clear()
    await browser.get("/login/openid")
    assert (await browser.get(attackers)).status_code == 403
    assert not await is_in(browser)


def _unsigned(_: Provider, claims: dict[str, Any]) -> str:
    return jwt.encode(claims, None, "none")  # pyright: ignore[reportArgumentType]


def _signed_with_the_public_key(provider: Provider, claims: dict[str, Any]) -> str:
    """As if what everybody knows were a secret. PyJWT itself refuses to make such a token."""
    public = provider.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def part(value: bytes) -> bytes:
        return base64.urlsafe_b64encode(value).rstrip(b"=")

    head = json.dumps({"alg": "HS256", "typ": "JWT", "kid": provider.key_id}).encode()
    body = part(head) + b"." + part(json.dumps(claims).encode())
    return (body + b"." + part(hmac.digest(public, body, "sha256"))).decode()


def _signed_by_another(provider: Provider, claims: dict[str, Any]) -> str:
    return jwt.encode(claims, new_key(), "RS256", {"kid": provider.key_id})


def _with_a_key_of_its_own(_: Provider, claims: dict[str, Any]) -> str:
    key = new_key()
    own = json.loads(RSAAlgorithm.to_jwk(key.public_key()))
    return jwt.encode(claims, key, "RS256", {"kid": "mine", "jwk": own})


def _broken(_: Provider, claims: dict[str, Any]) -> str:
    return "a.b.c"


@pytest.mark.parametrize(
    "sign", [_unsigned, _signed_with_the_public_key, _signed_by_another, _with_a_key_of_its_own, _broken]
)
async def test_a_token_that_the_provider_has_not_signed(
    browser: httpx2.AsyncClient, provider: Provider, sign: Any
) -> None:
    provider.sign = sign
    assert (await browser.get(await sent_back(browser))).status_code == 403
    assert not await is_in(browser)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"iss": "http://elsewhere.example"}, "the token is not good"),
        ({"aud": "another"}, "the token is not good"),
        ({"aud": [CLIENT, "another"]}, "does not say for whom"),
        ({"aud": [CLIENT, "another"], "azp": "another"}, "is for somebody else"),
        ({"azp": "another"}, "is for somebody else"),
        ({"exp": int(time.time()) - 3600}, "the token is not good"),
        ({"exp": None}, "the token is not good"),
        ({"nbf": int(time.time()) + 3600}, "the token is not good"),
        ({"iat": int(time.time()) + 3600}, "the token is not good"),
        ({"nonce": "another"}, "belongs to another sign-in"),
        ({"nonce": None}, "belongs to another sign-in"),
        ({"email_verified": False}, "has not verified"),
        ({"email_verified": "true"}, "has not verified"),
        ({"email_verified": None}, "has not verified"),
        ({"email": None}, "has not verified"),
        ({"email": ["rosalind"]}, "has not verified"),
        ({"email": "nobody@elsewhere.example"}, "you are no user here"),
        ({"email": "maria.okafor@harborlightnursery.example"}, "you are no user here"),
        ({"email": "Rosalind Achebe"}, "you are no user here"),
        ({"email": "%"}, "you are no user here"),
    ],
)
async def test_a_token_that_says_something_else(
    browser: httpx2.AsyncClient, provider: Provider, changed: dict[str, Any], told: str
) -> None:
    provider.change = lambda claims: {k: v for k, v in {**claims, **changed}.items() if v is not None}
    answer = await browser.get(await sent_back(browser))
    assert (answer.status_code, told in answer.text) == (403, True), answer.text
    assert not await is_in(browser)


async def test_the_answer_of_another_provider(browser: httpx2.AsyncClient, provider: Provider) -> None:
    place = await sent_back(browser)
    answer = await browser.get(f"{place}&iss=http://elsewhere.example")
    assert (answer.status_code, "another provider" in answer.text) == (403, True)
    assert "/token" not in provider.asked


async def test_a_provider_that_calls_itself_another(browser: httpx2.AsyncClient, provider: Provider) -> None:
    provider.publishes = {"issuer": "http://elsewhere.example"}
    answer = await browser.get("/login/openid")
    assert (answer.status_code, "UNDERSTUDY_OIDC_ISSUER" in answer.text) == (503, True)


async def test_a_provider_that_leads_within(browser: httpx2.AsyncClient, provider: Provider) -> None:
    provider.publishes = {"token_endpoint": "http://169.254.169.254/latest/meta-data"}
    answer = await browser.get(await sent_back(browser))
    assert (answer.status_code, "no public address" in answer.text) == (503, True)


async def test_a_key_that_is_new_is_looked_up(
    browser: httpx2.AsyncClient, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    await browser.get(await sent_back(browser))
    assert await is_in(browser)
    browser.cookies.clear()
    provider.key, provider.key_id = new_key(), "two"
    assert (await browser.get(await sent_back(browser))).status_code == 403
    assert provider.asked.count("/keys") == 1
    monkeypatch.setattr(openid, "_LOOKED_UP_AGAIN_AFTER_S", 0.0)
    assert (await browser.get(await sent_back(browser))).status_code == 200
    assert provider.asked.count("/keys") == 2


async def test_no_secret_is_logged_or_shown(
    browser: httpx2.AsyncClient, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    provider.change = lambda claims: {**claims, "aud": "another"}
    answer = await browser.get(await sent_back(browser))
    assert SECRET not in caplog.text + answer.text
    assert SECRET not in repr(OidcSettings(provider.issuer, CLIENT, SECRET))


async def test_without_a_provider_there_is_no_such_door(client: httpx2.AsyncClient) -> None:
    assert (await client.get("/login/openid")).status_code == 404
    assert (await client.get(f"{BACK}?code=a&state=b")).status_code == 403
    assert "openid" not in (await client.get("/login")).text
