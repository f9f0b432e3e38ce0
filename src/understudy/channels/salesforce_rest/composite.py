"""Several requests in one: `composite`, where later ones name what earlier ones gave, and `composite/batch`.

Each part comes in through the same door as a request that stands alone.
"""

import re
from collections.abc import Mapping
from typing import Any

import httpx2
import psycopg
from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from understudy.channels.salesforce_rest.faults import WireError
from understudy.channels.salesforce_rest.routes import TOGETHER, Calling, Routes, json_object
from understudy.kit.db import Database

__all__ = ["router"]

router = Routes()

_MOST = 25
_REFERENCE = re.compile(r"@\{([^}]+)\}")
_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_HALTED = "The transaction was rolled back since another operation in the same transaction failed."


@router.post("/composite")
async def composite(request: Request, call: Calling) -> dict[str, Any]:
    """Requests one after the other; with `allOrNone` all of them or none."""
    body = await json_object(request)
    parts = _parts(body, "compositeRequest")
    answers: list[dict[str, Any]] = []
    if not body.get("allOrNone"):
        await _run(_Inside(request, call.database), parts, answers)
        return {"compositeResponse": answers}
    async with call.database.together() as together:
        await _run(_Inside(request, together), parts, answers, halting=True)
        if any(answer["httpStatusCode"] >= 400 for answer in answers):
            answers = [_rolled_back(answer) for answer in answers]
            raise psycopg.Rollback
    return {"compositeResponse": answers}


@router.post("/composite/batch")
async def batch(request: Request, call: Calling) -> dict[str, Any]:
    """Requests that know nothing of each other."""
    body = await json_object(request)
    inside, results = _Inside(request, call.database), list[dict[str, Any]]()
    for part in _parts(body, "batchRequests"):
        failed = any(each["statusCode"] >= 400 for each in results)
        if failed and body.get("haltOnError"):
            results.append(
                {"statusCode": 412, "result": [_entry("BATCH_PROCESSING_HALTED", "an earlier one failed")]}
            )
            continue
        url = f"/services/data/{str(part.get('url', '')).removeprefix('/services/data/').lstrip('/')}"
        status, result, _ = await inside.send(str(part.get("method")), url, part.get("richInput"))
        results.append({"statusCode": status, "result": result})
    return {"hasErrors": any(each["statusCode"] >= 400 for each in results), "results": results}


def _parts(body: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    parts = body.get(name)
    if not isinstance(parts, list) or not all(isinstance(each, dict) for each in parts):
        raise WireError(400, "JSON_PARSER_ERROR", f"{name} is a list of requests")
    if len(parts) > _MOST:
        raise WireError(400, "LIMIT_EXCEEDED", f"{name} holds {_MOST} requests at most")
    return parts


class _Inside:
    """Sends requests to this very application, for the same caller."""

    def __init__(self, request: Request, database: Database) -> None:
        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            scope[TOGETHER] = database
            inner: ASGIApp = request.app
            await inner(scope, receive, send)

        self._transport = httpx2.ASGITransport(app=app)
        self._base = str(request.base_url)
        self._headers = {"Authorization": request.headers["authorization"]}

    async def send(self, method: str, url: str, body: object) -> tuple[int, Any, dict[str, str]]:
        """Status, body and headers of the answer."""
        if not url.startswith("/services/data/") or "/composite" in url.partition("/sobjects")[0]:
            return 400, [_entry("INVALID_INPUT", f"{url!r} cannot be a part of another request")], {}
        client = httpx2.AsyncClient(transport=self._transport, base_url=self._base, headers=self._headers)
        async with client:
            answer = await client.request(method.upper(), url, json=body)
        location = answer.headers.get("location")
        headers = {"Location": location} if location else {}
        return answer.status_code, answer.json() if answer.content else None, headers


async def _run(
    inside: _Inside, parts: list[dict[str, Any]], answers: list[dict[str, Any]], *, halting: bool = False
) -> None:
    known: dict[str, Any] = {}
    for part in parts:
        name = str(part.get("referenceId"))
        if halting and any(answer["httpStatusCode"] >= 400 for answer in answers):
            answers.append(_answer(name, 400, [_entry("PROCESSING_HALTED", _HALTED)]))
            continue
        try:
            url = str(_filled(str(part.get("url", "")), known))
            body = _filled(part.get("body"), known)
        except LookupError as error:
            message = f"Invalid reference specified. No value for {error.args[0]} found in {name}"
            answers.append(_answer(name, 400, [_entry("PROCESSING_HALTED", message)]))
            continue
        status, result, headers = await inside.send(str(part.get("method")), url, body)
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
