"""Bulk ingest with simple-salesforce; chunks that are interrupted are made whole, and once."""

import asyncio
import csv
import io
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, cast

import pytest
from simple_salesforce.api import Salesforce
from simple_salesforce.bulk2 import SFBulk2Handler, SFBulk2Type
from simple_salesforce.exceptions import (
    SalesforceMalformedRequest,
    SalesforceOperationError,
    SalesforceResourceNotFound,
)
from tests.channels.salesforce_rest.conftest import Own

from understudy.channels.salesforce_rest.bulk import chunks, worker


def accounts(client: Salesforce) -> SFBulk2Type:
    return cast("SFBulk2Handler", client.bulk2).Account


async def names(client: Salesforce, like: str) -> list[str]:
    soql = f"SELECT Name FROM Account WHERE Name LIKE '{like}' ORDER BY Name"
    return [row["Name"] for row in (await asyncio.to_thread(client.query_all, soql))["records"]]


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


async def test_rows_are_inserted_and_each_is_accounted_for(own: Own) -> None:
    client = await own.log_in("Ann")
    records = [{"Name": f"Bulk {i:03}", "Employees__c": str(i)} for i in range(450)]
    records[7]["Employees__c"] = "many"
    (told,) = await asyncio.to_thread(lambda: accounts(client).insert(records=records, wait=0))
    assert (told["numberRecordsProcessed"], told["numberRecordsFailed"]) == (450, 1)
    job = str(told["job_id"])
    done = rows_of(await asyncio.to_thread(accounts(client).get_successful_records, job))
    assert {row["Name"] for row in done} == {row["Name"] for row in records} - {"Bulk 007"}
    assert all(row["sf__Created"] == "true" and row["sf__Id"].startswith("001") for row in done)
    (failed,) = rows_of(await asyncio.to_thread(accounts(client).get_failed_records, job))
    assert failed["sf__Error"].startswith("INVALID_TYPE_ON_FIELD_IN_RECORD:")
    assert (failed["Name"], failed["Employees__c"]) == ("Bulk 007", "many")
    assert rows_of(await asyncio.to_thread(accounts(client).get_unprocessed_records, job)) == []
    assert len(await names(client, "Bulk %")) == 449


async def test_rows_are_changed_upserted_and_deleted(own: Own) -> None:
    client = await own.log_in("Ann")
    bulk = accounts(client)
    made = [{"Name": f"Life {i}", "Code__c": f"L{i}"} for i in range(3)]
    await asyncio.to_thread(lambda: bulk.insert(records=made, wait=0))
    found = (await asyncio.to_thread(client.query, "SELECT Id, Name FROM Account WHERE Name LIKE 'Life %'"))[
        "records"
    ]
    changes = [{"Id": row["Id"], "Employees__c": "5"} for row in found]
    await asyncio.to_thread(lambda: bulk.update(records=changes, wait=0))
    emptied = [
        {"Code__c": "L0", "Employees__c": "#N/A", "Name": "Life 0"},
        {"Code__c": "L9", "Employees__c": "", "Name": "Life 9"},
    ]
    (told,) = await asyncio.to_thread(
        lambda: bulk.upsert(records=emptied, external_id_field="Code__c", wait=0)
    )
    done = rows_of(await asyncio.to_thread(bulk.get_successful_records, str(told["job_id"])))
    assert [row["sf__Created"] for row in done] == ["false", "true"]
    soql = "SELECT Name, Employees__c FROM Account WHERE Name LIKE 'Life %' ORDER BY Name"
    now = (await asyncio.to_thread(client.query, soql))["records"]
    assert [(row["Name"], row["Employees__c"]) for row in now] == [
        ("Life 0", None),
        ("Life 1", 5),
        ("Life 2", 5),
        ("Life 9", None),
    ]
    gone = [{"Id": row["Id"]} for row in found]
    await asyncio.to_thread(lambda: bulk.delete(records=gone, wait=0))
    assert await names(client, "Life %") == ["Life 9"]


async def test_rows_are_deleted_for_good_by_who_may(own: Own) -> None:
    ann, cyd = await own.log_in("Ann"), await own.log_in("Cyd")
    made = [{"Name": f"Gone {i}"} for i in range(3)]
    (told,) = await asyncio.to_thread(lambda: accounts(ann).insert(records=made, wait=0))
    done = rows_of(await asyncio.to_thread(accounts(ann).get_successful_records, str(told["job_id"])))
    ids = [{"Id": row["sf__Id"]} for row in done]
    with pytest.raises(SalesforceOperationError, match="takes the right modify_all"):
        await asyncio.to_thread(lambda: accounts(ann).hard_delete(records=ids, wait=0))
    assert len(await names(ann, "Gone %")) == 3
    (kept,) = await asyncio.to_thread(lambda: accounts(cyd).hard_delete(records=ids, wait=0))
    assert (kept["numberRecordsProcessed"], kept["numberRecordsFailed"]) == (3, 0)
    soql = "SELECT Id FROM Account WHERE Name LIKE 'Gone %'"
    binned = await asyncio.to_thread(lambda: cyd.query_all(soql, include_deleted=True))
    assert binned["records"] == [], "not even the recycle bin has them"


