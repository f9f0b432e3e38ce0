"""An application with a route that does not say whom it lets in is not made."""

from types import ModuleType
from typing import Annotated

import pytest
from fastapi import APIRouter, Depends
from starlette.routing import Mount, Route

from understudy.channels import server as server_module
from understudy.channels.admission.entry import Open
from understudy.channels.pages import Visiting
from understudy.channels.server import make_server
from understudy.channels.service import Caller, Service, Serving
from understudy.kit.errors import ConfigError

router = APIRouter()


async def undeclared(service: Serving) -> None:
    """Forgets to say it."""


async def twice(caller: Caller, visitor: Visiting) -> None:
    """Says two things."""


async def strange(whatever: str, caller: Caller) -> None:
    """Names something of which nobody knows whose it is."""


async def indirect(caller: Annotated[None, Depends(undeclared)]) -> None:
    """Depends on what forgets it."""


async def plain(request: object) -> None:
    """No function of FastAPI's."""


@pytest.mark.parametrize(
    ("path", "endpoint", "told"),
    [
        ("/api/new", undeclared, "the route GET /api/new declares nowhere whom it lets in"),
        ("/api/new", indirect, "declares nowhere"),
        ("/api/new", twice, "declares more than once"),
        ("/api/{whatever}", strange, "does not say whose 'whatever' is"),
    ],
)
def test_it_does_not_start(
    service: Service, monkeypatch: pytest.MonkeyPatch, path: str, endpoint: object, told: str
) -> None:
    door = ModuleType("door")
    door.router = APIRouter()  # type: ignore[attr-defined]
    door.router.get(path)(endpoint)  # type: ignore[attr-defined]
    monkeypatch.setattr(server_module, "_DOORS", (*server_module._DOORS, door))
    with pytest.raises(ConfigError, match=told):
        make_server(service)


@pytest.mark.parametrize("route", [Route("/plain", plain), Mount("/files", routes=[])])
def test_nor_with_a_route_that_is_no_function_of_ours(
    service: Service, monkeypatch: pytest.MonkeyPatch, route: Route
) -> None:
    door = ModuleType("door")
    door.router = APIRouter(routes=[route])  # type: ignore[attr-defined]
    monkeypatch.setattr(server_module, "_DOORS", (*server_module._DOORS, door))
    with pytest.raises(ConfigError, match="declares nowhere"):
        make_server(service)


def test_what_is_open_says_why() -> None:
    assert Open("it is well known").reason
