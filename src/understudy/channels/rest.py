"""Our API: sessions and their turns, as JSON or as server-sent events."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from understudy.agents.events import Event, Said, StepFinished, StepStarted
from understudy.channels.live import as_data, event_stream, follow, told
from understudy.channels.problems import Fault, problem_body
from understudy.channels.service import Caller, Serving
from understudy.conversations.session import new_session
from understudy.conversations.store import list_turns, save_session
from understudy.conversations.transcripts import outcome_as_json, step_as_json
from understudy.conversations.turn import Turn

__all__ = ["router"]

router = APIRouter(prefix="/api/v1")

MANY = 20_000


class NewSession(BaseModel):
    """With which agent, and what is known beside the conversation."""

    model_config = ConfigDict(extra="forbid")
    agent: str
    context: Annotated[str, Field(max_length=MANY)] = ""


class NewTurn(BaseModel):
    """What the person says."""

    model_config = ConfigDict(extra="forbid")
    message: str


@router.get("/agents")
async def agents(service: Serving, actor: Caller) -> list[dict[str, str]]:
    """The agents that the caller may use."""
    usable = service.agents_for(actor, "rest").values()
    return [{"name": spec.name, "label": spec.label, "job": spec.job} for spec in usable]


@router.post("/sessions", status_code=201)
async def open_session(asked: NewSession, service: Serving, actor: Caller) -> dict[str, str]:
    """A new session, kept from now on."""
    spec = service.agent(actor, "rest", asked.agent)
    session = new_session(spec.name, actor, "rest", asked.context)
    await save_session(service.database, service.stage.org.name, session)
    return {"id": session.id, "agent": spec.name}


@router.get("/sessions/{session_id}")
async def read_session(session_id: str, service: Serving, actor: Caller) -> dict[str, Any]:
    """A session with its turns."""
    session = await service.session(actor, session_id)
    turns = [
        {
            "ordinal": kept.ordinal,
            "message": kept.message,
            "outcome": kept.outcome,
            "trace_id": kept.trace_id,
            "at": kept.at.isoformat(),
        }
        for kept in await list_turns(service.database, session_id)
    ]
    return {"id": session.id, "agent": session.agent, "context": session.context, "turns": turns}


@router.post("/sessions/{session_id}/turns")
async def take_turn(
    session_id: str, asked: NewTurn, request: Request, service: Serving, actor: Caller
) -> Response:
    """One turn: the outcome as JSON, or events while it runs for who accepts `text/event-stream`."""
    session = await service.session(actor, session_id)
    if "text/event-stream" not in request.headers.get("accept", ""):
        return JSONResponse(_as_json(await service.play(session, asked.message, "rest")))
    service.check(session, asked.message, "rest")
    playing = follow(service, session, asked.message, "rest")
    return event_stream(told(playing, _event, lambda played: _named("done", _as_json(played)), _fault))


def _as_json(played: Turn) -> dict[str, Any]:
    return {
        "session": played.session.id,
        "ordinal": played.session.turns,
        "took_ms": round(played.took_ms, 1),
        "trace_id": played.trace_id,
        "outcome": outcome_as_json(played.outcome),
    }


def _event(event: Event) -> str:
    match event:
        case Said(text):
            return _named("text", {"text": text})
        case StepStarted(action, arguments):
            return _named("step_started", {"action": action, "arguments": arguments})
        case StepFinished(step):
            return _named("step", step_as_json(step))


def _fault(fault: Fault) -> str:
    return _named("error", problem_body(fault))


def _named(name: str, body: object) -> str:
    return f"event: {name}\n{as_data(body)}"
