"""The addresses of Salesforce's REST API, and who stands behind a request to one of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request

from understudy.channels.admission.entry import Admitted, Entry
from understudy.channels.admission.keys import check_key
from understudy.channels.admission.roles import EVERYBODY
from understudy.channels.admission.scopes import Scope
from understudy.channels.admission.sign_ins import signed_in
from understudy.channels.admission.store import Credential
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
    "Reading",
    "Routes",
    "Writing",
    "short_body",
    "shown_by",
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
    admitted: Admitted
    version: str

    @property
    def actor(self) -> Actor:
        """Who asks."""
        return self.admitted.actor

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


async def shown_by(service: Service, token: str) -> Credential | None:
    """What an access token, which may have the org's id before it, or an API key opens."""
    token = token.strip().rpartition("!")[2]
    return await signed_in(service.database, token, "token") or await check_key(service.database, token)


class WireEntry(Entry):
    """Who asks with an access token or an API key, in a version of the API that is spoken."""

    async def __call__(self, request: Request, service: Serving) -> Call:
        """The call. A part of another one comes in as who has sent the whole."""
        version = _spoken(request.path_params.get("version", f"{NEWEST}.0"))
        whole: Call | None = request.scope.get(PART_OF)
        if whole is not None:  # it may hold the one connection that there is for it
            self.admit(whole.admitted)
            return replace(whole, version=version)
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        shown = await shown_by(service, token) if scheme.lower() in ("bearer", "oauth") else None
        refusal = SignInError("Session expired or invalid")
        return Call(service, service.database, await service.let_in(request, self, shown, refusal), version)


def _spoken(version: str) -> str:
    number = version.removesuffix(".0")
    if not (
        number.isascii() and number.isdigit() and version.endswith(".0") and OLDEST <= int(number) <= NEWEST
    ):
        raise WireError(404, "NOT_FOUND", "The requested resource does not exist")
    return version


Reading = Annotated[Call, Depends(WireEntry(EVERYBODY, Scope.READ))]
"""A call that reads, or whose parts say for themselves what they do."""
Writing = Annotated[Call, Depends(WireEntry(EVERYBODY, Scope.WRITE))]
"""A call that changes records."""


async def short_body(request: Request, longest: int = LONGEST_JSON) -> bytes:
    """The body of a request that is read as a whole.

    Raises: WireError when it is too long for that.
    """
    if int(request.headers.get("content-length", "0")) > longest:
        raise WireError(413, "REQUEST_LIMIT_EXCEEDED", f"such a request may have {longest:,} bytes at most")
    return await request.body()
