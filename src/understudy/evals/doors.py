"""Do the doors of a served org answer? Each is asked over HTTP, as a browser or a program would."""

import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx2

__all__ = ["Knocked", "Visit", "knock"]

_STREAM = "text/event-stream"


@dataclass(frozen=True, slots=True)
class Visit:
    """What is asked at the doors: a question to an agent, by a person who signs in and by a key's owner."""

    person: str
    key: str
    agent: str
    question: str


@dataclass(frozen=True, slots=True)
class Knocked:
    """One door that was tried; `problem` is None when it answered as it should."""

    door: str
    problem: str | None
    took_ms: float


class _ClosedError(Exception):
    """The door answered, but not as it should."""


async def knock(url: str, visit: Visit) -> AsyncIterator[Knocked]:
    """Try every door of the site at this URL, one after the other."""
    doors: dict[str, Callable[[httpx2.AsyncClient, Visit], Awaitable[None]]] = {
        "health": _health,
        "sign-in and page": _page,
        "API, streamed": _streamed,
        "OpenAI's API": _completion,
    }
    async with httpx2.AsyncClient(base_url=url, timeout=60, trust_env=False) as client:
        for name, door in doors.items():
            started = time.perf_counter()
            try:
                await door(client, visit)
                problem = None
            except (_ClosedError, httpx2.HTTPError) as error:
                problem = str(error) or type(error).__name__
            yield Knocked(name, problem, (time.perf_counter() - started) * 1000)


async def _health(client: httpx2.AsyncClient, _visit: Visit) -> None:
    for place, status in (("/healthz", "ok"), ("/readyz", "ready")):
        answer = _good(await client.get(place))
        if answer.json()["status"] != status:
            raise _ClosedError(f"{place} says {answer.text}")


async def _page(client: httpx2.AsyncClient, visit: Visit) -> None:
    """Without signing in it leads to the sign-in; afterwards it is the agent's page, until signed out."""
    place = f"/chat/{visit.agent}"
    own = {"Origin": str(client.base_url).rstrip("/")}
    _leads_to(await client.get(place), "/login")
    _leads_to(await client.post("/login", data={"person": visit.person}, headers=own), "/")
    page = _good(await client.get(place))
    if "<form" not in page.text:
        raise _ClosedError(f"{place} has nothing to write into")
    _leads_to(await client.post("/logout", headers=own), "/login")


async def _streamed(client: httpx2.AsyncClient, visit: Visit) -> None:
    """One turn of a session, as server-sent events: steps, text, and the whole outcome at the end."""
    headers = {"Authorization": f"Bearer {visit.key}"}
    opened = _good(await client.post("/api/v1/sessions", json={"agent": visit.agent}, headers=headers))
    place = f"/api/v1/sessions/{opened.json()['id']}/turns"
    asked = {"message": visit.question}
    async with client.stream("POST", place, json=asked, headers=headers | {"Accept": _STREAM}) as answer:
        events = [event async for event in _events(_good(answer))]
    names = [name for name, _ in events]
    if not {"step", "text"} <= set(names) or names[-1] != "done":
        raise _ClosedError(f"the events were {', '.join(names) or 'none'}; steps, text and done were due")
    _answered(events[-1][1]["outcome"])


async def _completion(client: httpx2.AsyncClient, visit: Visit) -> None:
    asked = {"model": visit.agent, "messages": [{"role": "user", "content": visit.question}]}
    headers = {"Authorization": f"Bearer {visit.key}"}
    answer = _good(await client.post("/v1/chat/completions", json=asked, headers=headers)).json()
    if not answer["choices"][0]["message"]["content"]:
        raise _ClosedError("the message is empty")
    _answered(answer["understudy"]["outcome"])


def _good(answer: httpx2.Response) -> httpx2.Response:
    if answer.status_code not in (200, 201):
        raise _ClosedError(f"{answer.request.url.path} answers with {answer.status_code}")
    return answer


def _leads_to(answer: httpx2.Response, place: str) -> None:
    came = answer.headers.get("location")
    if answer.status_code != 303 or came != place:
        raise _ClosedError(f"{answer.request.url.path} answers with {answer.status_code} and leads to {came}")


async def _events(answer: httpx2.Response) -> AsyncIterator[tuple[str, Any]]:
    """Name and data of each event."""
    name = ""
    async for line in answer.aiter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


def _answered(outcome: dict[str, Any]) -> None:
    if outcome["kind"] != "reply" or not outcome["known"] or not outcome["evidence"]["steps"]:
        raise _ClosedError(f"no answer with its steps came, but: {outcome['text']}")
