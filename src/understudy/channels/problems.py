"""What went wrong, in the form that each door's clients read: RFC 9457, OpenAI's, or a page."""

from dataclasses import dataclass
from http import HTTPStatus

from fastapi.exceptions import RequestValidationError
from psycopg import DataError, OperationalError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from understudy.kit.errors import InputError, NotPermittedError, ServiceError, UnderstudyError

__all__ = [
    "BusyError",
    "Fault",
    "SignInError",
    "TooOftenError",
    "UnknownError",
    "as_fault",
    "openai_error",
    "openai_error_body",
    "problem",
    "problem_body",
]


class SignInError(UnderstudyError):
    """Nobody, or nobody known, asks."""


class TooOftenError(UnderstudyError):
    """Who asks has to wait."""

    def __init__(self, message: str, *, wait_s: int) -> None:
        super().__init__(message, hint=f"ask again in {wait_s} s")
        self.wait_s = wait_s


class UnknownError(InputError):
    """There is no such thing, at least not for who asks."""


class BusyError(InputError):
    """Something else happened to it at the same time."""


@dataclass(frozen=True, slots=True)
class Fault:
    """An error with its HTTP status, whatever raised it. What is our own fault tells nothing.

    `wait_s` is in how many seconds it is worth to ask again, where that is known.
    """

    status: int
    message: str
    hint: str | None = None
    wait_s: int | None = None

    @property
    def headers(self) -> dict[str, str]:
        """What clients look for there."""
        asked = {"WWW-Authenticate": "Bearer"} if self.status == 401 else {}
        return {**asked, "Retry-After": str(self.wait_s)} if self.wait_s else asked


_STATUS: tuple[tuple[type[UnderstudyError], int], ...] = (
    (SignInError, 401),
    (UnknownError, 404),
    (BusyError, 409),
    (TooOftenError, 429),
    (InputError, 400),
    (NotPermittedError, 403),
    (ServiceError, 503),
)


def as_fault(error: Exception) -> Fault:
    """The fault that an exception is for the caller."""
    match error:
        case UnderstudyError():
            status = next((status for kind, status in _STATUS if isinstance(error, kind)), 500)
            return Fault(status, error.message, error.hint, getattr(error, "wait_s", None))
        case RequestValidationError():
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"][1:]) or "the body"
            return Fault(400, f"{where}: {first['msg']}")
        case HTTPException():
            return Fault(error.status_code, str(error.detail))
        case OperationalError():
            return Fault(503, "the database cannot be reached", "try again in a moment")
        case DataError() | UnicodeEncodeError() | RecursionError():
            return Fault(400, "the request holds a value that cannot be worked on")
        case _:
            return Fault(500, "something went wrong here; it has been logged")


def problem(fault: Fault) -> Response:
    """As RFC 9457 asks, with our hint."""
    return JSONResponse(
        problem_body(fault), fault.status, fault.headers, media_type="application/problem+json"
    )


def problem_body(fault: Fault) -> dict[str, object]:
    """The document alone, for where there is no status to give."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(fault.status).phrase,
        "status": fault.status,
        "detail": fault.message,
    }
    if fault.hint:
        body["hint"] = fault.hint
    return body


_OPENAI_TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}


def openai_error(fault: Fault) -> Response:
    """As OpenAI's clients read it."""
    return JSONResponse(openai_error_body(fault), fault.status, fault.headers)


def openai_error_body(fault: Fault) -> dict[str, object]:
    """The error alone, for a stream that has begun."""
    kind = _OPENAI_TYPES.get(fault.status) or (
        "server_error" if fault.status >= 500 else "invalid_request_error"
    )
    codes = {401: "invalid_api_key", 404: "model_not_found", 429: "rate_limit_exceeded"}
    code = codes.get(fault.status)
    message = f"{fault.message} ({fault.hint})" if fault.hint else fault.message
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}
