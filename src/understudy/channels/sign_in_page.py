"""The page at the door: with a key or, in the demo, as one of its people."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from understudy.channels.keys import SIGN_IN_LASTS, sign_in, sign_in_with_key, sign_out
from understudy.channels.pages import COOKIE, OwnForm, page
from understudy.channels.service import Serving
from understudy.channels.store import Person

__all__ = ["router"]

router = APIRouter(include_in_schema=False)


@router.get("/login")
async def login_page(service: Serving) -> Response:
    """Where one signs in."""
    return page("login.html", people=service.demo_people)


@router.post("/login")
async def login(request: Request, sent: OwnForm, service: Serving) -> Response:
    """Sign in with a key or, in the demo, as one of its people."""
    chosen = sent.get("person")
    if chosen in {known.id for known in service.demo_people}:
        token = await sign_in(service.database, Person(service.stage.org.name, chosen))
    else:
        token = await sign_in_with_key(service.database, sent.get("key", ""))
    if token is None:
        return page("login.html", 401, people=service.demo_people, wrong=True)
    answer = RedirectResponse("/", 303)
    secure = request.url.scheme == "https"
    lasts_s = int(SIGN_IN_LASTS.total_seconds())
    answer.set_cookie(COOKIE, token, max_age=lasts_s, httponly=True, samesite="strict", secure=secure)
    return answer


@router.post("/logout")
async def logout(request: Request, sent: OwnForm, service: Serving) -> Response:
    """Sign out."""
    await sign_out(service.database, request.cookies.get(COOKIE, ""))
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(COOKIE)
    return answer
