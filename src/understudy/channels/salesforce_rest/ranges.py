"""Which of an object's records were changed, or deleted, in a span of time."""

from datetime import UTC, datetime
from typing import Any

from fastapi import Request

from understudy.channels.salesforce_rest.faults import WireError
from understudy.channels.salesforce_rest.reading import find_object, rows, select
from understudy.channels.salesforce_rest.routes import Reading, Routes
from understudy.channels.salesforce_rest.values import instant
from understudy.soql.ast import And, Comparison, Condition, Path, Value

__all__ = ["router"]

router = Routes()

_CHANGED = "SystemModstamp"


@router.get("/sobjects/{name}/updated")
async def updated(name: str, request: Request, call: Reading) -> dict[str, Any]:
    """The ids of the records that were made or changed."""
    start, end = _span(request)
    found = await rows(call, select(find_object(call, name), ["Id"], And(_within(start, end))))
    return {"ids": [row["Id"] for row in found], "latestDateCovered": instant(end)}


@router.get("/sobjects/{name}/deleted")
async def deleted(name: str, request: Request, call: Reading) -> dict[str, Any]:
    """The records that were deleted and are still in the recycle bin."""
    start, end = _span(request)
    gone = Comparison("=", Path(("IsDeleted",)), Value(True))
    where = And((gone, *_within(start, end)))
    found = await rows(call, select(find_object(call, name), ["Id", _CHANGED], where, all_rows=True))
    return {
        "deletedRecords": [{"id": row["Id"], "deletedDate": instant(row[_CHANGED])} for row in found],
        "earliestDateAvailable": instant(start),
        "latestDateCovered": instant(end),
    }


def _within(start: datetime, end: datetime) -> tuple[Condition, ...]:
    path = Path((_CHANGED,))
    return Comparison(">=", path, Value(start)), Comparison("<", path, Value(end))


def _span(request: Request) -> tuple[datetime, datetime]:
    try:
        start, end = (datetime.fromisoformat(request.query_params[name]) for name in ("start", "end"))
    except (KeyError, ValueError):
        message = "start and end are instants such as 2026-01-02T03:04:05+00:00"
        raise WireError(400, "INVALID_REPLICATION_DATE", message) from None
    first, last = (each if each.tzinfo else each.replace(tzinfo=UTC) for each in (start, end))
    if first >= last:
        raise WireError(400, "INVALID_REPLICATION_DATE", "start must be before end")
    return first, last
