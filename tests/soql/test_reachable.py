"""What is asked before a change is proposed: may the actor refer to this, and change that?"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest

from understudy.kit.db import Database
from understudy.kit.errors import InputError, NotPermittedError
from understudy.kit.ids import new_record_id
from understudy.org.audience import Audience
from understudy.org.metadata import Field, FieldType, ObjectType, Schema
from understudy.org.orgs import Org
from understudy.org.permissions import AccessPolicy, Actor, Customer, Employee, ObjectAccess, System
from understudy.org.records import Write, create
from understudy.org.sharing import Sharing, SharingRule
from understudy.soql.reachable import check_changeable, check_reachable, unreachable
from understudy.soql.validate import ROW_RULES

ANN, BOB, CID = (new_record_id("005", serial) for serial in (1, 2, 3))
MINE, HIS, SHARED = (new_record_id("006", serial) for serial in (1, 2, 3))
NOTHING = new_record_id("006", 99)
NOW = datetime(2026, 3, 18, 14, 30, tzinfo=UTC)
_OWNER = Field("OwnerId", "Owner", FieldType.REFERENCE, references=("User",), relationship="Owner")
_DEAL = Field("DealId", "Deal", FieldType.REFERENCE, references=("Deal",), relationship="Deal")
_ABOUT = Field("About", "About", FieldType.REFERENCE, references=("Deal", "User"), relationship="About__r")
_NAME = Field("Name", "Name", FieldType.STRING)
_SCHEMA = Schema(
    (
        ObjectType("User", "User", "Users", "005", (_NAME,), "Name"),
        ObjectType("Deal", "Deal", "Deals", "006", (_NAME, _OWNER), "Name"),
        ObjectType("Line", "Line", "Lines", "a01", (_NAME, _DEAL, _ABOUT)),
    )
)
_RULE = SharingRule("Shared", Audience(users=(ANN,)), rows="Name = 'Shared'")
_ALL = ObjectAccess(True, create=None, update=None, delete=True)
_ACCESS = AccessPolicy(
    profiles={"rep": {"*": _ALL}, "narrow": {"*": _ALL, "deal": ObjectAccess(False)}},
    sharing={
        "deal": Sharing("private", rules=(_RULE,)),
        "line": Sharing("parent", parent="DealId", parent_object="Deal"),
    },
    customers={"deal": ObjectAccess(True, rows="OwnerId = :contact_id")},
)
_ROWS = {
    "User": [{"Name": "Ann"}, {"Name": "Bob"}, {"Name": "Cid"}],
    "Deal": [
        {"Name": "Mine", "OwnerId": ANN, "SystemModstamp": NOW},
        {"Name": "His", "OwnerId": BOB, "SystemModstamp": NOW},
        {"Name": "Shared", "OwnerId": BOB, "SystemModstamp": NOW},
    ],
}
REP = Employee(ANN, "rep")


@pytest.fixture
async def write(database: Database, small_org: Callable[..., Awaitable[Org]]) -> Callable[[Actor], Write]:
    org = await small_org(_SCHEMA, _ROWS, access=_ACCESS)
    return lambda actor: Write(database, org, actor, NOW, ROW_RULES)


@pytest.mark.parametrize(
    ("actor", "values", "missed"),
    [
        (REP, {"About": MINE}, ()),
        (REP, {"About": SHARED}, ()),
        (REP, {"about": HIS}, ("About",)),
        (REP, {"About": HIS[:15]}, ("About",)),
        (REP, {"About": NOTHING}, ("About",)),
        (REP, {"About": BOB, "DealId": HIS}, ("DealId",)),
        (REP, {"DealId": MINE}, ()),
        (REP, {"DealId": SHARED}, ("DealId",)),  # it is read, and rows go only under what may be changed
        (REP, {"Name": HIS, "Nonsense": HIS, "About": "no id"}, ()),
        (Employee(ANN, "narrow"), {"About": MINE}, ("About",)),
        (Customer(new_record_id("003", 1), None), {"About": MINE}, ("About",)),
        (System("a test"), {"About": HIS, "DealId": HIS}, ()),
    ],
)
async def test_a_reference_leads_only_to_what_the_actor_reads(
    write: Callable[[Actor], Write], actor: Actor, values: dict[str, str], missed: tuple[str, ...]
) -> None:
    assert await unreachable(write(actor), "Line", values) == missed


async def test_what_is_hidden_is_refused_in_the_words_for_what_is_not_there(
    write: Callable[[Actor], Write],
) -> None:
    with pytest.raises(InputError) as hidden:
        await check_reachable(write(REP), "Line", {"About": HIS})
    with pytest.raises(InputError) as absent:
        await create(write(System("a test")), "Line", {"Name": "x", "About": NOTHING})
    assert str(hidden.value).replace(HIS, NOTHING) == str(absent.value)


@pytest.mark.parametrize(
    ("actor", "record_id"),
    [(REP, MINE), (Employee(CID, "rep", team=frozenset({BOB})), HIS), (System("a test"), HIS)],
)
async def test_what_may_be_changed(write: Callable[[Actor], Write], actor: Actor, record_id: str) -> None:
    await check_changeable(write(actor), record_id)


@pytest.mark.parametrize("record_id", [HIS, SHARED, NOTHING])
async def test_seen_hidden_and_absent_are_refused_alike(
    write: Callable[[Actor], Write], record_id: str
) -> None:
    with pytest.raises(
        NotPermittedError, match=f"^there is no deal with the id {record_id} that you may change$"
    ):
        await check_changeable(write(REP), record_id)
