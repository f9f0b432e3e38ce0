"""Several requests in one: `composite`, where later ones name what earlier ones gave, and `composite/batch`.

Each part comes in through the same door as a request that stands alone.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import httpx2
import psycopg
from fastapi import Request
from pydantic import Field
from starlette.types import ASGIApp, Receive, Scope, Send

from understudy.channels.salesforce_rest.bodies import Body
from understudy.channels.salesforce_rest.faults import WireError
from understudy.channels.salesforce_rest.routes import PART_OF, Call, Reading, Routes

__all__ = ["router"]

router = Routes()

_MOST = 25
_REFERENCE = re.compile(r"@\{([^}]+)\}")
_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_DATA = "/services/data/"
_COLLECTION = re.compile(_DATA + r"[^/]+/composite/sobjects(/|$)")
_MOST_COLLECTIONS = 5
_HALTED = "The transaction was rolled back since another operation in the same transaction failed."


@router.post("/composite")
async def composite(request: Request, call: Reading) -> dict[str, Any]:
    """Requests one after the other; with `allOrNone` all of them or none."""
    body = await _Composite.of(request)
    parts = body.composite_request
    _check(request, parts)
    answers: list[dict[str, Any]] = []
    if not body.all_or_none:
        await _run(_Inside(request, call), parts, answers)
        return {"compositeResponse": answers}
    async with call.service.long_writes, call.database.together() as together:
        await _run(_Inside(request, replace(call, database=together)), parts, answers, halting=True)
        if any(answer["httpStatusCode"] >= 400 for answer in answers):
            answers = [_rolled_back(answer) for answer in answers]
            raise psycopg.Rollback
    return {"compositeResponse": answers}


@router.post("/composite/batch")
async def batch(request: Request, call: Reading) -> dict[str, Any]:
    """Requests that know nothing of each other."""
    body = await _Batch.of(request)
    _check(request, body.batch_requests)
    inside, results = _Inside(request, call), list[dict[str, Any]]()
    for part in body.batch_requests:
        failed = any(each["statusCode"] >= 400 for each in results)
        if failed and body.halt_on_error:
            results.append(
                {"statusCode": 412, "result": [_entry("BATCH_PROCESSING_HALTED", "an earlier one failed")]}
            )
            continue
        url = f"/services/data/{part.url.removeprefix('/services/data/').lstrip('/')}"
        status, result, _ = await inside.send(part.method, url, part.rich_input)
        results.append({"statusCode": status, "result": result})
    return {"hasErrors": any(each["statusCode"] >= 400 for each in results), "results": results}


class _Part(Body):
    method: str = Field(pattern=r"^[A-Za-z]{1,10}$")
    url: str
    body: Any = None
    reference_id: str


class _Composite(Body):
    all_or_none: bool = False
    composite_request: list[_Part]


class _BatchPart(Body):
    method: str = Field(pattern=r"^[A-Za-z]{1,10}$")
    url: str
    rich_input: Any = None


class _Batch(Body):
    halt_on_error: bool = False
    batch_requests: list[_BatchPart]


def _check(request: Request, parts: Sequence[Body]) -> None:
    if PART_OF in request.scope:
        raise WireError(400, "INVALID_INPUT", "requests in one cannot hold such requests again")
    if len(parts) > _MOST:
        raise WireError(400, "LIMIT_EXCEEDED", f"{_MOST} requests at most can be made in one")


class _Inside:
    """Sends requests to this very application, for the same caller."""

    def __init__(self, request: Request, call: Call) -> None:
        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            scope[PART_OF] = call
            inner: ASGIApp = request.app
            await inner(scope, receive, send)

        self._transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
        self._collections = 0
        self._base = str(request.base_url)

    async def send(self, method: str, url: str, body: object) -> tuple[int, Any, dict[str, str]]:
        """Status, body and headers of the answer."""
        async with httpx2.AsyncClient(transport=self._transport, base_url=self._base) as client:
            try:
                request = client.build_request(method.upper(), url, json=body)
            except (httpx2.InvalidURL, ValueError):
                return _refused(url)
            path = request.url.path
            if not (url.startswith(_DATA) and path.startswith(_DATA)):
                return _refused(url)
            self._collections += _COLLECTION.match(path) is not None
            if self._collections > _MOST_COLLECTIONS:
                message = f"{_MOST_COLLECTIONS} requests about collections are the most in one"
                return 400, [_entry("LIMIT_EXCEEDED", message)], {}
            answer = await client.send(request)
        location = answer.headers.get("location")
        headers = {"Location": location} if location else {}
        return answer.status_code, answer.json() if answer.content else None, headers


def _refused(url: str) -> tuple[int, Any, dict[str, str]]:
    return 400, [_entry("INVALID_INPUT", f"{url!a} cannot be a part of another request")], {}


async def _run(
    inside: _Inside, parts: Sequence[_Part], answers: list[dict[str, Any]], *, halting: bool = False
) -> None:
    known: dict[str, Any] = {}
    for part in parts:
        name = part.reference_id
        if halting and any(answer["httpStatusCode"] >= 400 for answer in answers):
            answers.append(_answer(name, 400, [_entry("PROCESSING_HALTED", _HALTED)]))
            continue
        try:
            url = str(_filled(part.url, known))
            body = _filled(part.body, known)
        except LookupError as error:
            message = f"Invalid reference specified. No value for {error.args[0]} found in {name}"
            answers.append(_answer(name, 400, [_entry("PROCESSING_HALTED", message)]))
            continue
        status, result, headers = await inside.send(part.method, url, body)
        answers.append(_answer(name, status, result, headers))
        if status < 400:
            known[name] = result


def _filled(value: Any, known: Mapping[str, Any]) -> Any:  # noqa: ANN401  (any JSON)
    """The value with what earlier answers hold in the place of each reference to it.

    Raises: LookupError that names the reference that leads nowhere.
    """
    if isinstance(value, dict):
        return {name: _filled(each, known) for name, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, known) for each in value]
    if not isinstance(value, str):
        return value
    whole = _REFERENCE.fullmatch(value)
    if whole:
        return _looked_up(whole[1], known)
    return _REFERENCE.sub(lambda found: str(_looked_up(found[1], known)), value)


def _looked_up(path: str, known: Mapping[str, Any]) -> Any:  # noqa: ANN401  (any JSON)
    found: Any = known
    for name, index in _STEP.findall(path):
        try:
            found = found[int(index)] if index else found[name]
        except (KeyError, IndexError, TypeError):
            raise LookupError(path) from None
    return found


def _rolled_back(answer: dict[str, Any]) -> dict[str, Any]:
    if answer["httpStatusCode"] >= 400:
        return answer
    return _answer(answer["referenceId"], 400, [_entry("PROCESSING_HALTED", _HALTED)])


def _answer(name: str, status: int, body: object, headers: dict[str, str] | None = None) -> dict[str, Any]:
    return {"body": body, "httpHeaders": headers or {}, "httpStatusCode": status, "referenceId": name}


def _entry(code: str, message: str) -> dict[str, str]:
    return {"errorCode": code, "message": message}
