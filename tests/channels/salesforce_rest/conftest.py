"""The real simple-salesforce against the served demo.

`salesforce(who)` is a client that has logged in as somebody of the demo, None being the operator; its calls
block, so a test runs them with `asyncio.to_thread`. All that is not the client's own is `Here`, by which its
requests to https://….salesforce.com reach the server of the test.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter
from simple_salesforce.api import Salesforce
from tests.channels.conftest import MakeKey

Client = Callable[..., Awaitable[Salesforce]]
MANAGER = "rosalind.achebe"


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


@pytest.fixture
def salesforce(site: str, make_key: MakeKey) -> Client:
    async def log_in(who: str | None = "Rosalind Achebe", **given: Any) -> Salesforce:
        key = await make_key(who)
        options = {"username": who or "operator", "password": key, "security_token": "", **given}
        return await asyncio.to_thread(lambda: Salesforce(session=session_to(site), **options))

    return log_in
