"""The page of one's own keys and sign-ins: what speaks for me, since when, and an end to it."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from understudy.channels.admission import store
from understudy.channels.pages import Visiting, nothing_here, visited_page
from understudy.channels.service import Serving

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

PLACE = "/account"


@router.get(PLACE)
async def account_page(service: Serving, visitor: Visiting) -> Response:
    """The visitor's own, and nobody else's."""
    credential = visitor.admitted.credential
    return visited_page(
        "account.html",
        service,
        visitor,
        keys=await store.list_keys(service.database, credential.person),
        sign_ins=await store.list_sign_ins(service.database, credential.person),
        here=credential.name,
        roles=sorted(visitor.admitted.roles),
    )


@router.post(PLACE + "/keys/{key_id}")
async def end_key(key_id: str, service: Serving, visitor: Visiting) -> Response:
    """End a key of one's own, and what was signed in with it."""
    if not await store.revoke_key(service.database, key_id, visitor.admitted.credential.person):
        raise nothing_here()
    return RedirectResponse(PLACE, 303)


@router.post(PLACE + "/sign-ins/{sign_in_id}")
async def end_sign_in(sign_in_id: str, service: Serving, visitor: Visiting) -> Response:
    """End a sign-in of one's own."""
    number = int(sign_in_id) if sign_in_id.isascii() and sign_in_id.isdigit() and len(sign_in_id) < 19 else 0
    if not await store.end_sign_in(service.database, number, visitor.admitted.credential.person):
        raise nothing_here()
    return RedirectResponse(PLACE, 303)
