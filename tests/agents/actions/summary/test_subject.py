"""The record itself, and when such a record is open."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from understudy.agents.actions.registry import ActionContext
from understudy.agents.actions.summary.subject import open_condition, read_subject
from understudy.kit.ids import new_record_id
from understudy.org.metadata import Field, FieldType, ObjectType, Schema
from understudy.org.orgs import Org
from understudy.org.permissions import AccessPolicy, Employee, ObjectAccess

MakeOrg = Callable[..., Awaitable[Org]]
NAME = Field("Name", "Name", FieldType.STRING)
PROGRESS = Field("Progress", "Status", FieldType.PICKLIST, values=("Begun", "All done", "Lost at sea"))


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("Case", "(Status != 'Closed')"),  # the measure "open cases"
        ("Task", "(Status NOT IN ('Completed'))"),  # no measure; by its values
        ("Contact", None),
    ],
)
def test_what_is_open(context: ActionContext, name: str, condition: str | None) -> None:
    kind = context.org.schema.object(name)
    assert kind is not None
    assert open_condition(context, kind) == condition


async def test_a_measure_that_does_not_fit_the_org_is_passed_over(
    context: ActionContext, small_org: MakeOrg
) -> None:
    """This company's cases have no Status; what is open is told by the field that they have."""
    case = ObjectType("Case", "Case", "Cases", "500", (NAME, PROGRESS), "Name")
    org = await small_org(Schema((case,)), {"Case": [{"Name": "A", "Progress": "All done"}]})
    here = replace(context, org=org)
    assert open_condition(here, case) == "(Progress NOT IN ('All done', 'Lost at sea'))"
    found = await read_subject(here, new_record_id("500", 1), case)
    assert found is not None
    assert (found.name, found.is_open, found.is_done) == ("A", False, True)


async def test_a_hidden_status_says_nothing(context: ActionContext, small_org: MakeOrg) -> None:
    case = ObjectType("Boat__c", "Boat", "Boats", "b01", (NAME, PROGRESS), "Name")
    access = AccessPolicy({"standard": {"boat__c": ObjectAccess(True, frozenset({"progress"}))}})
    org = await small_org(Schema((case,)), {"Boat__c": [{"Name": "A", "Progress": "Begun"}]}, access=access)
    here = replace(context, org=org, actor=Employee(new_record_id("005", 1), "standard"))
    found = await read_subject(here, new_record_id("b01", 1), case)
    assert found is not None
    assert (found.is_open, found.kind.field("Progress")) == (None, None)
    assert "Begun" not in str(found.told)
    assert await read_subject(here, new_record_id("b01", 2), case) is None
