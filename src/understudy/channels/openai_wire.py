"""The wire of OpenAI's clients: an agent is a model, the last user message is the turn.

The steps of the answer come in the extra field `understudy`, which these clients pass on untouched; in a
stream they come while the turn runs.
"""

import time
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Literal
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from understudy.agents.events import Event, Said, StepFinished, StepStarted
from understudy.channels.live import as_data, event_stream, follow, told
from understudy.channels.problems import Fault, openai_error_body
from understudy.channels.service import Caller, Service, Serving
from understudy.conversations.session import Session
from understudy.conversations.store import follow_up_session
from understudy.conversations.transcripts import outcome_as_json, spoken, step_as_json
from understudy.conversations.turn import Turn
from understudy.kit.errors import InputError
from understudy.org.permissions import Actor

__all__ = ["router"]

router = APIRouter(prefix="/v1")

SESSION_HEADER = "X-Understudy-Session"


class Part(BaseModel):
    """A piece of a message; only text is read."""

    type: str
    text: str = ""


class Message(BaseModel):
    """One message of the conversation as the client tells it."""

    role: Literal["system", "developer", "user", "assistant"]
    content: str | list[Part] | None = None

    @property
    def text(self) -> str:
        """What it says.

        Raises: InputError for anything but text.
        """
        if isinstance(self.content, str):
            return self.content
        parts = self.content or []
        if other := next((part.type for part in parts if part.type != "text"), None):
            raise InputError(f"a message has a part of type {other!r}; only text is read")
        return "\n".join(part.text for part in parts)


class Completion(BaseModel):
    """The request. What is not named here (temperature and the like) has no meaning for an agent."""

    model: str
    messages: list[Message]
    stream: bool = False


@router.get("/models")
async def models(service: Serving, actor: Caller) -> dict[str, Any]:
    """The agents that the caller may use."""
    return {"object": "list", "data": [_model(name) for name in service.agents_for(actor, "rest")]}


@router.get("/models/{name}")
async def model(name: str, service: Serving, actor: Caller) -> dict[str, Any]:
    """One of them."""
    return _model(service.agent(actor, "rest", name).name)


@router.post("/chat/completions")
async def complete(asked: Completion, request: Request, service: Serving, actor: Caller) -> Response:
    """One turn."""
    message, said = _conversation(asked.messages)
    session = await _session(asked, request, service, actor, said)
    headers = {SESSION_HEADER: session.id}
    if asked.stream:
        service.check(session, message, "rest")
        wire = _Chunks(asked.model, session.id)
        playing = follow(service, session, message, "rest")
        return event_stream(told(playing, wire.event, wire.end, wire.fault), headers)
    played = await service.play(session, message, "rest")
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": spoken(outcome_as_json(played.outcome)), "refusal": None},
        "logprobs": None,
        "finish_reason": "stop",
    }
    whole = {**_head("chat.completion", asked.model), "choices": [choice], "understudy": _extra(played)}
    return JSONResponse(whole, headers=headers)


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 0, "owned_by": "understudy"}


def _conversation(messages: Sequence[Message]) -> tuple[str, list[tuple[str, str]]]:
    """The message that is the turn, and the exchanges before it."""
    told = [message for message in messages if message.role in ("user", "assistant")]
    if not told or told[-1].role != "user":
        raise InputError("the last message must be the user's", hint="end `messages` with role 'user'")
    said: list[tuple[str, str]] = []
    for asked, replied in pairwise(told):
        if (asked.role, replied.role) == ("user", "assistant"):
            said.append((asked.text, replied.text))
    return told[-1].text, said


async def _session(
    asked: Completion, request: Request, service: Service, actor: Actor, said: list[tuple[str, str]]
) -> Session:
    """The session named in the header, or the one that these messages continue."""
    spec = service.agent(actor, "rest", asked.model)
    if named := request.headers.get(SESSION_HEADER):
        session = await service.session(actor, named)
        if session.agent != spec.name:
            raise InputError(f"the session is with {session.agent!r}, not {spec.name!r}")
        return session
    context = "\n".join(message.text for message in asked.messages if message.role in ("system", "developer"))
    org = service.stage.org.name
    return await follow_up_session(service.database, org, spec.name, actor, "rest", said, context)


def _head(kind: str, name: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{uuid4().hex}", "object": kind, "created": int(time.time()), "model": name}


def _extra(played: Turn) -> dict[str, Any]:
    return {"session": played.session.id, "outcome": outcome_as_json(played.outcome)}


class _Chunks:
    """A turn as chunks: the text as it is said; steps and outcome in our field; the role with the first."""

    def __init__(self, name: str, session_id: str) -> None:
        self._head = _head("chat.completion.chunk", name)
        self._session_id = session_id
        self._role = {"role": "assistant"}
        self._said = ""

    def event(self, event: Event) -> str:
        """The next chunk."""
        match event:
            case Said(text):
                return self._text(text)
            case StepStarted(action, arguments):
                return self._chunk({}, {"step_started": {"action": action, "arguments": arguments}})
            case StepFinished(step):
                return self._chunk({}, {"step": step_as_json(step)})

    def end(self, played: Turn) -> str:
        """What is left of the text (choices stand below it), then the outcome."""
        left = spoken(outcome_as_json(played.outcome))[len(self._said) :]
        last = self._chunk({}, _extra(played), "stop")
        return f"{self._text(left) if left else ''}{last}data: [DONE]\n\n"

    def fault(self, fault: Fault) -> str:
        """The error, which OpenAI's clients raise."""
        return as_data(openai_error_body(fault))

    def _text(self, text: str) -> str:
        self._said += text
        return self._chunk({"content": text})

    def _chunk(
        self, delta: dict[str, str], extra: dict[str, Any] | None = None, end: str | None = None
    ) -> str:
        choices = [{"index": 0, "delta": {**self._role, **delta}, "finish_reason": end}]
        self._role = {}
        ours = {"understudy": {"session": self._session_id, **extra}} if extra else {}
        return as_data({**self._head, "choices": choices, **ours})
