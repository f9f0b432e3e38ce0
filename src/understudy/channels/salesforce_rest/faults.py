"""What went wrong, in Salesforce's words: a list of messages with their error codes.

Source: REST API Developer Guide, "Status Codes and Error Responses".
"""

from collections.abc import Sequence
from typing import Any

from fastapi.responses import JSONResponse, Response

from understudy.channels.problems import SignInError, as_fault
from understudy.kit.errors import UnderstudyError
from understudy.org.records import InvalidWriteError, StatusCode

__all__ = ["WireError", "error_code", "error_entry", "salesforce_error"]

_CODES = {
    400: "INVALID_INPUT",
    401: "INVALID_SESSION_ID",
    403: "INSUFFICIENT_ACCESS_OR_READONLY",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    411: "MISSING_CONTENT_LENGTH",
    413: "REQUEST_LIMIT_EXCEEDED",
    429: "REQUEST_LIMIT_EXCEEDED",
    503: "SERVER_UNAVAILABLE",
}
_STATUS = {StatusCode.ENTITY_IS_DELETED: 404, StatusCode.MULTIPLE_CHOICES: 300}


class WireError(UnderstudyError):
    """A fault that Salesforce has a code for; `fields` are the API names of those it is about."""

    def __init__(self, status: int, code: str, message: str, fields: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.fields = tuple(fields)


def salesforce_error(error: Exception) -> Response:
    """The response that Salesforce's clients know what to do with."""
    waiting = {name: value for name, value in as_fault(error).headers.items() if name == "Retry-After"}
    return JSONResponse([error_entry(error)], _status(error), waiting)


def error_entry(error: Exception, code_key: str = "errorCode") -> dict[str, Any]:
    """One message with its code; `code_key` is another in the results of collections."""
    if isinstance(error, SignInError):
        message = "Session expired or invalid"
    else:
        fault = as_fault(error)
        message = f"{fault.message} ({fault.hint})" if fault.hint else fault.message
    message = message.encode(errors="replace").decode()  # it may quote half a character
    entry: dict[str, Any] = {"message": message, code_key: error_code(error)}
    fields = getattr(error, "fields", ())
    if fields or code_key != "errorCode":
        entry["fields"] = list(fields)
    return entry


def error_code(error: Exception) -> str:
    """Salesforce's code for it."""
    if isinstance(error, WireError | InvalidWriteError):
        return str(error.code)
    return _CODES.get(as_fault(error).status, "UNKNOWN_EXCEPTION")


def _status(error: Exception) -> int:
    if isinstance(error, InvalidWriteError):
        return _STATUS.get(error.code, 400)
    return error.status if isinstance(error, WireError) else as_fault(error).status
