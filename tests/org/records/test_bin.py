"""What is deleted lies in the bin, and comes back with what belongs to it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, Literal

import pytest
from psycopg import sql
from tests.org.records.conftest import ANN, BEFORE, NOW, A, B, C

from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.kit.errors import InputError, NotPermittedError
from understudy.kit.ids import new_record_id
from understudy.org import store
from understudy.org.metadata import Field, FieldType, ObjectType, Schema
from understudy.org.orgs import Org
from understudy.org.permissions import AccessPolicy, Employee, ObjectAccess, System
from understudy.org.records import (
    InvalidWriteError,
    Origin,
    Write,
    delete,
    list_changes,
    purge,
    undelete,
    undo,
    update,
)
from understudy.org.recycled import expire, list_recycled
from understudy.soql.run import run
from understudy.soql.validate import ROW_RULES

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


async def test_what_keeps_a_record_is_named_only_to_who_may_read_it(write: Write):
    access = AccessPolicy({"boss": {"account": ObjectAccess(True, delete=True)}})
    boss = replace(write, org=replace(write.org, access=access), actor=Employee(ANN, "boss"))
    with pytest.raises(InvalidWriteError, match="there are other records that cannot be without"):
        await delete(boss, C)


async def test_a_circle_of_parts_goes_and_comes_back(
    database: Database, small_org: Callable[..., Awaitable[Org]]
):
    up = Field("Up", "Up", FieldType.REFERENCE, references=("Node",), on_delete="cascade")
    ring = [new_record_id("a00", n) for n in range(1, 401)]
    rows = [{"Up": above} for above in (*ring[1:], ring[0])]
    org = await small_org(Schema((ObjectType("Node", "Node", "Nodes", "a00", (up,)),)), {"Node": rows})
    write = Write(database, org, System("a test"), NOW, ROW_RULES)
    everything = sql.SQL('SELECT "Id", "Up" FROM {} ORDER BY "Id"').format(store.table(org.pg_schema, "Node"))
    before = await database.fetch(everything)
    await delete(write, ring[0])
    assert await database.fetch(everything) == []
    await undelete(write, ring[0])
    assert await database.fetch(everything) == before


async def test_a_part_that_is_held_by_what_goes_too_is_no_hindrance(
    database: Database, small_org: Callable[..., Awaitable[Org]]
):
    def reference(name: str, to: str, on_delete: Literal["cascade", "restrict"]) -> Field:
        return Field(name, name, FieldType.REFERENCE, references=(to,), on_delete=on_delete)

    schema = Schema(
        (
            ObjectType("Whole", "Whole", "Wholes", "a00", ()),
            ObjectType("Part", "Part", "Parts", "a01", (reference("Of", "Whole", "cascade"),)),
            ObjectType(
                "Bolt",
                "Bolt",
                "Bolts",
                "a02",
                (reference("Of", "Whole", "cascade"), reference("Holds", "Part", "restrict")),
            ),
        )
    )
    whole, part = new_record_id("a00", 1), new_record_id("a01", 1)
    rows = {"Whole": [{}], "Part": [{"Of": whole}], "Bolt": [{"Of": whole, "Holds": part}]}
    org = await small_org(schema, rows)
    write = Write(database, org, System("a test"), NOW, ROW_RULES)
    with pytest.raises(InvalidWriteError, match="the part is needed: there are bolts"):
        await delete(write, part)
    await delete(write, whole)
    await undelete(write, whole)


async def test_an_org_loaded_anew_has_nothing_to_restore_or_take_back(write: Write):
    by_agent = replace(write, origin=Origin("service", "s-1", 1))
    await update(by_agent, A, {"Name": "New"}, expected=BEFORE)
    await delete(by_agent, B)
    [last, first] = await list_changes(write.database, write.org)
    async with write.database.transaction() as connection:
        await store.save_org(connection, write.org, make_current=False)  # the same load, with other metadata
    assert len(await list_recycled(write.database, write.org, most=9)) == 1
    anew = await _loaded_anew(write)
    for change in (first, last):
        with pytest.raises(InputError, match="there is no change"):
            await undo(anew, change.id)
    with pytest.raises(InvalidWriteError, match="there is no Account"):
        await undelete(anew, B)
    moment = Moment(NOW, anew.org.timezone, 1)
    found = await run(
        write.database, anew.org, "SELECT Id, Name FROM Account", anew.actor, moment, all_rows=True
    )
    assert sorted((row["Id"], row["Name"]) for row in found.rows) == [(A, "New"), (B, "B again"), (C, "C")]


async def _loaded_anew(write: Write) -> Write:
    """The same write in a later load of the org, which has all that the earlier one had."""
    async with write.database.transaction() as connection:
        place = await store.new_pg_schema(connection, write.org.name)
        await store.create_tables(connection, place, write.org.schema)
        accounts = store.table(place, "Account")
        copied = sql.SQL("INSERT INTO {0} ({2}) SELECT {2} FROM {1}").format(
            accounts,
            store.table(write.org.pg_schema, "Account"),
            sql.SQL(", ").join(map(sql.Identifier, ("Id", "Name", "SystemModstamp"))),
        )
        await connection.execute(copied)
        again = sql.SQL('INSERT INTO {} ("Id", "Name") VALUES (%s, %s)').format(accounts)
        await connection.execute(again, (B, "B again"))
        org = replace(write.org, pg_schema=place)
        assert await store.save_org(connection, org, make_current=False) == write.org.pg_schema
        await store.drop_tables(connection, write.org.pg_schema)
    return replace(write, org=org)


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
        ("clerk", _O, InputError),  # of an object that is not there, for this actor
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


async def test_who_writes_to_a_record_in_the_bin_is_told_so(write: Write):
    await delete(write, B)
    await delete(write, _K)
    await delete(write, C)
    for again in (delete(write, B), update(write, B, {"Name": "x"}, expected=None)):
        with pytest.raises(InvalidWriteError, match="is deleted: it is in the recycle bin") as refused:
            await again
        assert refused.value.code == "ENTITY_IS_DELETED"
    clerk = replace(write, actor=Employee(ANN, "clerk"))  # who does not see C
    with pytest.raises(InvalidWriteError, match="there is no Account") as hidden:
        await delete(clerk, C)
    assert hidden.value.code == "INVALID_CROSS_REFERENCE_KEY"


async def test_what_is_purged_is_gone_with_what_went_along_and_what_it_said(write: Write, stored: Stored):
    by_agent = replace(write, origin=Origin("service", "s-1", 1))
    await update(by_agent, _O, {"Name": "Secret"}, expected=None)
    await update(write, B, {"Name": "Other"}, expected=None)
    await delete(by_agent, _O)
    await purge(write, _O)
    assert await list_recycled(write.database, write.org, most=9) == []
    assert await stored("Item", "Id") == []
    history = await write.database.fetch(
        "SELECT record_id FROM understudy.field_history WHERE org = %s", (write.org.name,)
    )
    assert history == [(B,)]
    deleted, changed = await list_changes(write.database, write.org)
    assert (changed.record_id, changed.before, changed.after) == (_O, {}, {})
    for gone in (undelete(write, _O), purge(write, _O), undo(write, deleted.id)):
        with pytest.raises(InvalidWriteError, match="there is no Order"):
            await gone


async def test_only_what_is_in_the_bin_is_purged_and_only_by_an_administrator(write: Write, stored: Stored):
    with pytest.raises(InvalidWriteError, match="there is no Account"):
        await purge(write, B)
    await delete(write, B)
    with pytest.raises(NotPermittedError, match="that takes the right modify_all"):
        await purge(replace(write, actor=Employee(ANN, "clerk")), B)
    await undelete(write, B)
    assert B in {row[0] for row in await stored("Account", "Id")}


async def test_the_bin_keeps_what_was_deleted_for_some_days(write: Write):
    await delete(write, B)
    await delete(replace(write, now=NOW + timedelta(days=10)), _O)
    later = NOW + timedelta(days=15, seconds=1)
    assert await expire(write.database, write.org, later - timedelta(seconds=1), 15) == 0
    assert await expire(write.database, write.org, later, 15) == 1
    left = await list_recycled(write.database, write.org, most=9)
    assert {(each.id, each.deleted_with) for each in left} == {(_O, _O), (_I, _O), (_J, _O)}
    assert {each.deleted_by for each in left} == {"system: a test"}
