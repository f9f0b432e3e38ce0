"""The page on which employees decide what holds, where the company's own pages disagree."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from understudy.channels.differences import differences
from understudy.channels.pages import OwnForm, StaffVisiting, nothing_here, visited_page
from understudy.channels.problems import BusyError
from understudy.channels.service import Serving
from understudy.kit.errors import InputError, NotPermittedError
from understudy.knowledge.gate.deciding import DecidedError, Rights, decide, release
from understudy.knowledge.gate.ledger import read_verdict
from understudy.knowledge.gate.listing import list_disputes, list_set_aside, progress_of
from understudy.observe.usage import usage_of

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

PLACE = "/knowledge/conflicts"


@router.get(PLACE)
async def conflicts_page(service: Serving, visitor: StaffVisiting) -> Response:
    """What waits for this visitor's decision, and what is decided; for nobody else."""
    database, org = service.database, service.stage.org
    usage = await usage_of(database, org.name)
    listed = await list_disputes(database, org, visitor.actor, usage.quoted, usage.unanswered)
    mine = [each for each in listed if each.may_decide]
    aside = await list_set_aside(database, org, visitor.actor, usage.quoted)
    my_pages = [each for each in aside if each.may_release]
    if not (mine or my_pages or Rights(database, org, visitor.actor).edits):
        raise nothing_here()
    return visited_page(
        "conflicts.html",
        service,
        visitor,
        waiting=[each for each in mine if each.settled.is_open],
        settled=[each for each in mine if not each.settled.is_open],
        progress=progress_of(mine),
        set_aside=[each for each in my_pages if each.released is None],
        released=[each for each in my_pages if each.released is not None],
        differences=differences,
    )


@router.post(PLACE + "/{dispute}")
async def decide_here(dispute: str, sent: OwnForm, service: Serving, visitor: StaffVisiting) -> Response:
    """Decide one. Whoever sent the form has seen the decision that it names, or none."""
    verdict = read_verdict(sent.get("verdict", ""))
    revises = sent.get("revises", "")
    try:
        await decide(
            service.database,
            service.stage.org,
            service.stage.encoder,
            visitor.actor,
            dispute,
            verdict,
            because=sent.get("because", ""),
            at=service.moment().now,
            revises=int(revises) if revises.isdecimal() else None,
        )
    except DecidedError as error:
        raise BusyError(error.message, hint=error.hint) from None
    except (InputError, NotPermittedError):
        raise nothing_here() from None
    return RedirectResponse(PLACE, 303)


@router.post("/knowledge/set-aside/{document}")
async def release_here(document: str, sent: OwnForm, service: Serving, visitor: StaffVisiting) -> Response:
    """Let agents read a page again."""
    try:
        await release(
            service.database,
            service.stage.org,
            service.stage.encoder,
            visitor.actor,
            document,
            because=sent.get("because", ""),
            at=service.moment().now,
        )
    except (InputError, NotPermittedError):
        raise nothing_here() from None
    return RedirectResponse(PLACE, 303)
