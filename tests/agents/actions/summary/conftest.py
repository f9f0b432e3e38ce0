"""A boatyard: an org with objects of its own, for which the platform has no word.

`yard` is its context on 20 November 2026, noon. Of its two boats one waits and one is delivered; letters,
jobs and changes stand below them.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from understudy.agents.actions.registry import ActionContext
from understudy.kit.clock import Moment
from understudy.kit.ids import new_record_id
from understudy.org.metadata import Field, FieldType, ObjectType, Schema
from understudy.org.orgs import Org

MakeOrg = Callable[..., Awaitable[Org]]

HERON, TEAL = new_record_id("b01", 1), new_record_id("b01", 2)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def _way(name: str, target: str, down: str) -> Field:
    return Field(
        f"{name}__c",
        name,
        FieldType.REFERENCE,
        references=(target,),
        relationship=f"{name}__r",
        child_relationship=down,
    )


def _text(name: str, label: str, kind: FieldType = FieldType.STRING, *values: str) -> Field:
    return Field(name, label, kind, values=values)


BOAT = ObjectType(
    "Boat__c",
    "Boat",
    "Boats",
    "b01",
    (
        _text("Name", "Name"),
        _text("State__c", "Status", FieldType.PICKLIST, "In the yard", "Waiting", "Delivered"),
        _text("Ready__c", "Deadline", FieldType.DATE),
    ),
    "Name",
)
SAILOR = ObjectType(
    "Sailor__c",
    "Sailor",
    "Sailors",
    "b02",
    (_text("Name", "Name"), _text("Mail__c", "Mail", FieldType.EMAIL)),
    "Name",
)
LETTER = ObjectType(
    "Letter__c",
    "Letter",
    "Letters",
    "b03",
    (
        _text("Name", "Subject"),
        _text("Sender__c", "Sender", FieldType.EMAIL),
        _text("Words__c", "Text", FieldType.TEXT),
        _text("Sent__c", "Sent", FieldType.DATETIME),
        _way("Boat", "Boat__c", "Letters__r"),
    ),
    "Name",
)
JOB = ObjectType(
    "Job__c",
    "Job",
    "Jobs",
    "b04",
    (
        _text("Name", "Name"),
        _text("How__c", "Status", FieldType.PICKLIST, "Open", "Done"),
        _text("By__c", "Due", FieldType.DATE),
        _text("Price__c", "Amount", FieldType.CURRENCY),
        _way("Boat", "Boat__c", "Jobs__r"),
    ),
    "Name",
)
CHANGE = ObjectType(
    "BoatHistory",
    "Boat history",
    "Boat history",
    "b05",
    (
        _text("Field", "Field"),
        _text("OldValue", "Old value"),
        _text("NewValue", "New value"),
        _way("Boat", "Boat__c", "Histories__r"),
    ),
)


@pytest.fixture
async def yard(context: ActionContext, small_org: MakeOrg) -> ActionContext:
    """See this file's head."""
    org = await small_org(
        Schema((BOAT, SAILOR, LETTER, JOB, CHANGE)),
        {
            "Sailor__c": [{"Name": "Ada Byron", "Mail__c": "ada@sea.example"}],
            "Boat__c": [
                {
                    "Name": "Heron",
                    "State__c": "Waiting",
                    "Ready__c": date(2026, 11, 10),
                    "CreatedDate": datetime(2026, 11, 1, 12, tzinfo=UTC),
                },
                {"Name": "Teal", "State__c": "Delivered", "Ready__c": date(2026, 11, 10)},
            ],
            "Letter__c": [
                _letter("yard@boats.example", 3, "We have begun with the hull.", HERON),
                _letter("ada@sea.example", 5, "The rudder is bent as well. Can you mend it too?", HERON),
                _letter("ada@sea.example", 6, "The sails are torn at the seam.", TEAL),
            ],
            "Job__c": [
                {
                    "Name": "Hull",
                    "How__c": "Done",
                    "By__c": date(2026, 11, 4),
                    "Price__c": 900,
                    "Boat__c": HERON,
                },
                {
                    "Name": "Rudder",
                    "How__c": "Open",
                    "By__c": date(2026, 11, 18),
                    "Price__c": 250,
                    "Boat__c": HERON,
                },
                {
                    "Name": "Sails",
                    "How__c": "Open",
                    "By__c": date(2026, 12, 1),
                    "Price__c": 100,
                    "Boat__c": TEAL,
                },
            ],
            "BoatHistory": [
                {
                    "Field": "Status",
                    "OldValue": "In the yard",
                    "NewValue": "Waiting",
                    "CreatedDate": datetime(2026, 11, 15, 12, tzinfo=UTC),
                    "Boat__c": HERON,
                }
            ],
        },
    )
    return replace(context, org=org, moment=Moment(NOON, ZoneInfo("UTC")))


def _letter(sender: str, day: int, words: str, boat: str) -> dict[str, object]:
    sent = datetime(2026, 11, day, 9, tzinfo=UTC)
    return {"Name": "Our boat", "Sender__c": sender, "Words__c": words, "Sent__c": sent, "Boat__c": boat}
