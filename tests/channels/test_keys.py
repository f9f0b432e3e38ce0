"""API keys and sign-ins: whom they let in, and when no more."""

import pytest

from understudy.channels import keys, store
from understudy.channels.store import Person
from understudy.kit.db import Database

ADA = Person("garden", "005A")


async def test_a_key_speaks_for_its_person_until_it_is_revoked(database: Database) -> None:
    key = await keys.new_key(database, ADA, "a robot")
    assert await keys.check_key(database, key) == ADA
    assert await store.revoke_key(database, key.split("_")[1])
    assert await keys.check_key(database, key) is None
    assert not await store.revoke_key(database, key.split("_")[1])


async def test_a_wrong_key_lets_nobody_in(database: Database) -> None:
    key = await keys.new_key(database, ADA)
    other = await keys.new_key(database, Person(None, None))
    mixed = "_".join([*key.split("_")[:2], other.split("_", 2)[2]])
    for wrong in ("", "us_", key[:-1], key + "a", key.upper(), mixed):
        assert await keys.check_key(database, wrong) is None, wrong


async def test_the_secret_is_not_kept(database: Database) -> None:
    key = await keys.new_key(database, ADA, "seen")
    kept = await database.fetch("SELECT api_key::text FROM understudy.api_key")
    assert key.split("_", 2)[2] not in str(kept)
    assert "seen" in [listed.label for listed in await store.list_keys(database)]


async def test_a_sign_in_ends_with_signing_out(database: Database) -> None:
    token = await keys.sign_in(database, ADA)
    assert await keys.signed_in(database, token) == ADA
    await keys.sign_out(database, token)
    assert await keys.signed_in(database, token) is None


async def test_a_sign_in_ends_with_its_key(database: Database) -> None:
    key = await keys.new_key(database, ADA)
    token = await keys.sign_in_with_key(database, key)
    assert token
    assert await keys.signed_in(database, token) == ADA
    await store.revoke_key(database, key.split("_")[1])
    assert await keys.signed_in(database, token) is None


async def test_a_sign_in_runs_out(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "SIGN_IN_LASTS", -keys.SIGN_IN_LASTS)
    assert await keys.signed_in(database, await keys.sign_in(database, ADA)) is None
