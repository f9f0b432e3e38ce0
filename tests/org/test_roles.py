"""The part of an object's rows is read off its fields, whatever the object is called."""

import pytest

from understudy.org.metadata import Field, FieldType, ObjectType
from understudy.org.roles import (
    Part,
    address_of,
    amount_of,
    deadline_of,
    ended_of,
    final_values,
    line_price_of,
    role_of,
    status_of,
)
from understudy.org.standard import standard_schema

STANDARD = {
    "CaseHistory__c": (Part.CHANGE, "CreatedDate"),
    "EmailMessage": (Part.MESSAGE, "MessageDate"),
    "LiveChatTranscript": (Part.TALK, "CreatedDate"),
    "VoiceCallTranscript__c": (Part.TALK, "CreatedDate"),
    "Task": (Part.TASK, "ActivityDate"),
    "Event": (Part.MEETING, "StartDateTime"),
    "Case": (Part.RECORD, "CreatedDate"),
    "Order": (Part.RECORD, "EffectiveDate"),
    "OrderItem": (Part.LINE, "CreatedDate"),
    "Contact": (Part.RECORD, "CreatedDate"),
}


def kind(label: str, *fields: Field, name_field: str | None = None) -> ObjectType:
    return ObjectType("X__c", label, f"{label}s", "a99", fields, name_field)


@pytest.mark.parametrize("name", STANDARD)
def test_the_standard_objects(name: str) -> None:
    found = standard_schema().object(name)
    assert found is not None
    role = role_of(found)
    assert (role.part, role.when.name if role.when else None) == STANDARD[name]


@pytest.mark.parametrize(
    ("given", "part"),
    [
        (
            (Field("OldValue", "Before", FieldType.STRING), Field("NewValue", "After", FieldType.STRING)),
            Part.CHANGE,
        ),
        (
            (Field("Absender__c", "Sender", FieldType.EMAIL), Field("Text__c", "Text", FieldType.TEXT)),
            Part.MESSAGE,
        ),
        ((Field("CommentBody", "Words", FieldType.TEXT),), Part.TALK),
        ((Field("Begins__c", "Begins", FieldType.DATETIME),), Part.MEETING),
        (
            (
                Field("By__c", "Deadline", FieldType.DATE),
                Field("Status__c", "Status", FieldType.PICKLIST, values=("Open", "Done")),
            ),
            Part.TASK,
        ),
        ((Field("Length__c", "Length", FieldType.NUMBER),), Part.LINE),
    ],
)
def test_another_company_s_objects(given: tuple[Field, ...], part: Part) -> None:
    assert role_of(kind("Thing", *given)).part is part


def test_the_fields_that_tell_how_far_a_record_is() -> None:
    schema = standard_schema()
    case, deal, quote = (schema.object(name) for name in ("Case", "Opportunity", "Quote"))
    assert case
    assert deal
    assert quote
    assert [f.name if f else None for f in (deadline_of(case), ended_of(case))] == [None, "ClosedDate"]
    assert [f.name if f else None for f in (deadline_of(deal), amount_of(deal))] == ["CloseDate", "Amount"]
    assert (f.name if (f := status_of(deal)) else None) == "StageName"
    assert (status := status_of(quote)) is not None
    assert set(final_values(status)) == {"Rejected", "Accepted", "Denied"}


def test_a_line_without_a_total_is_worth_quantity_times_price() -> None:
    schema = standard_schema()
    ordered, quoted = schema.object("OrderItem"), schema.object("QuoteLineItem")
    assert ordered
    assert quoted
    assert [f.name for f in line_price_of(ordered) or ()] == ["Quantity", "UnitPrice"]
    assert line_price_of(quoted) is None


def test_a_mail_is_no_person() -> None:
    schema = standard_schema()
    mail, contact = schema.object("EmailMessage"), schema.object("Contact")
    assert mail
    assert contact
    assert address_of(mail) is None
    assert (f.name if (f := address_of(contact)) else None) == "Email"
