"""Sign-ins: what they open, and when no more."""

from datetime import timedelta

import pytest

from understudy.channels.admission import keys, sign_ins, store
from understudy.channels.admission.scopes import Scope
from understudy.channels.admission.sign_ins import sign_in, sign_in_with_key, sign_out, signed_in
from understudy.channels.admission.store import Person
from understudy.kit.db import Database

ADA = Person("garden", "005A")
SEEN = "UPDATE understudy.sign_in SET last_seen_at = now() - interval '90 minutes'"


async def test_a_sign_in_ends_with_signing_out(database: Database) -> None:
    token = await sign_in(database, ADA)
    opened = await signed_in(database, token)
    assert opened
    assert opened.person == ADA
    await sign_out(database, token)
    assert await signed_in(database, token) is None


async def test_a_sign_in_ends_with_its_key(database: Database) -> None:
    key = await keys.new_key(database, ADA)
    token = await sign_in_with_key(database, key)
    assert token
    assert await signed_in(database, token)
    await store.revoke_key(database, key.split("_")[1])
    assert await signed_in(database, token) is None


async def test_a_sign_in_ends_when_its_key_runs_out(database: Database) -> None:
    key = await keys.new_key(database, ADA)
    token = await sign_in_with_key(database, key)
    assert token
    await keys.rotate_key(database, key.split("_")[1], timedelta(0))
    assert await signed_in(database, token) is None


async def test_a_sign_in_opens_no_more_than_its_key(database: Database) -> None:
    scopes = frozenset({Scope.PAGE, Scope.CHAT})
    token = await sign_in_with_key(database, await keys.new_key(database, ADA, scopes=scopes))
    assert token
    opened = await signed_in(database, token)
    assert opened
    assert opened.scopes == scopes


async def test_a_key_that_is_not_for_the_pages_signs_nobody_in(database: Database) -> None:
    key = await keys.new_key(database, ADA, scopes=frozenset({Scope.CHAT, Scope.READ}))
    assert await sign_in_with_key(database, key) is None


async def test_a_cookie_is_no_token_and_the_other_way(database: Database) -> None:
    assert await signed_in(database, await sign_in(database, ADA), "token") is None
    assert await signed_in(database, await sign_in(database, ADA, kind="token"), "page") is None


async def test_a_sign_in_runs_out(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_ins, "SIGN_IN_LASTS", timedelta(0))
    assert await signed_in(database, await sign_in(database, ADA)) is None


async def test_one_that_nobody_uses_runs_out(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    token = await sign_in(database, ADA)
    await database.execute(SEEN)
    assert await signed_in(database, token)  # and so was seen
    monkeypatch.setitem(sign_ins.IDLE, "page", timedelta(minutes=80))
    assert await signed_in(database, token)
    await database.execute(SEEN)
    assert await signed_in(database, token) is None


async def test_a_person_is_signed_out_everywhere_and_nobody_else(database: Database) -> None:
    bea = Person("garden", "005BEA")
    tokens = [await sign_in(database, bea), await sign_in(database, bea, kind="token")]
    other = await sign_in(database, ADA)
    assert [each.kind for each in await store.list_sign_ins(database, bea)] == ["token", "page"]
    assert await store.end_sign_ins(database, bea) == 2
    assert [await signed_in(database, each) for each in tokens] == [None, None]
    assert await signed_in(database, other)


async def test_the_token_is_not_kept(database: Database) -> None:
    token = await sign_in(database, ADA)
    assert token not in str(await database.fetch("SELECT sign_in::text FROM understudy.sign_in"))
