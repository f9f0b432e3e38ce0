"""API keys: whom they let in, what for, and when no more."""

from datetime import timedelta

from understudy.channels.admission import keys, store
from understudy.channels.admission.scopes import Scope
from understudy.channels.admission.store import Person
from understudy.kit.db import Database

ADA = Person("garden", "005A")


async def test_a_key_speaks_for_its_person_until_it_is_revoked(database: Database) -> None:
    key = await keys.new_key(database, ADA, "a robot")
    opened = await keys.check_key(database, key)
    assert opened
    assert opened.person == ADA
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


async def test_a_key_opens_what_its_scopes_say(database: Database) -> None:
    opened = await keys.check_key(database, await keys.new_key(database, ADA, scopes=frozenset({Scope.READ})))
    assert opened
    assert (opened.person, opened.scopes) == (ADA, {Scope.READ})


async def test_a_key_runs_out(database: Database) -> None:
    key = await keys.new_key(database, ADA, "short", lasts=timedelta(0))
    assert await keys.check_key(database, key) is None
    assert [kept.state for kept in await store.list_keys(database, ADA) if kept.label == "short"] == [
        "expired"
    ]


async def test_a_key_that_is_replaced_opens_a_while_longer(database: Database) -> None:
    person = Person("garden", "005R")
    old = await keys.new_key(database, person, "a robot", frozenset({Scope.CHAT}), timedelta(days=30))
    made = await keys.rotate_key(database, old.split("_")[1], timedelta(hours=1))
    assert made
    assert await keys.check_key(database, old)
    new, replaced = await store.list_keys(database, person)
    assert (new.id, new.label, new.scopes) == (made.id, "a robot", {Scope.CHAT})
    assert new.expires_at
    assert new.expires_at - new.created_at == timedelta(days=30)
    assert replaced.expires_at
    assert replaced.expires_at - new.created_at == timedelta(hours=1)


async def test_only_a_good_key_can_be_replaced(database: Database) -> None:
    key_id = (await keys.new_key(database, ADA)).split("_")[1]
    await store.revoke_key(database, key_id)
    assert await keys.rotate_key(database, key_id) is None
    assert await keys.rotate_key(database, "nosuchid") is None


async def test_it_is_noted_when_a_key_was_used_last(database: Database) -> None:
    person = Person("garden", "005U")
    key = await keys.new_key(database, person)
    assert [kept.last_used_at for kept in await store.list_keys(database, person)] == [None]
    await keys.check_key(database, key)
    assert all(kept.last_used_at for kept in await store.list_keys(database, person))


async def test_a_person_ends_only_their_own_keys(database: Database) -> None:
    key_id = (await keys.new_key(database, ADA)).split("_")[1]
    assert not await store.revoke_key(database, key_id, Person("garden", "005B"))
    assert not await store.revoke_key(database, key_id, Person(None, None))
    assert await store.revoke_key(database, key_id, ADA)
