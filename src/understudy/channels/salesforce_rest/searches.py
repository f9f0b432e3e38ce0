"""SOSL: `search`, and `parameterizedSearch`, which says the same without the language."""

import re
from collections.abc import Sequence
from typing import Any

from fastapi import Request

from understudy.channels.salesforce_rest.bodies import Body
from understudy.channels.salesforce_rest.faults import WireError
from understudy.channels.salesforce_rest.queries import malformed
from understudy.channels.salesforce_rest.reading import find_object
from understudy.channels.salesforce_rest.routes import Call, Reading, Routes
from understudy.channels.salesforce_rest.values import json_value
from understudy.kit.errors import InputError, NotPermittedError
from understudy.soql.sosl.run import FoundObject, search

__all__ = ["router"]

router = Routes()

_RESERVED = re.compile(r"([?&|!{}\[\]()^~*:\\\"'+\-])")


class _InObject(Body):
    name: str
    fields: tuple[str, ...] = ()


class _Parameters(Body):
    q: str = ""
    sobjects: tuple[_InObject, ...] = ()
    overall_limit: int | None = None


@router.get("/search")
async def find(request: Request, call: Reading) -> dict[str, Any]:
    """The records that a search finds."""
    text = request.query_params.get("q")
    if text is None:
        raise WireError(400, "MALFORMED_SEARCH", "SOSL searches must be given as the parameter q")
    return await _found(call, text)


@router.get("/parameterizedSearch")
async def find_by_parameters(request: Request, call: Reading) -> dict[str, Any]:
    """The same for plain words, in objects given one by one."""
    params = request.query_params
    fields = [each.strip() for each in params.get("fields", "Id").split(",")]
    objects = [_InObject(name=name, fields=tuple(fields)) for name in params.getlist("sobject")]
    return await _found(call, _sosl(call, params.get("q", ""), objects, params.get("overallLimit")))


@router.post("/parameterizedSearch")
async def find_by_body(request: Request, call: Reading) -> dict[str, Any]:
    """The same as a JSON object."""
    body = await _Parameters.of(request)
    return await _found(call, _sosl(call, body.q, body.sobjects, body.overall_limit))


def _sosl(call: Call, words: str, objects: Sequence[_InObject], limit: object) -> str:
    """The search for these words as they stand; names are looked up, so that nothing else gets in."""
    wanted: list[str] = []
    for each in objects:
        described = find_object(call, each.name)
        fields = [described.field(name) for name in each.fields or ["Id"]]
        if None in fields:
            raise WireError(400, "INVALID_FIELD", f"no such field on {described.name}")
        wanted.append(f"{described.name}({', '.join(field.name for field in fields if field)})")
    returning = f" RETURNING {', '.join(wanted)}" if wanted else ""
    cut = f" LIMIT {limit}" if str(limit).isdecimal() else ""
    plain = _RESERVED.sub(r"\\\1", words)
    return f"FIND {{{plain}}}{returning}{cut}"


async def _found(call: Call, text: str) -> dict[str, Any]:
    try:
        result = await search(call.database, call.org, text, call.actor, call.moment)
    except (InputError, NotPermittedError) as error:
        fault = malformed(text, error)
        code = "MALFORMED_SEARCH" if fault.code == "MALFORMED_QUERY" else fault.code
        raise WireError(400, code, fault.message) from error
    records = [record for each in result.objects for record in _records(call, each)]
    return {"searchRecords": records}


def _records(call: Call, found: FoundObject) -> list[dict[str, Any]]:
    base = call.path(f"sobjects/{found.object}")
    return [
        {
            "attributes": {"type": found.object, "url": f"{base}/{row['Id']}" if "Id" in row else base},
            **{name: json_value(value) for name, value in row.items()},
        }
        for row in found.rows
    ]
