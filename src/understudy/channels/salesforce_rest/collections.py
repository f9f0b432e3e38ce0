"""Up to 200 records in one request: `composite/sobjects`."""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from fastapi import Request
from pydantic import Field

from understudy.channels.salesforce_rest.bodies import Body
from understudy.channels.salesforce_rest.changes import values_of
from understudy.channels.salesforce_rest.faults import WireError, error_entry
from understudy.channels.salesforce_rest.reading import find_object, read, record_id, visible_fields
from understudy.channels.salesforce_rest.routes import Call, Reading, Routes, Writing
from understudy.channels.salesforce_rest.shapes import Record
from understudy.kit.errors import InputError, NotPermittedError
from understudy.org.records import InvalidWriteError, Operation, Outcome, StatusCode, write_all

__all__ = ["outcome_entry", "router"]

router = Routes()

_MOST = 200
_MOST_READ, _MOST_IN_ADDRESS = 2000, 800
"""Source: REST API Developer Guide, "Get Records Using sObject Collections"."""
Sent = Mapping[str, Any]


class _Attributes(Body):
    type: str = ""


class _Record(Body, extra="allow"):
    attributes: _Attributes | None = None

    @property
    def values(self) -> Sent:
        """What it is besides its attributes."""
        return self.model_extra or {}


class _Records(Body):
    all_or_none: bool = False
    records: list[_Record] = Field(min_length=1)


class _Wanted(Body):
    ids: list[str] = Field(min_length=1)
    fields: tuple[str, ...] = ()


@router.post("/composite/sobjects")
async def create_all(request: Request, call: Writing) -> list[dict[str, Any]]:
    """New records, of whatever objects."""
    return await _write(call, Operation.CREATE, await _Records.of(request))


@router.patch("/composite/sobjects")
async def update_all(request: Request, call: Writing) -> list[dict[str, Any]]:
    """Changes of records, each of which says its id."""
    return await _write(call, Operation.UPDATE, await _Records.of(request))


@router.patch("/composite/sobjects/{name}/{field}")
async def upsert_all(name: str, field: str, request: Request, call: Writing) -> list[dict[str, Any]]:
    """Records of one object, found by a field."""
    return await _write(
        call, Operation.UPSERT, await _Records.of(request), find_object(call, name).name, field
    )


@router.delete("/composite/sobjects")
async def delete_all(request: Request, call: Writing) -> list[dict[str, Any]]:
    """Records by their ids."""
    ids = [each.strip() for each in request.query_params.get("ids", "").split(",") if each.strip()]
    _check_count(ids)
    body = _Records.model_validate(
        {
            "allOrNone": request.query_params.get("allOrNone", "").lower() == "true",
            "records": [{"attributes": {"type": _type(call, each)}, "Id": each} for each in ids],
        }
    )
    return await _write(call, Operation.DELETE, body)


@router.get("/composite/sobjects/{name}")
async def read_all(name: str, request: Request, call: Reading) -> list[Record | None]:
    """Records by their ids, with these fields."""
    params = request.query_params
    ids = params.get("ids", "").split(",")
    _check_count(ids, _MOST_IN_ADDRESS)
    return await _read(call, name, ids, params.get("fields", "").split(","))


@router.post("/composite/sobjects/{name}")
async def read_many(name: str, request: Request, call: Reading) -> list[Record | None]:
    """The same, for lists that are too long for an address."""
    body = await _Wanted.of(request)
    _check_count(body.ids, _MOST_READ)
    return await _read(call, name, body.ids, body.fields)


def _check_count(sent: Sequence[object], most: int = _MOST) -> None:
    if not sent:
        raise WireError(400, "JSON_PARSER_ERROR", "there is no record in the request")
    if len(sent) > most:
        raise WireError(400, "EXCEEDED_ID_LIMIT", f"record limit reached: {most:,} at most")


async def _read(call: Call, name: str, ids: Sequence[str], fields: Sequence[str]) -> list[Record | None]:
    described = find_object(call, name)
    known = [record_id(call, described, each.strip()) for each in ids]
    chosen = [each.strip() for each in fields if each.strip()] or visible_fields(call, described)
    found = await read(call, described, ["Id", *(f for f in chosen if f.lower() != "id")], "Id", known)
    by_id = {each["Id"]: each for each in found}
    return [by_id.get(each) for each in known]


async def _write(
    call: Call, operation: Operation, body: _Records, name: str | None = None, field: str | None = None
) -> list[dict[str, Any]]:
    _check_count(body.records)
    outcomes: list[Outcome] = []
    async with call.database.together() as together:
        whole = Call(call.service, together, call.admitted, call.version)
        for kind, records in _runs(body.records, name):
            outcomes += await _write_run(whole, operation, kind, records, field)
        if body.all_or_none and any(each.error for each in outcomes):
            outcomes = [_rolled_back(each) for each in outcomes]
            raise psycopg.Rollback
    return [outcome_entry(each, tell_created=field is not None) for each in outcomes]


def _runs(sent: Sequence[_Record], name: str | None) -> list[tuple[str, list[Sent]]]:
    """The records in their order, those of one object that follow each other together."""
    runs: list[tuple[str, list[Sent]]] = []
    for record in sent:
        kind = name or (record.attributes.type if record.attributes else "")
        if runs and runs[-1][0] == kind:
            runs[-1][1].append(record.values)
        else:
            runs.append((kind, [record.values]))
    return runs


async def _write_run(
    call: Call, operation: Operation, kind: str, records: Sequence[Sent], field: str | None
) -> list[Outcome]:
    try:
        rows = [values_of(each) for each in records]
        described = find_object(call, kind)
        return await write_all(call.write, described.name, operation, rows, external_field_name=field)
    except (InputError, NotPermittedError) as error:
        return [Outcome(None, error=error) for _ in records]  # pyright: ignore[reportArgumentType] - told alike
    except WireError as error:
        told = InvalidWriteError(StatusCode.INVALID_TYPE, error.message, error.fields)
        return [Outcome(None, error=told) for _ in records]


def _rolled_back(outcome: Outcome) -> Outcome:
    code = StatusCode.ALL_OR_NONE_OPERATION_ROLLED_BACK
    message = (
        "Record rolled back because not all records were valid and the request was using AllOrNone header"
    )
    return outcome if outcome.error else Outcome(None, error=InvalidWriteError(code, message))


def outcome_entry(outcome: Outcome, *, tell_created: bool = False) -> dict[str, Any]:
    """What came of one record."""
    errors = [error_entry(outcome.error, "statusCode")] if outcome.error else []
    entry: dict[str, Any] = {"success": not errors, "errors": errors}
    if outcome.id and not errors:
        entry = {"id": outcome.id, **entry}
    if tell_created and not errors:
        entry["created"] = outcome.created
    return entry


def _type(call: Call, record_id: str) -> str:
    described = call.org.schema.object_of(record_id)
    return described.name if described and call.view.object(described.name) else ""