async def test_who_may_not_write_has_every_row_refused(own: Own) -> None:
    client = await own.log_in("Bob")
    (told,) = await asyncio.to_thread(lambda: accounts(client).insert(records=[{"Name": "x"}], wait=0))
    assert told["numberRecordsFailed"] == 1


async def test_the_data_of_a_job_is_given_once_and_as_csv(own: Own) -> None:
    client = await own.log_in("Ann")
    job = await own.post(client, "jobs/ingest", {"object": "Account", "operation": "insert"})
    raw = accounts(client)._client
    with pytest.raises(SalesforceMalformedRequest, match="INVALIDBATCH"):
        await asyncio.to_thread(raw.upload_job_data, job["id"], 'Name\n"open')
    await asyncio.to_thread(raw.upload_job_data, job["id"], "Name\nOnce\n")
    with pytest.raises(SalesforceMalformedRequest, match="INVALIDJOBSTATE"):
        await asyncio.to_thread(raw.upload_job_data, job["id"], "Name\nTwice\n")
    with pytest.raises(SalesforceMalformedRequest, match="no results yet"):
        await asyncio.to_thread(accounts(client).get_successful_records, job["id"])


async def upload(own: Own, client: Salesforce, rows: Sequence[str]) -> str:
    """A job whose rows wait to be worked on."""
    job = await own.post(client, "jobs/ingest", {"object": "Account", "operation": "insert"})
    await asyncio.to_thread(accounts(client)._client.upload_job_data, job["id"], "\n".join(["Name", *rows]))
    await asyncio.to_thread(accounts(client)._client.close_job, job["id"])
    return str(job["id"])


async def test_an_interrupted_chunk_is_taken_back_and_made_once(
    idle: Own, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program is stopped after the rows of the second chunk were written, before they were noted."""
    client = await idle.log_in("Ann")
    job = await upload(idle, client, [f"Cut {i:03}" for i in range(500)])
    assert await worker.step(idle.service)
    kept = chunks.jobs.save_outcomes

    async def stop(*_: Any) -> None:
        raise asyncio.CancelledError

    monkeypatch.setattr(chunks.jobs, "save_outcomes", stop)
    with suppress(asyncio.CancelledError):
        await worker.step(idle.service)
    assert len(await names(client, "Cut %")) == 200
    monkeypatch.setattr(chunks.jobs, "save_outcomes", kept)
    again = replace(idle.service)  # as after a new start
    while await worker.step(again):
        pass
    assert await names(client, "Cut %") == [f"Cut {i:03}" for i in range(500)]
    told = await asyncio.to_thread(accounts(client)._client.get_job, job, False)
    assert (told["state"], told["numberRecordsProcessed"], told["numberRecordsFailed"]) == (
        "JobComplete",
        500,
        0,
    )


async def test_two_programs_do_not_work_on_the_same_chunk(idle: Own) -> None:
    client = await idle.log_in("Ann")
    await upload(idle, client, [f"Two {i:03}" for i in range(900)])

    async def work() -> None:
        while await worker.step(idle.service):
            pass

    await asyncio.gather(work(), work(), work())
    while await worker.step(idle.service):
        pass
    assert await names(client, "Two %") == [f"Two {i:03}" for i in range(900)]


async def test_what_was_not_come_to_is_told_after_an_abort(idle: Own) -> None:
    client = await idle.log_in("Ann")
    job = await upload(idle, client, [f"Stop {i:03}" for i in range(300)])
    assert await worker.step(idle.service)
    await asyncio.to_thread(accounts(client)._client.abort_job, job, False)
    assert not await worker.step(idle.service)
    left = rows_of(await asyncio.to_thread(accounts(client).get_unprocessed_records, job))
    assert [row["Name"] for row in left] == [f"Stop {i:03}" for i in range(200, 300)]
    assert len(await names(client, "Stop %")) == 200


async def test_jobs_go_on_after_an_error_that_nobody_has_foreseen(
    own: Own, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    kept, asked = worker.jobs.claim, asyncio.Event()

    async def fail(*_: Any) -> None:
        asked.set()
        raise KeyError("unforeseen")

    monkeypatch.setattr(worker.jobs, "claim", fail)
    own.service.work_came.set()
    await asyncio.wait_for(asked.wait(), 30)
    monkeypatch.setattr(worker.jobs, "claim", kept)
    client = await own.log_in("Ann")
    (told,) = await asyncio.to_thread(lambda: accounts(client).insert(records=[{"Name": "After"}], wait=0))
    assert told["numberRecordsProcessed"] == 1
    assert "unforeseen" in caplog.text


async def test_jobs_are_forgotten_after_seven_days(idle: Own) -> None:
    client = await idle.log_in("Ann")
    old, new = await upload(idle, client, ["Old"]), await upload(idle, client, ["New"])
    database = idle.service.database
    touched = "UPDATE understudy.bulk_job SET changed_at = now() - %s::interval WHERE id = %s"
    await database.execute(touched, ("7 days 1 minute", old))
    await database.execute(touched, ("6 days 23 hours", new))
    await worker.jobs.expire(database)
    left = await database.fetch(
        "SELECT job_id FROM understudy.bulk_chunk WHERE job_id = ANY(%s)", ([old, new],)
    )
    assert [row[0] for row in left] == [new]
    with pytest.raises(SalesforceResourceNotFound):
        await asyncio.to_thread(accounts(client)._client.get_job, old, False)
