"""`sobjects`: what objects there are, and single records, read.

The order of the routes counts: the first that fits is taken.
"""

from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from understudy.channels.salesforce_rest.describe import brief, describe
from understudy.channels.salesforce_rest.reading import (
    find_object,
    not_there,
    read,
    record_id,
    visible_fields,
)
from understudy.channels.salesforce_rest.routes import Call, Reading, Routes
from understudy.org.metadata import FieldType, ObjectType

__all__ = ["router"]

router = Routes()


@router.get("/sobjects")
async def describe_all(call: Reading) -> dict[str, Any]:
    """The objects that the actor may read."""
    found = [brief(call, each) for each in call.org.schema if call.view.object(each.name)]
    return {"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": found}


@router.get("/sobjects/{name}")
async def basics(name: str, call: Reading) -> dict[str, Any]:
    """An object without its fields."""
    return {"objectDescribe": brief(call, find_object(call, name)), "recentItems": []}


@router.get("/sobjects/{name}/describe")
async def describe_one(name: str, call: Reading) -> dict[str, Any]:
    """An object with its fields."""
    return describe(call, find_object(call, name))


@router.get("/sobjects/{name}/{of}")
async def get_record(name: str, of: str, request: Request, call: Reading) -> Response:
    """A record; `fields` chooses among its fields."""
    described = find_object(call, name)
    return await _one(request, call, described, "Id", record_id(call, described, of))


@router.get("/sobjects/{name}/{field}/{value:path}")
async def get_by_field(name: str, field: str, value: str, request: Request, call: Reading) -> Response:
    """The record of which an external id has the value."""
    described = find_object(call, name)
    found = call.view.field(described, field)
    if found is None or not (found.external_id or found.type is FieldType.ID):
        raise not_there(f"Provided external ID field does not exist or is not accessible: {field}")
    return await _one(request, call, described, field, value.rstrip("/"))


async def _one(request: Request, call: Call, described: ObjectType, field: str, value: str) -> Response:
    chosen = request.query_params.get("fields")
    fields = chosen.split(",") if chosen else visible_fields(call, described)
    found = await read(call, described, [each.strip() for each in fields], field, [value], limit=2)
    if not found:
        raise not_there()
    if len(found) > 1:
        return JSONResponse([each["attributes"]["url"] for each in found], 300)
    return JSONResponse(found[0])
