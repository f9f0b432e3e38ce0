"""What is deleted lies in the bin, and comes back with what belongs to it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from psycopg import sql
from tests.org.records.conftest import ANN, BEFORE, NOW, A, B, C

from understudy.kit.clock import Moment
from understudy.kit.errors import InputError, NotPermittedError
from understudy.kit.ids import new_record_id
from understudy.org import store
from understudy.org.permissions import Employee
from understudy.org.records import InvalidWriteError, Write, delete, undelete
from understudy.soql.run import run

Stored = Callable[..., Awaitable[list[tuple[Any, ...]]]]

_O, _P = (new_record_id("801", n) for n in (1, 2))
_I, _J = (new_record_id("802", n) for n in (1, 2))
_K = new_record_id("800", 1)


async def test_a_record_goes_and_comes_back_as_it_was(write: Write, stored: Stored):
    columns = ("Id", "Name", "Worth", "Since", "Shout", "IsDeleted")
    before = await stored("Account", *columns)
    await delete(write, A, expected=BEFORE)
    assert A not in {row[0] for row in await stored("Account", "Id")}
    await undelete(write, A)
    assert await stored("Account", *columns) == before


async def test_references_are_emptied_and_connected_again(write: Write, stored: Stored):
    await delete(write, A)
    assert await stored("Order", "AccountId") == [(None,), (None,)]
    assert (await stored("Account", "Id", "ParentId"))[0] == (B, None)
    await write.database.execute(
        sql.SQL('UPDATE {} SET "AccountId" = {} WHERE "Id" = {}').format(
            store.table(write.org.pg_schema, "Order"), C, _P
        )
    )
    await undelete(write, A)
    assert await stored("Order", "AccountId") == [(A,), (C,)]  # what was given another keeps it
    assert (await stored("Account", "Id", "ParentId"))[1] == (B, A)


async def test_parts_go_with_the_whole(write: Write, stored: Stored):
    await delete(write, _O)
    assert await stored("Item", "Id") == []
    with pytest.raises(InvalidWriteError, match=r"Order .* is not there") as refused:
        await undelete(write, _I)
    assert (refused.value.code, refused.value.fields) == ("UNDELETE_FAILED", ("OrderId",))
    await undelete(write, _O)
    assert await stored("Item", "Id", "OrderId") == [(_I, _O), (_J, _O)]


async def test_a_part_deleted_before_stays_deleted(write: Write, stored: Stored):
    await delete(write, _I)
    await delete(write, _O)
    await undelete(write, _O)
    assert await stored("Item", "Id") == [(_J,)]


async def test_what_is_needed_stays(write: Write):
    with pytest.raises(InvalidWriteError, match="contracts that cannot be without") as refused:
        await delete(write, C)
    assert refused.value.code == "DELETE_FAILED"
    await delete(write, _K)
    await delete(write, C)


async def test_users_stay(write: Write):
    with pytest.raises(InvalidWriteError, match="records name them"):
        await delete(write, ANN)


async def test_a_stale_version_stays(write: Write):
    with pytest.raises(InvalidWriteError, match="has changed since it was read") as refused:
        await delete(write, A, expected=NOW)
    assert refused.value.code == "PRECONDITION_FAILED"


@pytest.mark.parametrize(
    ("profile", "record_id", "error"),
    [
        ("clerk", C, InputError),  # is not there, for this actor
        ("reader", A, NotPermittedError),
        ("half", A, NotPermittedError),
        ("clerk", _O, NotPermittedError),
        ("clerk", new_record_id("001", 99), InputError),
    ],
)
async def test_who_may_not_delete(write: Write, profile: str, record_id: str, error: type[Exception]):
    actor = Employee(ANN, profile)
    with pytest.raises(error):
        await delete(replace(write, actor=actor), record_id)


async def test_the_bin_is_read_with_all_rows_and_the_same_rights(write: Write):
    moment = Moment(NOW, write.org.timezone)
    await delete(write, B)
    await delete(write, _K)
    await delete(write, C)
    query = "SELECT Name, IsDeleted FROM Account WHERE Name IN ('A', 'B', 'C')"

    async def names(actor: Any, text: str, *, all_rows: bool = False) -> list[tuple[str, bool]]:
        found = await run(write.database, write.org, text, actor, moment, all_rows=all_rows)
        return sorted((row["Name"], row["IsDeleted"]) for row in found.rows)

    clerk = Employee(ANN, "clerk")  # who does not see C
    assert await names(write.actor, query) == [("A", False)]
    assert await names(write.actor, f"{query} ALL ROWS") == [("A", False), ("B", True), ("C", True)]
    assert await names(write.actor, query, all_rows=True) == [("A", False), ("B", True), ("C", True)]
    assert await names(clerk, f"{query} ALL ROWS") == [("A", False), ("B", True)]
    assert await names(clerk, f"{query} AND IsDeleted = true ALL ROWS") == [("B", True)]
