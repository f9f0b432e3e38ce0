"""The chat page: server-rendered, and quicker where the browser runs htmx."""

from dataclasses import dataclass
from importlib.resources import files
from typing import Annotated
from urllib.parse import parse_qs, urlsplit

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FunctionLoader

from understudy.agents.spec import AgentSpec
from understudy.channels.keys import SIGN_IN_LASTS, sign_in, sign_in_with_key, sign_out, signed_in
from understudy.channels.problems import Fault, SignInError, UnknownError
from understudy.channels.service import Serving
from understudy.channels.store import Person
from understudy.conversations.session import Session, new_session
from understudy.conversations.store import KeptTurn, list_turns
from understudy.kit.errors import NotPermittedError
from understudy.org.permissions import Actor, Customer, Employee

__all__ = ["COOKIE", "error_page", "router"]

router = APIRouter(include_in_schema=False)

COOKIE = "understudy_sign_in"

_TEMPLATES = files("understudy.channels") / "templates"
_pages = Environment(
    loader=FunctionLoader(lambda name: (_TEMPLATES / name).read_text("utf-8")),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class _Visitor:
    actor: Actor
    name: str


async def _visitor(request: Request, service: Serving) -> _Visitor:
    token = request.cookies.get(COOKIE)
    person = await signed_in(service.database, token) if token else None
    actor = await service.actor(person) if person else None
    if person is None or actor is None:
        raise SignInError("please sign in")
    return _Visitor(
        actor, next((known.name for known in service.demo_people if known.id == person.who), _kind(actor))
    )


def _kind(actor: Actor) -> str:
    match actor:
        case Customer():
            return "Customer"
        case Employee(profile=profile):
            return f"Employee ({profile})"
        case _:
            return "Operator"


async def _own_form(request: Request) -> dict[str, str]:
    """The fields of a form that was sent from a page of this very site.

    Raises: NotPermittedError when another site sent it.
    """
    site = request.headers.get("sec-fetch-site")
    origin = urlsplit(request.headers.get("origin", "")).netloc
    if site != "same-origin" if site else origin != request.headers.get("host"):
        raise NotPermittedError("this form was sent from another site")
    sent = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=20)
    return {name: values[-1] for name, values in sent.items()}


Visitor = Annotated[_Visitor, Depends(_visitor)]
OwnForm = Annotated[dict[str, str], Depends(_own_form)]


@router.get("/")
async def start(service: Serving, visitor: Visitor) -> Response:
    """The first agent's page."""
    usable = service.agents_for(visitor.actor, "web_chat")
    if not usable:
        raise UnknownError("no agent speaks here with you", hint="its file lists web_chat among its channels")
    return RedirectResponse(f"/chat/{next(iter(usable))}", 303)


@router.get("/login")
async def login_page(service: Serving) -> Response:
    """Where one signs in."""
    return _page("login.html", people=service.demo_people)


@router.post("/login")
async def login(request: Request, sent: OwnForm, service: Serving) -> Response:
    """Sign in with a key or, in the demo, as one of its people."""
    chosen = sent.get("person")
    if chosen in {known.id for known in service.demo_people}:
        token = await sign_in(service.database, Person(service.stage.org.name, chosen))
    else:
        token = await sign_in_with_key(service.database, sent.get("key", ""))
    if token is None:
        return _page("login.html", 401, people=service.demo_people, wrong=True)
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


@router.get("/chat/{agent}")
async def new_chat(agent: str, service: Serving, visitor: Visitor) -> Response:
    """A conversation that has not begun."""
    return _chat(service, visitor, service.agent(visitor.actor, "web_chat", agent))


@router.get("/chat/{agent}/{session_id}")
async def resumed_chat(agent: str, session_id: str, service: Serving, visitor: Visitor) -> Response:
    """A conversation as it stands."""
    spec = service.agent(visitor.actor, "web_chat", agent)
    session = await service.session(visitor.actor, session_id)
    if session.agent != spec.name:
        raise UnknownError("there is no such session of yours")
    return _chat(service, visitor, spec, session, await list_turns(service.database, session_id))


@router.post("/chat/{agent}")
async def say(agent: str, request: Request, sent: OwnForm, service: Serving, visitor: Visitor) -> Response:
    """One turn: the new part of the page for htmx, the whole page for a browser without scripts."""
    spec = service.agent(visitor.actor, "web_chat", agent)
    session = await _named_session(sent.get("session", ""), spec, service, visitor)
    played = await service.play(session, sent.get("message", ""), "web_chat")
    place = f"/chat/{spec.name}/{played.session.id}"
    if "hx-request" not in request.headers:
        return RedirectResponse(place, 303)
    kept = (await list_turns(service.database, played.session.id))[-1]
    part = _page("answer.html", turn=kept, spec=spec, session=played.session, took_ms=played.took_ms)
    part.headers["HX-Replace-Url"] = place
    return part


async def _named_session(named: str, spec: AgentSpec, service: Serving, visitor: _Visitor) -> Session:
    if not named:
        return new_session(spec.name, visitor.actor, "web_chat")
    session = await service.session(visitor.actor, named)
    if session.agent != spec.name:
        raise UnknownError("there is no such session of yours")
    return session


def error_page(request: Request, fault: Fault) -> Response:
    """What went wrong, for a person; one who is not signed in is led to the door."""
    htmx = "hx-request" in request.headers
    if fault.status == 401:
        return (
            Response(status_code=401, headers={"HX-Redirect": "/login"})
            if htmx
            else RedirectResponse("/login", 303)
        )
    if htmx:
        return _page("fault.html", 200, fault=fault)
    return _page("error.html", fault.status, fault=fault)


def _chat(
    service: Serving,
    visitor: _Visitor,
    spec: AgentSpec,
    session: Session | None = None,
    turns: list[KeptTurn] | None = None,
) -> Response:
    agents = service.agents_for(visitor.actor, "web_chat").values()
    examples = [example for topic in spec.topics for example in topic.examples[:2]]
    return _page(
        "chat.html",
        visitor=visitor,
        spec=spec,
        agents=agents,
        session=session,
        turns=turns or [],
        examples=examples,
    )


def _page(name: str, status: int = 200, **values: object) -> HTMLResponse:
    return HTMLResponse(_pages.get_template(name).render(values), status, {"Cache-Control": "no-store"})
