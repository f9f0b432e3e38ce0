"""A key of another system finds one record, none, or too many."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.org.records.conftest import ANN, A, B

from understudy.kit.ids import new_record_id
from understudy.org.permissions import Employee
from understudy.org.records import InvalidWriteError, Upserted, Write, upsert

Stored = Callable[..., Awaitable[list[tuple[Any, ...]]]]


async def test_what_is_there_is_changed_and_what_is_not_is_made(write: Write, stored: Stored):
    changed = await upsert(write, "Account", "Key", "K-1", {"Name": "New name"})
    assert changed == Upserted(A, created=False)
    made = await upsert(write, "account", "key", "k-9", {"Name": "Nine"})
    assert made.created
    rows = {row[0]: row[1:] for row in await stored("Account", "Id", "Name", "Key")}
    assert (rows[A], rows[made.id]) == (("New name", "k-1"), ("Nine", "k-9"))


async def test_by_id_nothing_is_made(write: Write):
    assert (await upsert(write, "Account", "Id", A[:15], {"Name": "x"})).id == A
    with pytest.raises(InvalidWriteError, match="there is no Account"):
        await upsert(write, "Account", "Id", new_record_id("001", 99), {"Name": "x"})


async def test_several_matches_are_named(write: Write):
    with pytest.raises(InvalidWriteError, match="2 accounts have the Old number 'X'") as refused:
        await upsert(write, "Account", "Loose", "X", {"Name": "x"})
    assert (refused.value.code, refused.value.records) == ("MULTIPLE_CHOICES", (A, B))


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [("Name", "A", "INVALID_FIELD"), ("Nme", "A", "INVALID_FIELD"), ("Key", "", "MISSING_ARGUMENT")],
)
async def test_what_is_no_key(write: Write, field: str, value: str, code: str):
    with pytest.raises(InvalidWriteError) as refused:
        await upsert(write, "Account", field, value, {"Name": "x"})
    assert refused.value.code == code


async def test_two_at_once_make_one(write: Write, stored: Stored):
    both = await asyncio.gather(*(upsert(write, "Account", "Loose", "new", {"Name": n}) for n in "ab"))
    assert sorted(each.created for each in both) == [False, True]
    assert both[0].id == both[1].id


async def test_hidden_records_are_not_found(write: Write):
    clerk = replace(write, actor=Employee(ANN, "clerk"))  # who does not see C, whose key is k-3
    with pytest.raises(InvalidWriteError) as refused:
        await upsert(clerk, "Account", "Key", "k-3", {"Name": "x"})
    assert refused.value.code == "DUPLICATE_VALUE"
