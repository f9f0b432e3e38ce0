"""SOSL with simple-salesforce."""

import asyncio

import pytest
from simple_salesforce.exceptions import SalesforceMalformedRequest
from tests.channels.salesforce_rest.conftest import ANN, Own

from understudy.kit.ids import new_record_id


async def test_a_search_finds_records_of_several_objects(own: Own) -> None:
    client = await own.log_in("Ann")
    sosl = "FIND {acme OR ann} RETURNING Account(Id, Name), User(Id, Name)"
    found = (await asyncio.to_thread(client.search, sosl))["searchRecords"]
    assert [(each["attributes"]["type"], each["Name"]) for each in found] == [
        ("Account", "Acme"),
        ("User", "Ann"),
    ]
    acme = new_record_id("001", 1)
    assert found[0]["attributes"]["url"] == f"/services/data/v{client.sf_version}/sobjects/Account/{acme}"
    assert found[1]["Id"] == ANN


async def test_quick_search(own: Own) -> None:
    client = await own.log_in("Ann")
    found = (await asyncio.to_thread(client.quick_search, "Acme"))["searchRecords"]
    assert [each["Id"] for each in found] == [new_record_id("001", 1)]


async def test_words_are_taken_as_they_stand(own: Own) -> None:
    client = await own.log_in("Ann")
    params = {"q": "acme}", "sobject": "Account", "fields": "Id,Name"}
    found = await asyncio.to_thread(lambda: client.restful("parameterizedSearch", params=params))
    assert found
    assert [each["Name"] for each in found["searchRecords"]] == ["Acme"]


@pytest.mark.parametrize(
    ("sosl", "code"),
    [("FIND {a", "MALFORMED_SEARCH"), ("FIND {acme} RETURNING Nothing", "INVALID_TYPE")],
)
async def test_a_wrong_search_is_refused(own: Own, sosl: str, code: str) -> None:
    client = await own.log_in("Ann")
    with pytest.raises(SalesforceMalformedRequest, match=code):
        await asyncio.to_thread(client.search, sosl)
