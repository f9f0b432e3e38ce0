"""What all pages share: who visits, forms of this very site, and a template as a page."""

from dataclasses import dataclass
from importlib.resources import files
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FunctionLoader

from understudy.channels.admission.entry import Admitted, Entry
from understudy.channels.admission.own_site import check_own_site
from understudy.channels.admission.roles import EVERYBODY, STAFF, Role
from understudy.channels.admission.scopes import Scope
from understudy.channels.admission.sign_ins import signed_in
from understudy.channels.citations import cite, source_href
from understudy.channels.problems import Fault, SignInError, UnknownError
from understudy.channels.service import Service, Serving
from understudy.kit.errors import NotPermittedError
from understudy.knowledge.gate.deciding import Rights
from understudy.org.permissions import Actor, Customer, Employee

__all__ = [
    "COOKIE",
    "OwnForm",
    "PageEntry",
    "StaffVisiting",
    "Visiting",
    "Visitor",
    "cookie_name",
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

    admitted: Admitted
    name: str

    @property
    def actor(self) -> Actor:
        """Who it is."""
        return self.admitted.actor

    @property
    def works_here(self) -> bool:
        """Whether it is nobody from outside."""
        return not isinstance(self.actor, Customer)

    def has(self, role: Role) -> bool:
        """Whether they have the role."""
        return role in self.admitted.roles


class PageEntry(Entry):
    """Who is signed in, by the cookie; what changes something must come from our own pages."""

    async def __call__(self, request: Request, service: Serving) -> Visitor:
        """The visitor. Who has not the role is told what they are told where nothing is."""
        token = request.cookies.get(cookie_name(request))
        shown = await signed_in(service.database, token) if token else None
        try:
            admitted = await service.let_in(request, self, shown, SignInError("please sign in"))
        except NotPermittedError:
            raise nothing_here() from None
        check_own_site(request)
        who, actor = admitted.credential.person.who, admitted.actor
        return Visitor(
            admitted, next((known.name for known in service.demo_people if known.id == who), _kind(actor))
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
    """The fields of a form, which the declaration of the route has let in."""
    sent = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=20)
    return {name: values[-1] for name, values in sent.items()}


def cookie_name(request: Request) -> str:
    """The name of the sign-in's cookie: over TLS one that no other host, path or plain connection can set."""
    return f"__Host-{COOKIE}" if request.url.scheme == "https" else COOKIE


Visiting = Annotated[Visitor, Depends(PageEntry(EVERYBODY, Scope.PAGE))]
"""Whoever is signed in."""
StaffVisiting = Annotated[Visitor, Depends(PageEntry(STAFF, Scope.PAGE))]
"""Whoever is signed in and works here."""
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
    shown = page("fault.html", 200, fault=fault) if htmx else page("error.html", fault.status, fault=fault)
    shown.headers.update(fault.headers)
    return shown
