"""The addresses of Salesforce's REST API, and who stands behind a request to one of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request

from understudy.channels.keys import check_key, signed_in
from understudy.channels.problems import SignInError
from understudy.channels.salesforce_rest.faults import WireError
from understudy.channels.service import Service, Serving
from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.org.orgs import Org
from understudy.org.permissions import Actor
from understudy.org.records import Write
from understudy.soql.validate import ROW_RULES
from understudy.soql.view import View

__all__ = [
    "NEWEST",
    "OLDEST",
    "PART_OF",
    "Call",
    "Calling",
    "Routes",
    "actor_of",
    "bearer",
    "short_body",
]

OLDEST, NEWEST = 31, 65
LONGEST_JSON = 10 * 1024 * 1024
PART_OF = "understudy.call"
"""Where the scope of a request holds the call that it is a part of, if it is a part of one."""


class Routes(APIRouter):
    """Routes that clients also write with a slash at the end. They are no part of our own API."""

    def __init__(self, prefix: str = "/services/data/v{version}") -> None:
        super().__init__(prefix=prefix, include_in_schema=False)

    def add_api_route(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:  # noqa: ANN401
        """The route, with the slash and without."""
        for each in (path, f"{path}/"):
            super().add_api_route(each, endpoint, **options)


@dataclass(frozen=True, slots=True)
class Call:
    """A request's actor, the API version that it speaks, and where it reads and writes."""

    service: Service
    database: Database
    actor: Actor
    version: str

    @property
    def org(self) -> Org:
        """The org that is served."""
        return self.service.stage.org

    @property
    def moment(self) -> Moment:
        """Now."""
        return self.service.moment()

    @property
    def view(self) -> View:
        """What the actor may name."""
        return View(self.org.schema, self.org.access, self.actor)

    @property
    def write(self) -> Write:
        """What the actor writes with."""
        return Write(self.database, self.org, self.actor, self.moment.now, ROW_RULES)

    def path(self, rest: str) -> str:
        """The address of a resource in the version that the client speaks."""
        return f"/services/data/v{self.version}/{rest}"


def bearer(request: Request) -> str:
    """The access token of a request, without the org's id that stands before it."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip().rpartition("!")[2] if scheme.lower() in ("bearer", "oauth") else ""


async def actor_of(service: Service, token: str) -> Actor | None:
    """Who an access token or an API key speaks for."""
    person = await signed_in(service.database, token) or await check_key(service.database, token)
    return await service.actor(person) if person else None


async def _call(request: Request, service: Serving) -> Call:
    version = request.path_params.get("version", f"{NEWEST}.0")
    number = version.removesuffix(".0")
    if not (
        number.isascii() and number.isdigit() and version.endswith(".0") and OLDEST <= int(number) <= NEWEST
    ):
        raise WireError(404, "NOT_FOUND", "The requested resource does not exist")
    whole: Call | None = request.scope.get(PART_OF)
    if whole is not None:  # it has said who asks, and may hold the one connection that there is for it
        return replace(whole, version=version)
    actor = await actor_of(service, bearer(request))
    if actor is None:
        raise SignInError("Session expired or invalid")
    return Call(service, service.database, actor, version)


Calling = Annotated[Call, Depends(_call)]


async def short_body(request: Request, longest: int = LONGEST_JSON) -> bytes:
    """The body of a request that is read as a whole.

    Raises: WireError when it is too long for that.
    """
    if int(request.headers.get("content-length", "0")) > longest:
        raise WireError(413, "REQUEST_LIMIT_EXCEEDED", f"such a request may have {longest:,} bytes at most")
    return await request.body()
