"""What an agent changed is taken back, unless somebody has touched the record since."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.org.records.conftest import ANN, BEFORE, A, B

from understudy.kit.errors import InputError, NotPermittedError
from understudy.org.permissions import Employee
from understudy.org.records import (
    InvalidWriteError,
    Origin,
    Write,
    create,
    delete,
    list_changes,
    read_change,
    undo,
    update,
)

Stored = Callable[..., Awaitable[list[tuple[Any, ...]]]]


@pytest.fixture
def by_agent(write: Write) -> Write:
    return replace(write, origin=Origin("service", "s-1", 3))


def _later(write: Write, hours: int) -> Write:
    return replace(write, now=write.now + timedelta(hours=hours), origin=None)


async def test_who_did_what_is_kept(by_agent: Write):
    await update(by_agent, A, {"Name": "New", "Worth": "7.5"}, expected=BEFORE)
    [change] = await list_changes(by_agent.database, by_agent.org)
    assert (change.operation, change.object, change.record_id) == ("update", "Account", A)
    assert change.before == {"Name": "A", "Worth": "12345678901234.567"}
    assert change.after == {"Name": "New", "Worth": "7.5"}
    assert (change.agent, change.session_id, change.turn) == ("service", "s-1", 3)
    assert (change.actor, change.stamp) == ("system: a test", by_agent.now)


async def test_what_people_write_is_no_change_of_an_agent(write: Write):
    await update(write, A, {"Name": "New"}, expected=BEFORE)
    assert await list_changes(write.database, write.org) == []


async def test_old_values_come_back(by_agent: Write, stored: Stored):
    before = await stored("Account", "Name", "Worth", "Since")
    await update(by_agent, A, {"Name": "New", "Worth": None, "Since": "2024-02-02"}, expected=BEFORE)
    [change] = await list_changes(by_agent.database, by_agent.org)
    undone = await undo(_later(by_agent, 1), change.id)
    assert await stored("Account", "Name", "Worth", "Since") == before
    again = await read_change(by_agent.database, by_agent.org, undone.undone_by or 0)
    assert (again.undoes, again.before["Name"], again.after["Name"]) == (change.id, "New", "A")
    with pytest.raises(InputError, match="is undone already"):
        await undo(_later(by_agent, 1), change.id)
    await undo(_later(by_agent, 2), again.id)  # the undoing is taken back in its turn
    assert (await stored("Account", "Name"))[0] == ("New",)


async def test_what_was_made_goes_and_what_went_comes_back(by_agent: Write, stored: Stored):
    made = await create(by_agent, "Account", {"Name": "Made"})
    await delete(by_agent, B)
    deleted, created = await list_changes(by_agent.database, by_agent.org)
    for change in (created, deleted):
        await undo(_later(by_agent, 1), change.id)
    ids = [row[0] for row in await stored("Account", "Id")]
    assert (B in ids, made in ids) == (True, False)


async def test_a_record_touched_since_is_left_alone(by_agent: Write, stored: Stored):
    await update(by_agent, A, {"Name": "New"}, expected=BEFORE)
    made = await create(by_agent, "Account", {"Name": "Made"})
    await update(_later(by_agent, 1), A, {"Level": "Gold"}, expected=None)
    await update(_later(by_agent, 1), made, {"Level": "Gold"}, expected=None)
    for change in await list_changes(by_agent.database, by_agent.org):
        with pytest.raises(InvalidWriteError, match=r"cannot be undone: the record .* has changed since"):
            await undo(_later(by_agent, 2), change.id)
    assert (await stored("Account", "Name"))[0] == ("New",)


async def test_who_may_not_change_may_not_undo(by_agent: Write):
    await update(by_agent, A, {"Name": "New"}, expected=BEFORE)
    [change] = await list_changes(by_agent.database, by_agent.org)
    with pytest.raises(NotPermittedError):
        await undo(replace(_later(by_agent, 1), actor=Employee(ANN, "nobody")), change.id)


async def test_there_is_no_such_change(by_agent: Write):
    with pytest.raises(InputError, match="there is no change 999999999"):
        await undo(by_agent, 999_999_999)
