"""Bulk queries with simple-salesforce."""

import asyncio
import csv
import io
from collections.abc import Mapping
from typing import Any, cast

import pytest
from simple_salesforce.api import Salesforce
from simple_salesforce.bulk2 import ColumnDelimiter, LineEnding, SFBulk2Handler
from simple_salesforce.exceptions import SalesforceMalformedRequest, SalesforceResourceNotFound
from tests.channels.salesforce_rest.conftest import Client

from understudy.org.demo.ledger import Row

Rows = Mapping[str, list[Row]]


async def extract(client: Salesforce, soql: str, **options: Any) -> list[str]:
    def run() -> list[str]:
        bulk = cast("SFBulk2Handler", client.bulk2)
        return [str(page) for page in bulk.Account.query(soql, wait=0, **options)]

    return await asyncio.to_thread(run)


async def test_every_row_comes_in_pages_of_csv(salesforce: Client, demo_rows: Rows) -> None:
    client = await salesforce()
    soql = "SELECT Id, Subject, TextBody, Parent.CaseNumber FROM EmailMessage ORDER BY Subject"
    pages = await extract(client, soql, max_records=500)
    expected = {str(row["Id"]): row for row in demo_rows["EmailMessage"]}
    assert len(pages) == -(-len(expected) // 500)
    found = [row for page in pages for row in csv.DictReader(io.StringIO(page, newline=""))]
    assert [*found[0]] == ["Id", "Subject", "TextBody", "Parent.CaseNumber"]
    assert len(found) == len(expected)
    assert {row["Id"]: row["TextBody"] for row in found} == {
        record_id: row["TextBody"] or "" for record_id, row in expected.items()
    }


async def test_delimiter_and_line_ending_are_the_clients_choice(salesforce: Client) -> None:
    client = await salesforce()
    options = {"column_delimiter": ColumnDelimiter.PIPE, "line_ending": LineEnding.CRLF}
    (page,) = await extract(client, "SELECT Id, Name FROM Pricebook2 ORDER BY Name", **options)
    assert page.startswith('"Id"|"Name"\r\n')


async def test_no_row_is_an_answer_too(salesforce: Client) -> None:
    client = await salesforce()
    assert await extract(client, "SELECT Id FROM Account WHERE Name = 'nobody'") == ['"Id"\n']


async def test_a_job_reads_what_its_owner_may_see(salesforce: Client, demo_rows: Rows) -> None:
    client = await salesforce("Delia Ortiz")
    (page,) = await extract(client, "SELECT OwnerId FROM Opportunity")
    owners = {row["OwnerId"] for row in csv.DictReader(io.StringIO(page))}
    everyone = {row["OwnerId"] for row in demo_rows["Opportunity"]}
    assert owners
    assert owners < everyone


@pytest.mark.parametrize("soql", ["SELECT COUNT(Id) FROM Case", "SELECT Id FROM", "SELECT Nane FROM Account"])
async def test_a_job_that_cannot_run_is_refused(salesforce: Client, soql: str) -> None:
    client = await salesforce()
    with pytest.raises(SalesforceMalformedRequest):
        await extract(client, soql)


async def test_a_job_is_its_owners(salesforce: Client) -> None:
    client, other = await salesforce(), await salesforce("Delia Ortiz")
    path = "jobs/query"
    body = '{"operation": "query", "query": "SELECT Id FROM Account"}'
    job = await asyncio.to_thread(lambda: client.restful(path, method="POST", data=body))
    assert job
    with pytest.raises(SalesforceResourceNotFound):
        await asyncio.to_thread(other.restful, f"{path}/{job['id']}")
