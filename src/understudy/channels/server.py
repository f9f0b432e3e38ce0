"""All doors as one application, with health, readiness and the headers that keep the page safe."""

from importlib.resources import as_file, files

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from psycopg import DataError, Error, OperationalError, sql
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from understudy.channels import (
    approvals,
    approvals_page,
    conflicts_page,
    openai_wire,
    rest,
    sign_in_page,
    source_page,
    stages_page,
    trace_page,
    web_chat,
)
from understudy.channels.pages import error_page
from understudy.channels.problems import Fault, as_fault, openai_error, problem
from understudy.channels.salesforce_rest import door as salesforce
from understudy.channels.salesforce_rest.faults import salesforce_error
from understudy.channels.service import Service, Serving
from understudy.kit.errors import ServiceError, UnderstudyError

__all__ = ["LONGEST_BODY", "make_server"]

LONGEST_BODY = 1_000_000
"""Bytes of a request; the longest message is far below."""

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
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}


def make_server(service: Service) -> FastAPI:
    """The application. In the demo, where nobody needs a key, only a browser of this machine may ask."""
    server = FastAPI(title="Understudy", docs_url=None, redoc_url=None, openapi_url="/api/openapi.json")
    server.state.service = service
    pages = (sign_in_page, web_chat, trace_page, source_page, conflicts_page, stages_page, approvals_page)
    for door in (rest, approvals, openai_wire, salesforce, *pages):
        server.include_router(door.router)
    server.get("/healthz")(healthz)
    server.get("/readyz")(readyz)
    with as_file(files("understudy.channels") / "static") as static:
        server.mount("/static", StaticFiles(directory=static), name="static")
    for error in _TOLD:
        server.add_exception_handler(error, _tell)
    server.add_middleware(_Guard)
    if service.demo_people:
        server.add_middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])
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


class _Guard:
    """Refuses requests that are too long and gives every response its headers.

    Plain ASGI: Starlette's own way would pass each piece of a streamed answer through a queue and a task.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        refused = _refused(Request(scope)) if scope["type"] == "http" else None
        await (refused or self._app)(scope, receive, send_with_headers)


def _refused(request: Request) -> Response | None:
    length = request.headers.get("content-length", "0")
    longest = salesforce.LONGEST_BODY if request.url.path.startswith(salesforce.PREFIX) else LONGEST_BODY
    if request.method in ("POST", "PUT", "PATCH") and not (length.isdigit() and int(length) <= longest):
        return problem(Fault(413, f"a request may have {longest:,} bytes at most"))
    if "chunked" in request.headers.get("transfer-encoding", ""):
        return problem(Fault(411, "a request must say its length"))
    return None
