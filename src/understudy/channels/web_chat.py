"""The chat page: server-rendered, and quicker where the browser runs htmx."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from understudy.agents.approvals.news import told_to_asker
from understudy.agents.approvals.store import approvals_of_session
from understudy.agents.spec import AgentSpec
from understudy.channels.pages import OwnForm, Visiting, Visitor, page, visited_page
from understudy.channels.problems import BusyError, UnknownError
from understudy.channels.service import Service, Serving
from understudy.conversations.session import Session, new_session
from understudy.conversations.store import KeptTurn, list_turns
from understudy.trust.egress.defuse import defuse

__all__ = ["router"]

router = APIRouter(include_in_schema=False)


@router.get("/")
async def start(service: Serving, visitor: Visiting) -> Response:
    """The first agent's page."""
    usable = service.agents_for(visitor.actor, "web_chat")
    if not usable:
        raise UnknownError("no agent speaks here with you", hint="its file lists web_chat among its channels")
    return RedirectResponse(f"/chat/{next(iter(usable))}", 303)


@router.get("/chat/{agent}")
async def new_chat(agent: str, service: Serving, visitor: Visiting) -> Response:
    """A conversation that has not begun."""
    return _chat(service, visitor, service.agent(visitor.actor, "web_chat", agent))


@router.get("/chat/{agent}/{session_id}")
async def resumed_chat(agent: str, session_id: str, service: Serving, visitor: Visiting) -> Response:
    """A conversation as it stands."""
    spec = service.agent(visitor.actor, "web_chat", agent)
    session = await service.session(visitor.actor, session_id)
    if session.agent != spec.name:
        raise UnknownError("there is no such session of yours")
    org = service.stage.org.name
    decided = await approvals_of_session(service.database, org, session_id, untold=True)
    turns = await list_turns(service.database, session_id)
    news = defuse(told_to_asker(decided), service.stage.origins.targets).text
    return _chat(service, visitor, spec, session, turns, news)


@router.post("/chat/{agent}")
async def say(agent: str, request: Request, sent: OwnForm, service: Serving, visitor: Visiting) -> Response:
    """One turn: the new part of the page for htmx, the whole page for a browser without scripts."""
    spec = service.agent(visitor.actor, "web_chat", agent)
    session = await _named_session(sent.get("session", ""), spec, service, visitor)
    answers = sent.get("answers")
    if answers and answers != str(session.turns):
        raise BusyError("that question is not open any more", hint="see what was said last")
    played = await service.play(session, sent.get("message", ""), "web_chat")
    place = f"/chat/{spec.name}/{played.session.id}"
    if "hx-request" not in request.headers:
        return RedirectResponse(place, 303)
    kept = (await list_turns(service.database, played.session.id))[-1]
    part = page("answer.html", turn=kept, spec=spec, session=played.session, took_ms=played.took_ms)
    part.headers["HX-Replace-Url"] = place
    return part


async def _named_session(named: str, spec: AgentSpec, service: Serving, visitor: Visitor) -> Session:
    if not named:
        return new_session(spec.name, visitor.actor, "web_chat")
    session = await service.session(visitor.actor, named)
    if session.agent != spec.name:
        raise UnknownError("there is no such session of yours")
    return session


def _chat(
    service: Service,
    visitor: Visitor,
    spec: AgentSpec,
    session: Session | None = None,
    turns: list[KeptTurn] | None = None,
    news: str = "",
) -> Response:
    examples = [example for topic in spec.topics for example in topic.examples[:2]]
    return visited_page(
        "chat.html",
        service,
        visitor,
        spec=spec,
        session=session,
        turns=turns or [],
        examples=examples,
        news=news,
    )
