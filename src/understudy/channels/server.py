"""All doors as one application, with health, readiness and the headers that keep the page safe."""

from collections.abc import Sequence
from importlib.resources import as_file, files

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from psycopg import DataError, Error, OperationalError, sql
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.staticfiles import StaticFiles

from understudy.channels import (
    account_page,
    approvals,
    approvals_page,
    conflicts_page,
    eval_cases,
    keys_api,
    openai_wire,
    openid_page,
    rest,
    review_page,
    sign_in_page,
    source_page,
    stages_page,
    trace_page,
    web_chat,
)
from understudy.channels.admission.declared import declarations
from understudy.channels.admission.entry import Open
from understudy.channels.admission.guard import Guard
from understudy.channels.admission.proxies import BehindProxies, Network
from understudy.channels.pages import error_page
from understudy.channels.problems import Fault, as_fault, openai_error, problem
from understudy.channels.salesforce_rest import door as salesforce
from understudy.channels.salesforce_rest.faults import salesforce_error
from understudy.channels.service import Service, Serving
from understudy.kit.errors import ServiceError, UnderstudyError

__all__ = ["LONGEST_BODY", "make_server"]

LONGEST_BODY = 1_000_000
"""Bytes of a request; the longest message is far below."""

_SCHEMA = "/api/openapi.json"
_TOLD = (
    UnderstudyError,
    RequestValidationError,
    HTTPException,
    OperationalError,
    DataError,
    UnicodeEncodeError,
    RecursionError,
    Exception,
)
_PAGES = (web_chat, trace_page, source_page, conflicts_page, stages_page, approvals_page, review_page)
_DOORS = (
    rest,
    approvals,
    eval_cases,
    keys_api,
    openai_wire,
    salesforce,
    sign_in_page,
    openid_page,
    account_page,
    *_PAGES,
)
_ALIVE = Depends(Open("whether the program is well is asked by whoever watches it"))
_FILES = {
    "/static": Open("the same style and script for everybody"),
    _SCHEMA: Open("how the API is asked is no secret"),
}


def make_server(service: Service, trusted_proxies: Sequence[Network] = ()) -> FastAPI:
    """The application. In the demo, where nobody needs a key, only a browser of this machine may ask.

    Raises: ConfigError when a route does not declare whom it lets in.
    """
    server = FastAPI(title="Understudy", docs_url=None, redoc_url=None, openapi_url=_SCHEMA)
    server.state.service = service
    for door in _DOORS:
        server.include_router(door.router)
    server.get("/healthz", dependencies=[_ALIVE])(healthz)
    server.get("/readyz", dependencies=[_ALIVE])(readyz)
    with as_file(files("understudy.channels") / "static") as static:
        server.mount("/static", StaticFiles(directory=static), name="static")
    declarations(server.routes, _FILES)
    for error in _TOLD:
        server.add_exception_handler(error, _tell)
    server.add_middleware(Guard, longest=_longest)
    if service.demo_people:
        server.add_middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])
    if trusted_proxies:
        server.add_middleware(BehindProxies, trusted=trusted_proxies)
    return server


async def healthz() -> dict[str, str]:
    """The program answers."""
    return {"status": "ok"}


async def readyz(service: Serving) -> Response:
    """The database answers and the org is there."""
    org = service.stage.org
    place = sql.SQL("SELECT to_regnamespace({}) IS NOT NULL").format(sql.Literal(org.pg_schema))
    try:
        found = await service.database.fetch_one(place)
    except (Error, ServiceError):
        return problem(Fault(503, "the database cannot be reached", "try again in a moment"))
    if found != (True,):
        hint = "start understudy serve again after loading an org anew"
        return problem(Fault(503, f"the org {org.name!r} is not there any more", hint))
    return JSONResponse({"status": "ready", "org": org.name})


async def _tell(request: Request, error: Exception) -> Response:
    fault, path = as_fault(error), request.url.path
    if path.startswith("/v1/"):
        return openai_error(fault)
    if path.startswith(salesforce.PREFIX):
        return salesforce_error(error)
    if path.startswith("/api/") or path in ("/healthz", "/readyz"):
        return problem(fault)
    return error_page(request, fault)


def _longest(path: str) -> int:
    return salesforce.LONGEST_BODY if path.startswith(salesforce.PREFIX) else LONGEST_BODY
