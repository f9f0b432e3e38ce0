"""The page on which colleagues agree or say no to what an agent would change, and take it back afterwards."""

from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from understudy.agents.approvals.deciding import NotWaitingError, approve, decline, undo_approved
from understudy.agents.approvals.showing import Shown, list_shown, show
from understudy.channels.pages import OwnForm, Visiting, Visitor, nothing_here, visited_page
from understudy.channels.problems import BusyError
from understudy.channels.service import Service, Serving
from understudy.kit.errors import InputError, NotPermittedError
from understudy.org.permissions import System

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

PLACE = "/approvals"


@router.get(PLACE)
async def approvals_page(service: Serving, visitor: Visiting) -> Response:
    """What waits for this visitor, and what they or their like have decided."""
    if not visitor.works_here:
        raise nothing_here()
    desk = service.desk()
    return visited_page(
        "approvals.html",
        service,
        visitor,
        waiting=await list_shown(desk, visitor.actor),
        over=await list_shown(desk, visitor.actor, decided=True),
        when=_local(service),
    )


@router.get(PLACE + "/{approval}")
async def approval_page(approval: str, service: Serving, visitor: Visiting) -> Response:
    """One of them, with all that there is to know before one agrees."""
    return _page(service, visitor, await _shown(service, visitor, approval))


@router.post(PLACE + "/{approval}")
async def decide_here(approval: str, sent: OwnForm, service: Serving, visitor: Visiting) -> Response:
    """Agree or say no to what was shown: the form names its seal."""
    shown = await _shown(service, visitor, approval)
    decide = {"approve": approve, "decline": decline}.get(sent.get("verdict", ""))
    if decide is None:
        raise InputError("a decision is approve or decline")
    try:
        await decide(
            service.desk(), visitor.actor, shown.approval.id, sent.get("seal", ""), sent.get("because", "")
        )
    except NotWaitingError as error:
        raise BusyError(error.message, hint="nothing was done; see how it stands now") from None
    return RedirectResponse(f"{PLACE}/{approval}", 303)


@router.post(PLACE + "/{approval}/undo")
async def undo_here(approval: str, _: OwnForm, service: Serving, visitor: Visiting) -> Response:
    """Take back what was done, as the visitor."""
    shown = await _shown(service, visitor, approval)
    try:
        await undo_approved(service.desk(), visitor.actor, shown.approval.id)
    except (InputError, NotPermittedError) as error:
        raise BusyError(error.message, hint="nothing was done; see how it stands now") from None
    return RedirectResponse(f"{PLACE}/{approval}", 303)


async def _shown(service: Service, visitor: Visitor, approval: str) -> Shown:
    shown = await show(service.desk(), visitor.actor, approval) if visitor.works_here else None
    if shown is None:
        raise nothing_here()
    return shown


def _page(service: Service, visitor: Visitor, shown: Shown) -> Response:
    agent = service.agents.get(shown.approval.agent)
    return visited_page(
        "approval.html",
        service,
        visitor,
        shown=shown,
        agent_label=agent.label if agent else shown.approval.agent,
        traces=isinstance(visitor.actor, System),
        when=_local(service),
    )


def _local(service: Service) -> Callable[[datetime], str]:
    """How a time is written where the org is."""
    zone = service.stage.org.timezone

    def when(at: datetime) -> str:
        return f"{at.astimezone(zone):%-d %B %Y, %H:%M}"

    return when
