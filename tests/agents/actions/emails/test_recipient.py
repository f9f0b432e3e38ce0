"""Who an email goes to."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from understudy.agents.actions.emails.recipient import Recipient, find_recipient
from understudy.agents.actions.registry import ActionContext
from understudy.kit.ids import RecordId, new_record_id
from understudy.llm.finding import Finding
from understudy.org.metadata import Field, FieldType, ObjectType, Schema
from understudy.org.orgs import Org

MakeOrg = Callable[..., Awaitable[Org]]

BOAT = ObjectType(
    "Boat__c",
    "Boat",
    "Boats",
    "b01",
    (
        Field("Name", "Name", FieldType.STRING),
        Field(
            "Skipper__c", "Skipper", FieldType.REFERENCE, references=("Sailor__c",), relationship="Skipper__r"
        ),
    ),
    "Name",
)
SAILOR = ObjectType(
    "Sailor__c",
    "Sailor",
    "Sailors",
    "b02",
    (Field("Name", "Name", FieldType.STRING), Field("Mail__c", "Mail", FieldType.EMAIL)),
    "Name",
)
HERON, TEAL = new_record_id("b01", 1), new_record_id("b01", 2)
ADA, BO, OTHER_BO, CY = (new_record_id("b02", serial) for serial in (1, 2, 3, 4))


async def test_in_another_org(context: ActionContext, small_org: MakeOrg) -> None:
    org = await small_org(
        Schema((BOAT, SAILOR)),
        {
            "Sailor__c": [
                {"Name": "Ada", "Mail__c": "ada@sea.example"},
                {"Name": "Bo", "Mail__c": "bo@sea.example"},
                {"Name": "Bo", "Mail__c": "other@sea.example"},
                {"Name": "Cy", "Mail__c": None},
            ],
            "Boat__c": [{"Name": "Heron", "Skipper__c": ADA}, {"Name": "Teal", "Skipper__c": CY}],
        },
    )
    here = replace(context, org=org)
    email = context.library.emails["case_status_update"].model_copy(
        update={"object": "Boat__c", "to": "Skipper__c"}
    )
    boat = org.schema.object("Boat__c")
    assert boat is not None

    async def goes_to(record: RecordId, to: str = "") -> Recipient | Finding:
        return await find_recipient(here, email, boat, record, to)

    skipper = await goes_to(HERON)
    assert isinstance(skipper, Recipient)
    assert (skipper.address, skipper.id) == ("ada@sea.example", ADA)
    two = await goes_to(HERON, "Bo")
    assert isinstance(two, Finding)
    assert (two.status, {item.id for item in two.items}) == ("several", {BO, OTHER_BO})
    silent = await goes_to(TEAL)
    assert isinstance(silent, Finding)
    assert silent.headline == "Cy has no email address on record. To which address shall it go?"
    boat_itself = await goes_to(TEAL, HERON)
    assert isinstance(boat_itself, Finding)
    assert boat_itself.status == "missing"
