"""The page at the door: with a key or, in the demo, as one of its people; and out again."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from understudy.channels.admission import store
from understudy.channels.admission.entry import Open, SigningIn
from understudy.channels.admission.sign_ins import SIGN_IN_LASTS, sign_in, sign_in_with_key, sign_out
from understudy.channels.admission.store import Person
from understudy.channels.pages import OwnForm, Visiting, cookie_name, page
from understudy.channels.service import Serving

__all__ = ["let_in", "router"]

router = APIRouter(include_in_schema=False)


@router.get("/login", dependencies=[Depends(Open("there is nothing but a form"))])
async def login_page(service: Serving) -> Response:
    """Where one signs in."""
    return page("login.html", people=service.demo_people, openid=service.openid)


@router.post("/login", dependencies=[Depends(SigningIn("who comes in is not in yet", on_page=True))])
async def login(request: Request, sent: OwnForm, service: Serving) -> Response:
    """Sign in with a key or, in the demo, as one of its people."""
    chosen = sent.get("person")
    if chosen in {known.id for known in service.demo_people}:
        token = await sign_in(service.database, Person(service.stage.org.name, chosen))
    else:
        token = await sign_in_with_key(service.database, sent.get("key", ""))
    if token is None:
        service.paces.tried_in_vain(request)
        return page("login.html", 401, people=service.demo_people, openid=service.openid, wrong=True)
    return await let_in(request, service, token, RedirectResponse("/", 303))


async def let_in(request: Request, service: Serving, token: str, answer: Response) -> Response:
    """The answer with the cookie of a sign-in. One that the browser had before ends."""
    await sign_out(service.database, request.cookies.get(cookie_name(request), ""))
    answer.set_cookie(
        cookie_name(request),
        token,
        max_age=int(SIGN_IN_LASTS.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return answer


@router.post("/logout")
async def logout(request: Request, service: Serving, visitor: Visiting) -> Response:
    """Sign out."""
    await sign_out(service.database, request.cookies.get(cookie_name(request), ""))
    return _gone(request)


@router.post("/logout/everywhere")
async def logout_everywhere(request: Request, service: Serving, visitor: Visiting) -> Response:
    """Sign out here and wherever else one is signed in, by whatever door."""
    await store.end_sign_ins(service.database, visitor.admitted.credential.person)
    return _gone(request)


def _gone(request: Request) -> Response:
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(cookie_name(request), secure=request.url.scheme == "https", httponly=True)
    return answer
