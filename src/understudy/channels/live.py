"""A turn told while it runs, as server-sent events. It runs to its end, whoever still listens."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable

from fastapi.responses import StreamingResponse

from understudy.agents.events import Event, Said
from understudy.channels.problems import Fault, as_fault
from understudy.channels.service import Channel, Service
from understudy.conversations.session import Session
from understudy.conversations.turn import Turn

__all__ = ["KEEP_ALIVE_S", "as_data", "event_stream", "follow", "told"]

KEEP_ALIVE_S = 15.0
PACE_S = 0.05
_SILENCE = ": thinking\n\n"


async def follow(
    service: Service, session: Session, message: str, channel: Channel
) -> AsyncIterator[list[Event] | Turn]:
    """The events of the turn as they come, those that came together in one list; at the end the turn.

    Lists are `PACE_S` apart, so that many streams at once don't spend their time on writing single words. An
    empty one comes when nothing has happened for `KEEP_ALIVE_S`. What a turn raises is raised at the end.
    """
    events: asyncio.Queue[Event | None] = asyncio.Queue()
    playing = service.begin(session, message, channel, events.put_nowait)
    playing.add_done_callback(lambda _: events.put_nowait(None))
    over = False
    while not over:
        batch: list[Event | None] = []
        try:
            async with asyncio.timeout(KEEP_ALIVE_S):
                batch.append(await events.get())
        except TimeoutError:
            pass
        while not events.empty():
            batch.append(events.get_nowait())
        over = None in batch
        if happened := _joined(event for event in batch if event is not None):
            yield happened
            await asyncio.wait((playing,), timeout=PACE_S)
        elif not over:
            yield []
    yield playing.result()


def _joined(events: Iterable[Event]) -> list[Event]:
    """The same with pieces of text that follow each other made one."""
    joined: list[Event] = []
    for event in events:
        if isinstance(event, Said) and joined and isinstance(last := joined[-1], Said):
            joined[-1] = Said(last.text + event.text)
        else:
            joined.append(event)
    return joined


async def told(
    playing: AsyncIterator[list[Event] | Turn],
    event: Callable[[Event], str],
    end: Callable[[Turn], str],
    fault: Callable[[Fault], str],
) -> AsyncIterator[str]:
    """A turn on the wire, each kind of thing written by the function for it."""
    try:
        async for came in playing:
            if isinstance(came, Turn):
                yield end(came)
            else:
                yield "".join(event(each) for each in came) or _SILENCE
    except Exception as error:  # the answer has begun: its status can't tell any more
        told = as_fault(error)
        yield fault(told)
        if told.status == 500:
            raise


def event_stream(lines: AsyncIterator[str], headers: dict[str, str] | None = None) -> StreamingResponse:
    """The response. Proxies are asked not to hold it back."""
    passed_on = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no", **(headers or {})}
    return StreamingResponse(lines, headers=passed_on, media_type="text/event-stream")


def as_data(body: object) -> str:
    """A body as the data line of an event."""
    return f"data: {json.dumps(body, ensure_ascii=False)}\n\n"
