"""What simple-salesforce asks, and gets."""

import asyncio
from collections.abc import Mapping
from typing import Any, cast

import pytest
from simple_salesforce.api import Salesforce
from simple_salesforce.exceptions import SalesforceMalformedRequest
from tests.channels.salesforce_rest.conftest import Client

from understudy.org.demo.ledger import Row

Rows = Mapping[str, list[Row]]
SMALL_PAGES = {"Sforce-Query-Options": "batchSize=200"}


async def ask(client: Salesforce, soql: str, **options: Any) -> Any:
    return await asyncio.to_thread(lambda: client.query(soql, **options))


async def test_all_pages_of_an_answer_are_read(salesforce: Client, demo_rows: Rows) -> None:
    client = await salesforce()
    soql = "SELECT Id, Subject FROM EmailMessage ORDER BY Subject DESC"
    found = await asyncio.to_thread(lambda: client.query_all(soql, headers=SMALL_PAGES))
    expected = {row["Id"]: row["Subject"] for row in demo_rows["EmailMessage"]}
    assert len(expected) > 1000
    assert {record["Id"]: record["Subject"] for record in found["records"]} == expected
    assert len(found["records"]) == found["totalSize"] == len(expected)


async def test_a_page_leads_to_the_next(salesforce: Client, demo_rows: Rows) -> None:
    client = await salesforce()
    first = await ask(client, "SELECT Id FROM EmailMessage", headers=SMALL_PAGES)
    assert (first["totalSize"], first["done"]) == (len(demo_rows["EmailMessage"]), False)
    assert len(first["records"]) == 200
    locator = first["nextRecordsUrl"].rpartition("/")[2]
    assert locator.endswith("-200")
    second = await asyncio.to_thread(client.query_more, locator)
    assert first["records"][-1]["Id"] < second["records"][0]["Id"]


async def test_a_locator_is_of_no_use_to_somebody_else(salesforce: Client) -> None:
    first = await ask(await salesforce(), "SELECT Id FROM EmailMessage", headers=SMALL_PAGES)
    other = await salesforce("Delia Ortiz")
    url = first["nextRecordsUrl"]
    with pytest.raises(SalesforceMalformedRequest, match="INVALID_QUERY_LOCATOR"):
        await asyncio.to_thread(lambda: other.query_more(url, identifier_is_url=True))


async def test_parents_and_children_stand_within_their_record(salesforce: Client, demo_rows: Rows) -> None:
    client = await salesforce()
    account = demo_rows["Account"][0]
    owner = next(user for user in demo_rows["User"] if user["Id"] == account["OwnerId"])
    soql = (
        "SELECT Name, Owner.LastName, Owner.Manager.LastName,"
        " (SELECT LastName, Account.Name FROM Contacts ORDER BY LastName)"
        f" FROM Account WHERE Id = '{account['Id']}'"
    )
    (record,) = (await ask(client, soql))["records"]
    base = f"/services/data/v{client.sf_version}/sobjects"
    assert record["attributes"] == {"type": "Account", "url": f"{base}/Account/{account['Id']}"}
    assert list(record) == ["attributes", "Name", "Owner", "Contacts"]
    assert record["Owner"]["attributes"] == {"type": "User", "url": f"{base}/User/{owner['Id']}"}
    assert record["Owner"]["LastName"] == owner["LastName"]
    contacts = sorted(str(c["LastName"]) for c in demo_rows["Contact"] if c["AccountId"] == account["Id"])
    assert record["Contacts"]["totalSize"] == len(contacts)
    assert [child["LastName"] for child in record["Contacts"]["records"]] == contacts
    assert record["Contacts"]["records"][0]["attributes"]["type"] == "Contact"


