"""The way out to an OpenID provider, and back in."""

import logging

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from understudy.channels.admission.entry import SigningIn
from understudy.channels.admission.openid import Begun, OpenId, Returned
from understudy.channels.admission.scopes import Scope
from understudy.channels.admission.sign_ins import sign_in
from understudy.channels.admission.store import Person
from understudy.channels.pages import nothing_here, page
from understudy.channels.service import Service, Serving
from understudy.channels.sign_in_page import let_in
from understudy.kit.errors import InputError, NotPermittedError
from understudy.org.users import find_user_by_email

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

PLACE = "/login/openid"
_BACK = f"{PLACE}/back"
_BEGUN = "understudy_openid"
_LASTS_S = 600
_log = logging.getLogger(__name__)


@router.get(PLACE, dependencies=[Depends(SigningIn("who comes in is not in yet"))])
async def leave(request: Request, service: Serving) -> Response:
    """To the provider. The browser keeps what only it may bring again."""
    begun = Begun.new()
    answer = RedirectResponse(await _openid(service).address(begun, _back(request)), 303)
    answer.headers["Cache-Control"] = "no-store"
    answer.set_cookie(
        _cookie(request),
        begun.text,
        max_age=_LASTS_S,
        httponly=True,
        samesite="lax",  # the way back begins at another site
        secure=request.url.scheme == "https",
    )
    return answer


@router.get(_BACK, dependencies=[Depends(SigningIn("who comes in is not in yet"))])
async def come_back(
    request: Request, service: Serving, code: str = "", state: str = "", iss: str | None = None
) -> Response:
    """From the provider. The page leads on by itself: a cookie as strict as ours does not come with a
    redirect that another site has begun.
    """
    try:
        token = await _signed_in(request, service, Returned(code, state, iss))
    except NotPermittedError:
        service.paces.tried_in_vain(request)
        raise
    answer = await let_in(request, service, token, page("onward.html"))
    answer.delete_cookie(_cookie(request), secure=request.url.scheme == "https", httponly=True)
    return answer


async def _signed_in(request: Request, service: Service, returned: Returned) -> str:
    """The token of a new sign-in for the user whose address the provider has verified."""
    begun = Begun.kept(request.cookies.get(_cookie(request), ""))
    if begun is None or not returned.code:
        raise NotPermittedError(
            "you could not be signed in: this browser has not begun it", hint="begin again"
        )
    email = await _openid(service).email(begun, returned, _back(request))
    org = service.stage.org
    try:
        user = await find_user_by_email(service.database, org, email)
    except InputError as error:
        _log.warning("somebody came from the OpenID provider who is no single user: %s", error.message)
        raise NotPermittedError("you could not be signed in: you are no user here") from None
    return await sign_in(service.database, Person(org.name, user.user_id), scopes=frozenset({Scope.PAGE}))


def _openid(service: Service) -> OpenId:
    if service.openid is None:
        raise nothing_here()
    return service.openid


def _back(request: Request) -> str:
    return str(request.base_url).rstrip("/") + _BACK


def _cookie(request: Request) -> str:
    return f"__Host-{_BEGUN}" if request.url.scheme == "https" else _BEGUN
