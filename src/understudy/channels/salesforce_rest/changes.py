"""Single records, written: create, update, delete and upsert. Who changes a record has seen it."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from understudy.channels.salesforce_rest.bodies import json_object
from understudy.channels.salesforce_rest.faults import WireError
from understudy.channels.salesforce_rest.reading import find_object, record_id, stamp
from understudy.channels.salesforce_rest.routes import Routes, Writing
from understudy.org.records import InvalidWriteError, StatusCode, create, delete, update, upsert

__all__ = ["router", "values_of"]

router = Routes()

_NOTHING = Response(status_code=204)


@router.post("/sobjects/{name}")
async def create_record(name: str, request: Request, call: Writing) -> Response:
    """A new record."""
    described = find_object(call, name)
    made = await create(call.write, described.name, values_of(await json_object(request)))
    headers = {"Location": call.path(f"sobjects/{described.name}/{made}")}
    return JSONResponse({"id": made, "success": True, "errors": []}, 201, headers)


@router.patch("/sobjects/{name}/{of}")
async def update_record(name: str, of: str, request: Request, call: Writing) -> Response:
    """Change a record."""
    described = find_object(call, name)
    known = record_id(call, described, of)
    values = values_of(await json_object(request))
    await update(call.write, known, values, expected=await stamp(call, described, known))
    return _NOTHING


@router.delete("/sobjects/{name}/{of}")
async def delete_record(name: str, of: str, call: Writing) -> Response:
    """Put a record into the recycle bin."""
    described = find_object(call, name)
    known = record_id(call, described, of)
    await delete(call.write, known, expected=await stamp(call, described, known))
    return _NOTHING


@router.patch("/sobjects/{name}/{field}/{value:path}")
async def upsert_record(name: str, field: str, value: str, request: Request, call: Writing) -> Response:
    """Change the record of which the field has the value, or make one that has."""
    described = find_object(call, name)
    values = values_of(await json_object(request))
    try:
        done = await upsert(call.write, described.name, field, value.rstrip("/"), values)
    except InvalidWriteError as error:
        if error.code is not StatusCode.MULTIPLE_CHOICES:
            raise
        return JSONResponse([call.path(f"sobjects/{described.name}/{each}") for each in error.records], 300)
    answer = {"id": done.id, "success": True, "errors": [], "created": done.created}
    return JSONResponse(answer, 201 if done.created else 200)


def values_of(sent: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that a client sends, without what it tells of the record besides.

    Raises: WireError for what is no field's value.
    """
    values = {name: value for name, value in sent.items() if name != "attributes"}
    for name, value in values.items():
        if isinstance(value, dict | list):
            message = f"{name}: a record within a record is not understood here; give the id of its reference"
            raise WireError(400, "JSON_PARSER_ERROR", message, [name])
    return values