async def test_a_parent_of_several_types_has_its_own_fields(salesforce: Client, demo_rows: Rows) -> None:
    client = await salesforce()
    soql = "SELECT Id, TYPEOF What WHEN Case THEN Subject WHEN Opportunity THEN Name END FROM Task"
    found = (await asyncio.to_thread(client.query_all, soql))["records"]
    names = {row["Id"]: row for name in ("Case", "Opportunity") for row in demo_rows[name]}
    what = {row["Id"]: row["WhatId"] for row in demo_rows["Task"]}
    seen = [(record["What"], names.get(what[record["Id"]])) for record in found]
    assert any(parent for parent, _ in seen)
    for parent, row in seen:
        if row is None:
            assert parent is None or set(parent) == {"attributes"}
        else:
            kind, field = parent["attributes"]["type"], "Subject" if "CaseNumber" in row else "Name"
            assert parent["attributes"]["url"].endswith(f"/{kind}/{row['Id']}")
            assert parent[field] == row[field]


async def test_values_have_salesforces_forms(salesforce: Client, demo_rows: Rows) -> None:
    client = await salesforce()
    deal: dict[str, Any] = next(row for row in demo_rows["Opportunity"] if row["Amount"])
    soql = f"SELECT Amount, CloseDate, CreatedDate, Owner.IsActive FROM Opportunity WHERE Id = '{deal['Id']}'"
    (record,) = (await ask(client, soql))["records"]
    assert record["Amount"] == float(deal["Amount"])
    assert record["CloseDate"] == deal["CloseDate"].isoformat()
    assert record["CreatedDate"] == f"{deal['CreatedDate']:%Y-%m-%dT%H:%M:%S}.000+0000"
    assert record["Owner"]["IsActive"] is True


async def test_groups_and_counts(salesforce: Client, demo_rows: Rows) -> None:
    client = await salesforce()
    counted = await ask(client, "SELECT COUNT() FROM Case")
    assert counted == {"totalSize": len(demo_rows["Case"]), "done": True, "records": []}
    found = await ask(client, "SELECT Status, COUNT(Id), MAX(CreatedDate) newest FROM Case GROUP BY Status")
    assert sum(record["expr0"] for record in found["records"]) == len(demo_rows["Case"])
    assert found["records"][0]["attributes"] == {"type": "AggregateResult"}
    assert found["records"][0]["newest"].endswith("+0000")


@pytest.mark.parametrize(
    ("soql", "code", "told"),
    [
        (
            "SELECT Id FORM Account",
            "MALFORMED_QUERY",
            "\nSELECT Id FORM Account\n               ^\nERROR at Row:1:Column:16\n",
        ),
        (
            "SELECT Nane FROM Account",
            "INVALID_FIELD",
            "\nSELECT Nane FROM Account\n       ^\nERROR at Row:1:Column:8\n",
        ),
        (
            "SELECT Id FROM Acount",
            "INVALID_TYPE",
            "\nSELECT Id FROM Acount\n               ^\nERROR at Row:1:Column:16\n",
        ),
        ("SELECT Id FROM Account WHERE Owner.Nam = 'x'", "INVALID_FIELD", "Column:30"),
    ],
)
async def test_a_wrong_query_is_refused_where_it_is_wrong(
    salesforce: Client, soql: str, code: str, told: str
) -> None:
    client = await salesforce()
    with pytest.raises(SalesforceMalformedRequest) as refused:
        await ask(client, soql)
    (entry,) = cast("list[dict[str, str]]", refused.value.content)
    assert entry["errorCode"] == code
    assert told in entry["message"]


async def test_a_grouped_field_of_a_parent_goes_by_its_own_name(salesforce: Client) -> None:
    client = await salesforce()
    found = await ask(client, "SELECT Account.Name, COUNT(Id) n FROM Case GROUP BY Account.Name LIMIT 2")
    assert [set(record) for record in found["records"]] == [{"attributes", "Name", "n"}] * 2
    both = "SELECT Account.Name, Owner.Name, COUNT(Id) n FROM Case GROUP BY Account.Name, Owner.Name LIMIT 1"
    assert {"Account.Name", "Owner.Name"} < set((await ask(client, both))["records"][0])


async def test_deleted_records_are_asked_for_by_query_all(salesforce: Client) -> None:
    with pytest.raises(SalesforceMalformedRequest, match="ALL ROWS belongs to Apex"):
        await ask(await salesforce(), "SELECT Id FROM Account LIMIT 1 ALL ROWS")
