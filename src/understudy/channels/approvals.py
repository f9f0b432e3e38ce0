"""Our API for what waits for approval: listed, shown, agreed to, declined and taken back, as JSON."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from understudy.agents.approvals.deciding import NotWaitingError, approve, decline, undo_approved
from understudy.agents.approvals.showing import Shown, list_shown, show, shown_as_json
from understudy.channels.problems import BusyError, UnknownError
from understudy.channels.service import Caller, Service, Serving
from understudy.org.permissions import Actor

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/approvals")


class Verdict(BaseModel):
    """The decision. `seal` is that of the approval as it was shown: it is to that, and to nothing else."""

    model_config = ConfigDict(extra="forbid")
    verdict: Literal["approve", "decline"]
    seal: str
    because: Annotated[str, Field(max_length=500)] = ""


@router.get("")
async def list_approvals(service: Serving, actor: Caller, decided: bool = False) -> list[dict[str, Any]]:
    """What waits for the caller; or what was decided or has expired."""
    return [shown_as_json(each) for each in await list_shown(service.desk(), actor, decided=decided)]


@router.get("/{approval}")
async def read_approval(approval: str, service: Serving, actor: Caller) -> dict[str, Any]:
    """One of them."""
    return shown_as_json(await _shown(service, actor, approval))


@router.post("/{approval}")
async def decide(approval: str, asked: Verdict, service: Serving, actor: Caller) -> dict[str, Any]:
    """Agree, and have it done; or say no."""
    await _shown(service, actor, approval)
    decide_it = approve if asked.verdict == "approve" else decline
    try:
        await decide_it(service.desk(), actor, approval, asked.seal, asked.because)
    except NotWaitingError as error:
        raise BusyError(error.message, hint="nothing was done") from None
    return shown_as_json(await _shown(service, actor, approval))


@router.post("/{approval}/undo")
async def undo(approval: str, service: Serving, actor: Caller) -> dict[str, Any]:
    """Take back what was done, as the caller."""
    await _shown(service, actor, approval)
    await undo_approved(service.desk(), actor, approval)
    return shown_as_json(await _shown(service, actor, approval))


async def _shown(service: Service, actor: Actor, approval: str) -> Shown:
    shown = await show(service.desk(), actor, approval)
    if shown is None:
        raise UnknownError("there is no such approval for you")
    return shown
