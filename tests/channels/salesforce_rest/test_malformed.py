"""What no client should send is refused with a code, never with a fault of our own."""

import asyncio
from typing import Any

import pytest
import requests
from tests.channels.salesforce_rest.conftest import Own

from understudy.kit.ids import new_record_id

ACME = new_record_id("001", 1)
_QUERY = "query?q=SELECT+Id+FROM+Account+WHERE+Name="
CASES: list[tuple[str, str, Any]] = [
    ("POST", "sobjects/Account", "[" * 100_000),
    ("POST", "sobjects/Account", '{"Name": "\\ud800"}'),
    ("POST", "sobjects/Account", '{"Name": "a\\u0000b"}'),
    ("POST", "sobjects/Account", '{"Name": "x", "Employees__c": NaN}'),
    ("POST", "sobjects/Account", '{"Name": "x", "Employees__c": 1e400}'),
    ("POST", "sobjects/Account", b'{"Name": "\xff"}'),
    ("POST", "composite/sobjects", '{"records": ["x"]}'),
    ("POST", "composite/sobjects", '{"records": []}'),
    ("POST", "composite/sobjects", '{"records": [{"attributes": "Account"}]}'),
    ("POST", "composite/sobjects", '{"records": [{"attributes": {"type": ["Account"]}}]}'),
    ("POST", "composite/sobjects/Account", '{"ids": [1], "fields": ["Name"]}'),
    ("POST", "composite/sobjects/Account", '{"ids": ["x"], "fields": [2]}'),
    ("POST", "composite/sobjects/Account", f'{{"ids": ["{ACME}"], "fields": ["a\\u0000b"]}}'),
    ("DELETE", "composite/sobjects?ids=", None),
    ("POST", "parameterizedSearch", '{"q": "x", "sobjects": ["Account"]}'),
    ("POST", "parameterizedSearch", '{"q": ["x"]}'),
    ("POST", "composite", '{"compositeRequest": [{"method": "GET"}]}'),
    ("POST", "composite", '{"compositeRequest": ["x"]}'),
    ("POST", "composite/batch", '{"batchRequests": [{"method": ["GET"], "url": "limits"}]}'),
    ("GET", _QUERY + "'a%00b'", None),
    ("GET", _QUERY + "'\\uD800'", None),
    ("GET", "query?q=SELECT+Id+FROM+Account+WHERE+CreatedDate='\\uD800'", None),
    ("GET", "query/a%00b-200", None),
    ("GET", "query/ab-%C2%B2", None),
    ("GET", f"query/{ACME}-%C2%B2", None),
    ("GET", "sobjects/Account/a%00b", None),
    ("GET", "sobjects/Account/Code__c/a%00b", None),
    ("GET", "jobs/query/a%00b", None),
    ("GET", "jobs/ingest/a%00b", None),
    ("POST", "jobs/ingest", '{"operation": "upsert", "object": "Account", "externalIdFieldName": ["x"]}'),
    ("POST", "jobs/ingest", '{"operation": "insert", "object": ["Account"]}'),
    ("POST", "jobs/ingest", '{"operation": "insert", "object": "Account", "columnDelimiter": {}}'),
    ("POST", "jobs/query", '{"operation": "query", "query": ["SELECT Id FROM Account"]}'),
    ("GET", "../v%C2%B2.0/limits", None),
]


async def send(own: Own, method: str, path: str, body: Any) -> requests.Response:
    headers = {"Authorization": f"Bearer {await own.key('Ann')}"}
    url = f"{own.url}/services/data/v60.0/{path}"
    return await asyncio.to_thread(
        lambda: requests.request(method, url, data=body, headers=headers, timeout=60)
    )


@pytest.fixture
async def refusals(own: Own) -> list[tuple[str, int, Any]]:
    found: list[tuple[str, int, Any]] = []
    for method, path, body in CASES:
        answer = await send(own, method, path, body)
        found.append((f"{method} {path} {str(body)[:60]}", answer.status_code, answer.json()))
    return found


async def test_what_is_malformed_is_refused_with_a_code(refusals: list[tuple[str, int, Any]]) -> None:
    """All in one, for a server takes longer to start than to refuse them."""
    wrong = [each for each in refusals if each[1] not in (400, 404)]
    assert not wrong
    for _, _, body in refusals:
        assert body[0]["errorCode"] not in ("", "UNKNOWN_EXCEPTION")
        assert body[0]["message"]


async def test_rows_with_a_zero_byte_are_no_text(own: Own) -> None:
    job = await send(own, "POST", "jobs/ingest", '{"operation": "insert", "object": "Account"}')
    place = f"jobs/ingest/{job.json()['id']}/batches"
    answer = await send(own, "PUT", place, b"Name\na\x00b\n")
    assert (answer.status_code, answer.json()[0]["errorCode"]) == (400, "INVALIDBATCH")
    assert (await send(own, "PUT", place, b"Name\nab\n")).status_code == 201


async def test_so_many_records_can_be_named_at_once(own: Own) -> None:
    for most in (2000, 2001):
        ids = "[" + ",".join(f'"{new_record_id("001", i)}"' for i in range(1, most + 1)) + "]"
        answer = await send(own, "POST", "composite/sobjects/Account", f'{{"ids": {ids}, "fields": ["Id"]}}')
        assert answer.status_code == (200 if most == 2000 else 400), answer.text[:200]
    assert answer.json()[0]["errorCode"] == "EXCEEDED_ID_LIMIT"
    for most in (800, 801):
        ids = ",".join(new_record_id("001", i) for i in range(1, most + 1))
        answer = await send(own, "GET", f"composite/sobjects/Account?ids={ids}&fields=Id", None)
        assert answer.status_code == (200 if most == 800 else 400), answer.text[:200]
    few = ",".join(new_record_id("001", i) for i in range(1, 202))
    answer = await send(own, "DELETE", f"composite/sobjects?ids={few}", None)
    assert answer.json()[0]["errorCode"] == "EXCEEDED_ID_LIMIT"


async def test_a_record_is_found_by_an_external_id_alone(own: Own) -> None:
    for name, code in (("One", "X1"), ("Twin", "T"), ("Twin too", "T")):
        await send(own, "POST", "sobjects/Account", f'{{"Name": "{name}", "Code__c": "{code}"}}')
    assert (await send(own, "GET", "sobjects/Account/Code__c/X1", None)).json()["Name"] == "One"
    twins = await send(own, "GET", "sobjects/Account/Code__c/T", None)
    assert twins.status_code == 300
    assert len(twins.json()) == 2
    assert all("/sobjects/Account/001" in url for url in twins.json())
    for field in ("Name/One", f"OwnerId/{own.ann}", "Nothing__c/x"):
        assert (await send(own, "GET", f"sobjects/Account/{field}", None)).status_code == 404
