"""Who may change a record because it is shared cannot make it their own, and so more than it was."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.org.records.conftest import NOW

from understudy.kit.db import Database
from understudy.kit.errors import NotPermittedError
from understudy.kit.ids import new_record_id
from understudy.org.metadata import Field, FieldType, ObjectType, Schema
from understudy.org.orgs import Org
from understudy.org.permissions import AccessPolicy, Employee, ObjectAccess
from understudy.org.records import Write, update, upsert, write_all
from understudy.org.sharing import Sharing
from understudy.soql.validate import ROW_RULES

_T = FieldType
_USER = ObjectType("User", "User", "Users", "005", (Field("Name", "Name", _T.STRING),), "Name")
_BOAT = ObjectType(
    "Boat",
    "Boat",
    "Boats",
    "a01",
    (
        Field("Name", "Name", _T.STRING),
        Field("Plate", "Plate", _T.STRING, external_id=True),
        Field("Skipper", "Skipper", _T.REFERENCE, references=("User",), relationship="Boss"),
    ),
    "Name",
)
_DOES_ALL = ObjectAccess(True, create=None, update=None, delete=True)
_ACCESS = AccessPolicy(
    profiles={
        "crew": {"boat": _DOES_ALL, "user": ObjectAccess(True)},
        "office": {"boat": replace(_DOES_ALL, modify_all=True), "user": ObjectAccess(True)},
    },
    sharing={"boat": Sharing("edit", owner="skipper")},
)
_ANN, _BOB, _CID = (new_record_id("005", n) for n in (1, 2, 3))
_ANNS, _BOBS = (new_record_id("a01", n) for n in (1, 2))
_ROWS = {
    "User": [{"Name": "Ann"}, {"Name": "Bob"}, {"Name": "Cid"}],
    "Boat": [{"Name": "Heron", "Plate": "h", "Skipper": _ANN}, {"Name": "Teal", "Skipper": _BOB}],
}
Stored = Callable[..., Awaitable[list[tuple[Any, ...]]]]


@pytest.fixture
async def write(database: Database, small_org: Callable[..., Awaitable[Org]]) -> Write:
    """Bob's, who may change every boat."""
    made = await small_org(Schema((_USER, _BOAT)), _ROWS, access=_ACCESS)
    return Write(database, made, Employee(_BOB, "crew", team=frozenset({_BOB})), NOW, ROW_RULES)


async def test_a_shared_record_is_changed_and_not_taken(write: Write, stored: Stored):
    await update(write, _ANNS, {"Name": "Egret", "SKIPPER": _ANN}, expected=None)  # it stays with whom it is
    with pytest.raises(NotPermittedError, match="you may not give this boat another owner"):
        await update(write, _ANNS, {"skipper": _BOB}, expected=None)
    with pytest.raises(NotPermittedError, match="another owner"):
        await upsert(write, "Boat", "Plate", "h", {"Skipper": _BOB})
    rows = [{"Id": _ANNS, "Skipper": _BOB}, {"Id": _BOBS, "Skipper": _CID}]
    taken, given = await write_all(write, "Boat", "update", rows)
    assert (taken.error and taken.error.code, given.error) == ("INSUFFICIENT_ACCESS", None)
    assert await stored("Boat", "Name", "Skipper") == [("Egret", _ANN), ("Teal", _CID)]
    [refused] = await write_all(write, "Boat", "delete", [{"Id": _ANNS}])
    assert refused.error


@pytest.mark.parametrize(
    "actor",
    [
        Employee(_ANN, "crew"),
        Employee(_CID, "crew", team=frozenset({_CID, _ANN})),
        Employee(_CID, "office"),
    ],
    ids=["the owner", "who is above", "who may do all"],
)
async def test_who_has_it_in_full_gives_it_away(write: Write, stored: Stored, actor: Employee):
    await update(replace(write, actor=actor), _ANNS, {"Skipper": _BOB}, expected=None)
    assert await stored("Boat", "Skipper") == [(_BOB,), (_BOB,)]
