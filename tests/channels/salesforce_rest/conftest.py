"""The real simple-salesforce against a real server.

`salesforce(who)` is a client that has logged in to the demo as somebody, None being the operator; `own` is
the same for a small org that the test may write in. The client's calls block, so a test runs them with
`asyncio.to_thread`. All that is not the client's own is `Here`, by which its requests to
https://….salesforce.com reach the server of the test.
"""

import asyncio
import json
import re
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

import pytest
import requests
from requests.adapters import HTTPAdapter
from simple_salesforce.api import Salesforce, SFType
from simple_salesforce.exceptions import SalesforceError
from tests.channels.conftest import MakeKey
from tests.conftest import MakeOrg

from understudy.channels.admission.keys import new_key
from understudy.channels.admission.store import Person
from understudy.channels.service import Service
from understudy.cli import serve
from understudy.cli.serve import HERE, listen, served
from understudy.conversations.turn import Stage
from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.kit.ids import RecordId, new_record_id
from understudy.org import store
from understudy.org.metadata import Field, FieldType, ObjectType, Schema
from understudy.org.object_access import EVERYTHING
from understudy.org.orgs import Org
from understudy.org.permissions import AccessPolicy, ObjectAccess

Client = Callable[..., Awaitable[Salesforce]]
NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
_T = FieldType
_OWNER = Field("OwnerId", "Owner", _T.REFERENCE, references=("User",), relationship="Owner")
SCHEMA = Schema(
    (
        ObjectType(
            "User",
            "User",
            "Users",
            "005",
            (Field("Name", "Name", _T.STRING), Field("Profile__c", "Profile", _T.STRING)),
            "Name",
        ),
        ObjectType(
            "Account",
            "Account",
            "Accounts",
            "001",
            (
                Field("Name", "Name", _T.STRING, required=True),
                Field("Code__c", "Code", _T.STRING, external_id=True),
                Field("Employees__c", "Employees", _T.NUMBER, scale=0),
                Field("Kind__c", "Kind", _T.PICKLIST, values=("A", "B")),
                _OWNER,
            ),
            "Name",
        ),
        ObjectType(
            "Secret__c",
            "Secret",
            "Secrets",
            "a00",
            (
                Field("Name", "Name", _T.STRING),
                Field(
                    "AccountId",
                    "Account",
                    _T.REFERENCE,
                    references=("Account",),
                    relationship="Account",
                    child_relationship="Secrets",
                ),
            ),
            "Name",
        ),
    )
)
ANN, BOB, CYD = (new_record_id("005", serial) for serial in (1, 2, 3))
ROWS = {
    "User": [
        {"Name": "Ann", "Profile__c": "writer"},
        {"Name": "Bob", "Profile__c": "reader"},
        {"Name": "Cyd", "Profile__c": "keeper"},
    ],
    "Account": [{"Name": "Acme", "Employees__c": 3, "OwnerId": ANN, "SystemModstamp": NOW}],
}
_ALL = ObjectAccess(True, create=None, update=None, delete=True)
ACCESS = AccessPolicy(
    profiles={
        "writer": {"*": _ALL},
        "keeper": {"*": EVERYTHING},
        "reader": {
            "user": ObjectAccess(True),
            "account": ObjectAccess(True, hidden_fields=frozenset({"employees__c"})),
        },
    },
    default_profile="reader",
)


class Here(HTTPAdapter):
    """Sends what is meant for any host to this one."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        assert request.url
        request.url = re.sub(r"^https://[^/]+", self._url, request.url)
        return super().send(request, *args, **options)


def session_to(url: str) -> requests.Session:
    session = requests.Session()
    session.mount("https://", Here(url))
    return session


def sobject(client: Salesforce, name: str) -> SFType:
    return cast("SFType", getattr(client, name))


def errors_of(error: SalesforceError) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", error.content)


@pytest.fixture
def salesforce(site: str, make_key: MakeKey) -> Client:
    async def log_in(who: str | None = "Rosalind Achebe", **given: Any) -> Salesforce:
        key = await make_key(who)
        options = {"username": who or "operator", "password": key, "security_token": "", **given}
        return await asyncio.to_thread(lambda: Salesforce(session=session_to(site), **options))

    return log_in


@dataclass(frozen=True)
class Own:
    """A small org that is served: Ann may write all of it, Bob reads some."""

    service: Service
    url: str
    ann: RecordId = ANN
    now: datetime = NOW

    async def key(self, who: str) -> str:
        person = Person(self.service.stage.org.name, {"Ann": ANN, "Bob": BOB, "Cyd": CYD}[who])
        return await new_key(self.service.database, person, "a test")

    async def log_in(self, who: str) -> Salesforce:
        key = await self.key(who)
        return await asyncio.to_thread(
            lambda: Salesforce(username=who, password=key, security_token="", session=session_to(self.url))
        )

    def with_token(self, token: str) -> Salesforce:
        return Salesforce(session_id=token, instance_url=self.url, session=session_to(self.url))

    async def post(self, client: Salesforce, path: str, body: object) -> Any:
        return await asyncio.to_thread(lambda: client.restful(path, method="POST", data=json.dumps(body)))


@asynccontextmanager
async def serving(database: Database, org: Org) -> AsyncGenerator[Own]:
    async with database.transaction() as connection:
        await store.reserve_serials(connection, org.pg_schema, 100)
    nothing: Any = None  # no agent is asked here
    stage = Stage(database, org, nothing, nothing, {}, nothing)
    mine = Service(stage, {}, lambda: Moment(NOW, org.timezone))
    with listen(HERE, 0) as listening:
        async with served(mine, listening) as url:
            yield Own(mine, url)


@pytest.fixture
async def own(database: Database, small_org: MakeOrg) -> AsyncGenerator[Own]:
    async with serving(database, await small_org(SCHEMA, ROWS, access=ACCESS)) as served_org:
        yield served_org


@pytest.fixture
async def idle(
    database: Database, small_org: MakeOrg, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[Own]:
    """The same, where nobody works on bulk jobs."""
    monkeypatch.setattr(serve, "work", lambda service: asyncio.sleep(3600))
    async with serving(database, await small_org(SCHEMA, ROWS, access=ACCESS)) as served_org:
        yield served_org
