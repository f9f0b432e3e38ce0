"""What simple-salesforce writes, on an org of the test's own."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from simple_salesforce.exceptions import (
    SalesforceExpiredSession,
    SalesforceMalformedRequest,
    SalesforceMoreThanOneRecord,
    SalesforceRefusedRequest,
    SalesforceResourceNotFound,
)
from tests.channels.salesforce_rest.conftest import Own, errors_of, sobject

from understudy.kit.ids import new_record_id

ACME = new_record_id("001", 1)


async def test_a_record_is_made_read_changed_and_deleted(own: Own) -> None:
    accounts = sobject(await own.log_in("Ann"), "Account")
    made = await asyncio.to_thread(accounts.create, {"Name": "Nova", "Code__c": "N1", "Employees__c": 7})
    assert (made["success"], made["errors"]) == (True, [])
    record = await asyncio.to_thread(accounts.get, made["id"])
    assert (record["Name"], record["Employees__c"], record["OwnerId"]) == ("Nova", 7, own.ann)
    assert await asyncio.to_thread(accounts.update, made["id"], {"Employees__c": None}) == 204
    assert (await asyncio.to_thread(accounts.get_by_custom_id, "Code__c", "N1"))["Employees__c"] is None
    assert await asyncio.to_thread(accounts.delete, made["id"]) == 204
    with pytest.raises(SalesforceResourceNotFound):
        await asyncio.to_thread(accounts.get, made["id"])


async def test_an_upsert_makes_then_changes(own: Own) -> None:
    accounts = sobject(await own.log_in("Ann"), "Account")
    assert await asyncio.to_thread(accounts.upsert, "Code__c/U-1", {"Name": "First"}) == 201
    assert await asyncio.to_thread(accounts.upsert, "Code__c/U-1", {"Name": "Second"}) == 200
    assert (await asyncio.to_thread(accounts.get_by_custom_id, "Code__c", "U-1"))["Name"] == "Second"


async def test_an_ambiguous_upsert_tells_the_records(own: Own) -> None:
    accounts = sobject(await own.log_in("Ann"), "Account")
    for _ in range(2):
        await asyncio.to_thread(accounts.create, {"Name": "Twin", "Code__c": "T"})
    with pytest.raises(SalesforceMoreThanOneRecord) as refused:
        await asyncio.to_thread(accounts.upsert, "Code__c/T", {"Name": "x"})
    urls = cast("list[str]", refused.value.content)
    assert len(urls) == 2
    assert all("/sobjects/Account/001" in url for url in urls)


@pytest.mark.parametrize(
    ("values", "code", "fields"),
    [
        ({"Code__c": "x"}, "REQUIRED_FIELD_MISSING", ["Name"]),
        ({"Name": "x", "Nane": "y"}, "INVALID_FIELD", ["Nane"]),
        ({"Name": "x", "Employees__c": "many"}, "INVALID_TYPE_ON_FIELD_IN_RECORD", ["Employees__c"]),
        ({"Name": "x", "Kind__c": "Z"}, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", ["Kind__c"]),
        ({"Name": "x", "OwnerId": new_record_id("005", 99)}, "INVALID_CROSS_REFERENCE_KEY", ["OwnerId"]),
    ],
)
async def test_what_does_not_fit_is_refused_with_its_code(
    own: Own, values: dict[str, Any], code: str, fields: list[str]
) -> None:
    accounts = sobject(await own.log_in("Ann"), "Account")
    with pytest.raises(SalesforceMalformedRequest) as refused:
        await asyncio.to_thread(accounts.create, values)
    (entry,) = errors_of(refused.value)
    assert (entry["errorCode"], entry["fields"]) == (code, fields)
    assert entry["message"]


async def test_who_may_not_write_is_refused(own: Own) -> None:
    accounts = sobject(await own.log_in("Bob"), "Account")
    with pytest.raises(SalesforceRefusedRequest) as refused:
        await asyncio.to_thread(accounts.create, {"Name": "x"})
    assert errors_of(refused.value)[0]["errorCode"] == "INSUFFICIENT_ACCESS_OR_READONLY"
    with pytest.raises(SalesforceRefusedRequest):
        await asyncio.to_thread(accounts.delete, ACME)


async def test_what_is_hidden_is_not_there(own: Own) -> None:
    client = await own.log_in("Bob")
    with pytest.raises(SalesforceResourceNotFound):
        await asyncio.to_thread(sobject(client, "Secret__c").describe)
    every = await asyncio.to_thread(client.describe)
    assert every
    names = {each["name"] for each in every["sobjects"]}
    assert "Account" in names
    assert "Secret__c" not in names
    described = await asyncio.to_thread(sobject(client, "Account").describe)
    fields = {each["name"]: each for each in described["fields"]}
    assert "Employees__c" not in fields
    assert fields["Name"]["createable"] is False
    assert "Employees__c" not in await asyncio.to_thread(sobject(client, "Account").get, ACME)
    assert all(each["childSObject"] != "Secret__c" for each in described["childRelationships"])


async def test_a_description_tells_what_a_client_must_know(own: Own) -> None:
    client = await own.log_in("Ann")
    described = await asyncio.to_thread(sobject(client, "Account").describe)
    fields = {each["name"]: each for each in described["fields"]}
    assert (described["keyPrefix"], described["createable"], described["deletable"]) == ("001", True, True)
    assert (fields["Id"]["type"], fields["Id"]["length"], fields["Id"]["createable"]) == ("id", 18, False)
    assert (fields["Name"]["nillable"], fields["Name"]["nameField"]) == (False, True)
    assert [each["value"] for each in fields["Kind__c"]["picklistValues"]] == ["A", "B"]
    assert (fields["OwnerId"]["referenceTo"], fields["OwnerId"]["relationshipName"]) == (["User"], "Owner")
    assert fields["Code__c"]["externalId"] is True
    assert fields["CreatedDate"]["type"] == "datetime"
    assert {"childSObject": "Secret__c", "field": "AccountId", "relationshipName": "Secrets"}.items() <= (
        described["childRelationships"][0].items()
    )


async def test_what_was_changed_and_deleted_is_told_by_time(own: Own) -> None:
    accounts = sobject(await own.log_in("Ann"), "Account")
    made = await asyncio.to_thread(accounts.create, {"Name": "Short-lived"})
    start, end = own.now - timedelta(minutes=1), own.now + timedelta(minutes=1)
    assert made["id"] in (await asyncio.to_thread(accounts.updated, start, end))["ids"]
    await asyncio.to_thread(accounts.delete, made["id"])
    gone = (await asyncio.to_thread(accounts.deleted, start, end))["deletedRecords"]
    assert [each["id"] for each in gone] == [made["id"]]
    long_ago = datetime(2001, 1, 1, tzinfo=UTC)
    assert (await asyncio.to_thread(accounts.updated, long_ago, long_ago + timedelta(days=1)))["ids"] == []


async def test_what_was_deleted_is_found_by_query_all_alone(own: Own) -> None:
    client = await own.log_in("Ann")
    made = await asyncio.to_thread(sobject(client, "Account").create, {"Name": "Gone"})
    await asyncio.to_thread(sobject(client, "Account").delete, made["id"])
    soql = "SELECT Id, IsDeleted FROM Account WHERE Name = 'Gone'"
    assert (await asyncio.to_thread(client.query_all, soql))["records"] == []
    found = await asyncio.to_thread(lambda: client.query_all(soql, include_deleted=True))
    assert [(each["Id"], each["IsDeleted"]) for each in found["records"]] == [(made["id"], True)]


async def test_a_token_that_is_none_is_an_expired_session(own: Own) -> None:
    client = own.with_token("nothing")
    with pytest.raises(SalesforceExpiredSession) as refused:
        await asyncio.to_thread(client.query, "SELECT Id FROM Account")
    assert errors_of(refused.value)[0]["errorCode"] == "INVALID_SESSION_ID"


async def test_two_hundred_records_at_once(own: Own) -> None:
    client = await own.log_in("Ann")
    records = [{"attributes": {"type": "Account"}, "Name": f"Many {i}"} for i in range(3)]
    records[1].pop("Name")
    body = {"allOrNone": False, "records": records}
    answer = await own.post(client, "composite/sobjects", body)
    assert [each["success"] for each in answer] == [True, False, True]
    assert answer[1]["errors"][0]["statusCode"] == "REQUIRED_FIELD_MISSING"
    whole = await own.post(client, "composite/sobjects", {**body, "allOrNone": True})
    assert [each["success"] for each in whole] == [False] * 3
    assert whole[0]["errors"][0]["statusCode"] == "ALL_OR_NONE_OPERATION_ROLLED_BACK"
    found = await asyncio.to_thread(client.query_all, "SELECT Id FROM Account WHERE Name LIKE 'Many %'")
    assert found["totalSize"] == 2
    ids = ",".join(each["Id"] for each in found["records"])
    params = {"ids": ids, "allOrNone": "true"}
    gone = await asyncio.to_thread(
        lambda: client.restful("composite/sobjects", params=params, method="DELETE")
    )
    assert gone
    assert [each["success"] for each in gone] == [True, True]


async def test_a_later_request_names_what_an_earlier_one_made(own: Own) -> None:
    client = await own.log_in("Ann")
    base = f"/services/data/v{client.sf_version}/sobjects"
    parts = [
        {"method": "POST", "url": f"{base}/Account", "referenceId": "made", "body": {"Name": "Composed"}},
        {"method": "GET", "url": f"{base}/Account/@{{made.id}}?fields=Name", "referenceId": "read"},
        {"method": "GET", "url": f"{base}/Account/@{{made.nothing}}", "referenceId": "lost"},
    ]
    answer = await own.post(client, "composite", {"compositeRequest": parts})
    made, read, lost = answer["compositeResponse"]
    assert (made["httpStatusCode"], read["httpStatusCode"], lost["httpStatusCode"]) == (201, 200, 400)
    assert read["body"]["Name"] == "Composed"
    assert lost["body"][0]["errorCode"] == "PROCESSING_HALTED"


async def test_a_composite_request_of_which_all_or_none_is_wanted(own: Own) -> None:
    client = await own.log_in("Ann")
    base = f"/services/data/v{client.sf_version}/sobjects"
    parts = [
        {"method": "POST", "url": f"{base}/Account", "referenceId": "one", "body": {"Name": "Whole"}},
        {"method": "POST", "url": f"{base}/Account", "referenceId": "two", "body": {}},
    ]
    answer = await own.post(client, "composite", {"allOrNone": True, "compositeRequest": parts})
    assert [each["httpStatusCode"] for each in answer["compositeResponse"]] == [400, 400]
    found = await asyncio.to_thread(client.query_all, "SELECT Id FROM Account WHERE Name = 'Whole'")
    assert found["totalSize"] == 0


async def test_a_batch_tells_what_came_of_each(own: Own) -> None:
    client = await own.log_in("Ann")
    version = f"v{client.sf_version}"
    parts = [
        {"method": "GET", "url": f"{version}/sobjects/Account/{ACME}?fields=Name"},
        {"method": "GET", "url": f"{version}/sobjects/Nothing/{ACME}"},
    ]
    answer = await own.post(client, "composite/batch", {"batchRequests": parts})
    assert answer["hasErrors"] is True
    assert [each["statusCode"] for each in answer["results"]] == [200, 404]
    assert answer["results"][0]["result"]["Name"] == "Acme"
