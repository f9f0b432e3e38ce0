"""What all pages share: who visits, forms of this very site, and a template as a page."""

from dataclasses import dataclass
from importlib.resources import files
from typing import Annotated
from urllib.parse import parse_qs, urlsplit

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FunctionLoader

from understudy.channels.citations import cite, source_href
from understudy.channels.keys import signed_in
from understudy.channels.problems import Fault, SignInError, UnknownError
from understudy.channels.service import Service, Serving
from understudy.kit.errors import NotPermittedError
from understudy.knowledge.gate.deciding import Rights
from understudy.org.permissions import Actor, Customer, Employee

__all__ = [
    "COOKIE",
    "OwnForm",
    "Visiting",
    "Visitor",
    "error_page",
    "nothing_here",
    "page",
    "visited_page",
]

COOKIE = "understudy_sign_in"

_TEMPLATES = files("understudy.channels") / "templates"
_pages = Environment(
    loader=FunctionLoader(lambda name: (_TEMPLATES / name).read_text("utf-8")),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
_pages.globals.update(cite=cite, source_href=source_href)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is signed in, and the name that the page greets them by."""

    actor: Actor
    name: str

    @property
    def works_here(self) -> bool:
        """Whether it is nobody from outside."""
        return not isinstance(self.actor, Customer)


async def _visitor(request: Request, service: Serving) -> Visitor:
    token = request.cookies.get(COOKIE)
    person = await signed_in(service.database, token) if token else None
    actor = await service.actor(person) if person else None
    if person is None or actor is None:
        raise SignInError("please sign in")
    return Visitor(
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


Visiting = Annotated[Visitor, Depends(_visitor)]
OwnForm = Annotated[dict[str, str], Depends(_own_form)]


def page(name: str, status: int = 200, **values: object) -> HTMLResponse:
    """The template with these values."""
    return HTMLResponse(_pages.get_template(name).render(values), status, {"Cache-Control": "no-store"})


def visited_page(name: str, service: Service, visitor: Visitor, **values: object) -> HTMLResponse:
    """The same under the bar with the visitor's name and agents."""
    agents = service.agents_for(visitor.actor, "web_chat").values()
    decides = Rights(service.database, service.stage.org, visitor.actor).edits
    return page(name, 200, visitor=visitor, agents=agents, decides=decides, **values)


def nothing_here() -> UnknownError:
    """For what is not there and for what the visitor may not see: the two must not differ in a letter."""
    return UnknownError("there is nothing here for you", hint="the link may be old, or somebody else's")


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
        return page("fault.html", 200, fault=fault)
    return page("error.html", fault.status, fault=fault)
