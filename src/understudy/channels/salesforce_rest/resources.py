"""What there is at all: the versions of the API, its resources, and its limits."""

from typing import Any

from fastapi import Depends

from understudy.channels.admission.entry import Open
from understudy.channels.salesforce_rest.logins import user_id
from understudy.channels.salesforce_rest.routes import NEWEST, OLDEST, Reading, Routes

__all__ = ["router", "versions"]

versions = Routes("/services/data")
router = Routes()

_SEASONS = ("Winter", "Spring", "Summer")
_WINTER_24 = 59
_RESOURCES = ("composite", "jobs", "limits", "query", "queryAll", "search", "sobjects", "parameterizedSearch")
_DAILY = 10_000_000


@versions.get("", dependencies=[Depends(Open("the versions are the same everywhere"))])
async def list_versions() -> list[dict[str, str]]:
    """The versions that are spoken; it takes no token to ask."""
    return [
        {"label": _label(number), "url": f"/services/data/v{number}.0", "version": f"{number}.0"}
        for number in range(OLDEST, NEWEST + 1)
    ]


def _label(number: int) -> str:
    years, season = divmod(number - _WINTER_24, len(_SEASONS))
    return f"{_SEASONS[season]} '{24 + years}"


@router.get("")
async def list_resources(call: Reading) -> dict[str, str]:
    """The resources of a version, and the identity of who asks."""
    found = {name: call.path(name) for name in _RESOURCES}
    return {**found, "identity": f"/services/oauth2/userinfo#{user_id(call.actor)}"}


@router.get("/limits")
async def limits(call: Reading) -> dict[str, Any]:
    """The numbers that clients look at before they begin. Nothing is counted here, so all of it remains."""
    del call  # only who is logged in may ask
    names = ("DailyApiRequests", "DailyBulkApiBatches", "DailyBulkV2QueryJobs")
    return {name: {"Max": _DAILY, "Remaining": _DAILY} for name in names}
