"""Requests in one: what they hold of the database, and what may be a part of another."""

import asyncio
from typing import Any

import pytest
import requests
from tests.channels.salesforce_rest.conftest import Own

_DATA = "/services/data/v60.0"
_MANY = 24
"""More than there are connections in the pool."""


async def ask(own: Own, who: str, path: str, body: Any, method: str = "POST") -> Any:
    headers = {"Authorization": f"Bearer {await own.key(who)}"}
    return await asyncio.to_thread(
        lambda: requests.request(
            method, f"{own.url}{_DATA}/{path}", headers=headers, json=body, timeout=120
        ).json()
    )


def part(path: str, method: str = "GET", body: object = None, name: str = "a") -> dict[str, Any]:
    return {"method": method, "url": f"{_DATA}/{path}", "referenceId": name, "body": body}


async def test_transactions_of_many_at_once_leave_connections_for_their_parts(own: Own) -> None:
    parts = [part("query?q=SELECT+Id+FROM+Account"), part("sobjects/Account", "POST", {"Name": "In one"})]
    body = {"allOrNone": True, "compositeRequest": parts}
    answers = await asyncio.gather(*(ask(own, "Ann", "composite", body) for _ in range(_MANY)))
    statuses = {each["httpStatusCode"] for answer in answers for each in answer["compositeResponse"]}
    assert statuses == {200, 201}  # who waits for a connection in vain is told 503


async def test_the_parts_are_asked_for_by_whom_the_whole_is(own: Own) -> None:
    hidden = part("query?q=SELECT+Employees__c+FROM+Account")
    for all_or_none in (True, False):
        body = {"allOrNone": all_or_none, "compositeRequest": [hidden]}
        for who, status in (("Ann", 200), ("Bob", 400)):
            (answer,) = (await ask(own, who, "composite", body))["compositeResponse"]
            assert answer["httpStatusCode"] == status


@pytest.mark.parametrize(
    "path", ["composite", "%63omposite", "composite/", "composite/batch", "x/../composite"]
)
async def test_requests_in_one_do_not_hold_such_requests(own: Own, path: str) -> None:
    within = {
        "compositeRequest": [part("limits")],
        "batchRequests": [{"method": "GET", "url": "v60.0/limits"}],
    }
    body = {"compositeRequest": [part(path, "POST", within)]}
    (answer,) = (await ask(own, "Ann", "composite", body))["compositeResponse"]
    assert (answer["httpStatusCode"], answer["body"][0]["errorCode"]) == (400, "INVALID_INPUT")


@pytest.mark.parametrize(
    "url", ["/services/data/../oauth2/revoke", "/services/oauth2/token", "http://x/", "\0"]
)
async def test_a_part_is_of_this_very_wire(own: Own, url: str) -> None:
    body = {"compositeRequest": [{"method": "POST", "url": url, "referenceId": "a"}]}
    (answer,) = (await ask(own, "Ann", "composite", body))["compositeResponse"]
    assert answer["httpStatusCode"] == 400


async def test_five_collections_are_the_most_in_one(own: Own) -> None:
    records = {"records": [{"attributes": {"type": "Account"}, "Name": "Of many"}]}
    parts = [part("composite/sobjects", "POST", records, f"r{i}") for i in range(6)]
    answers = (await ask(own, "Ann", "composite", {"compositeRequest": parts}))["compositeResponse"]
    assert [each["httpStatusCode"] for each in answers] == [200] * 5 + [400]
    assert all(each["body"][0]["success"] for each in answers[:5])
