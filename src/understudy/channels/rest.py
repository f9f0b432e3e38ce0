"""Our API: sessions and their turns, as JSON or as server-sent events."""

import json
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from understudy.channels.service import Caller, Serving
from understudy.conversations.session import new_session
from understudy.conversations.store import list_turns, save_session
from understudy.conversations.transcripts import outcome_as_json
from understudy.conversations.turn import Turn

__all__ = ["router"]

router = APIRouter(prefix="/api/v1")

MANY = 100_000


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
    """One turn: the outcome as JSON, or as events for a client that accepts `text/event-stream`."""
    played = await service.play(await service.session(actor, session_id), asked.message, "rest")
    if "text/event-stream" in request.headers.get("accept", ""):
        return StreamingResponse(_events(played), media_type="text/event-stream")
    return JSONResponse(_as_json(played))


def _as_json(played: Turn) -> dict[str, Any]:
    return {
        "session": played.session.id,
        "ordinal": played.session.turns,
        "took_ms": round(played.took_ms, 1),
        "trace_id": played.trace_id,
        "outcome": outcome_as_json(played.outcome),
    }


def _events(played: Turn) -> Iterator[str]:
    body = _as_json(played)
    for step in body["outcome"]["evidence"]["steps"]:
        yield _event("step", step)
    yield _event("text", {"text": body["outcome"]["text"]})
    yield _event("done", body)


def _event(name: str, data: object) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
