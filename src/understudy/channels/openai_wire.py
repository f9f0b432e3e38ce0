"""The wire of OpenAI's clients: an agent is a model, the last user message is the turn.

The steps of the answer come in the extra field `understudy`, which these clients pass on untouched.
"""

import json
import re
import time
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel

from understudy.channels.service import Caller, Service, Serving
from understudy.conversations.session import Session
from understudy.conversations.store import follow_up_session
from understudy.conversations.transcripts import outcome_as_json, spoken
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
    played = await service.play(session, message, "rest")
    headers = {SESSION_HEADER: played.session.id}
    if asked.stream:
        return StreamingResponse(
            _chunks(asked.model, played), headers=headers, media_type="text/event-stream"
        )
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": spoken(outcome_as_json(played.outcome)), "refusal": None},
        "logprobs": None,
        "finish_reason": "stop",
    }
    return JSONResponse(_completion("chat.completion", asked.model, played, [choice]), headers=headers)


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


def _completion(kind: str, name: str, played: Turn, choices: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{played.session.id}-{played.session.turns}",
        "object": kind,
        "created": int(time.time()),
        "model": name,
        "choices": choices,
        "understudy": {"session": played.session.id, "outcome": outcome_as_json(played.outcome)},
    }


def _chunks(name: str, played: Turn) -> Iterator[str]:
    """The role, the text word by word, the end; the extra field comes with the last chunk only."""
    whole = _completion("chat.completion.chunk", name, played, [])
    extra = whole.pop("understudy")
    text = spoken(outcome_as_json(played.outcome))
    deltas: list[dict[str, str]] = [{"role": "assistant", "content": ""}]
    deltas += [{"content": word} for word in re.findall(r"\s*\S+|\s+$", text)]
    for delta in deltas:
        yield _data(whole | {"choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
    end = {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
    yield _data(whole | end | {"understudy": extra})
    yield "data: [DONE]\n\n"


def _data(chunk: dict[str, Any]) -> str:
    return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n"
