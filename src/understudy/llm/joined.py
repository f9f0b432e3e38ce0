"""Streams of Chat Completions in which words that follow each other are one event, told while they come.

Each event of a stream costs OpenAI's client and Pydantic AI a tree of objects, parts and events of their own,
for an answer of forty words a third of a turn's processor time. Here an event that only goes on with the text
is read, told to `words_heard_by`, and held until something else comes; all else passes as it is.
"""

import json
import re
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import httpx2
from pydantic_ai.models import create_async_httpx2_client

__all__ = ["joining_client", "words_heard_by"]

_MANY = 1_000
_DATA = b"data: "
_END = re.compile(rb"\r?\n\r?\n")
_MARK = re.compile("[<\u200b-\u200d\u2060\ufeff]")
"""What a model's thinking within its text begins with, and what Pydantic AI takes out of a text again."""

_ALWAYS = frozenset({"index", "role"})

_hearer: ContextVar[Callable[[str], None] | None] = ContextVar("_hearer", default=None)


@contextmanager
def words_heard_by(hearer: Callable[[str], None]) -> Generator[None]:
    """Within the block, the words of a response are told as they come, before its stream has them."""
    token = _hearer.set(hearer)
    try:
        yield
    finally:
        _hearer.reset(token)


def joining_client() -> httpx2.AsyncClient:
    """An HTTP client whose event streams are joined. Close it."""
    limits = httpx2.Limits(max_connections=_MANY, max_keepalive_connections=_MANY)
    client = create_async_httpx2_client(limits=limits)
    client.event_hooks = {"response": [_join]}
    return client


async def _join(response: httpx2.Response) -> None:
    kind, coded = response.headers.get("content-type", ""), response.headers.get("content-encoding")
    if response.is_success and kind.startswith("text/event-stream") and not coded:
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        response.stream = _Joined(response.stream, _hearer.get())


class _Joined(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream, hearer: Callable[[str], None] | None) -> None:
        self._stream = stream
        self._hearer = hearer
        self._is_plain = True
        self._held: dict[str, Any] | None = None
        self._words: list[str] = []

    async def __aiter__(self) -> AsyncIterator[bytes]:
        rest = b""
        async for part in self._stream:
            *events, rest = _END.split(rest + part)
            if passing := b"".join(map(self._passing, events)):
                yield passing
        if left := self._let_go() + rest:
            yield left

    async def aclose(self) -> None:
        await self._stream.aclose()

    def _passing(self, event: bytes) -> bytes:
        """What goes on once the event has come: nothing when it is held."""
        chunk = _chunk(event) if self._is_plain else None
        words = _words(chunk) if chunk else None
        if words and _MARK.search(words):
            self._is_plain, words = False, None
        if words is None:
            return self._let_go() + event + b"\n\n"
        self._held = self._held or chunk
        self._words.append(words)
        if self._hearer:
            self._hearer(words)
        return b""

    def _let_go(self) -> bytes:
        """The event that stands for all that were held."""
        if self._held is None:
            return b""
        self._held["choices"][0]["delta"]["content"] = "".join(self._words)
        joined = _DATA + json.dumps(self._held).encode() + b"\n\n"
        self._held = None
        self._words.clear()
        return joined


def _chunk(event: bytes) -> dict[str, Any] | None:
    if not event.startswith(_DATA) or b"\n" in event:
        return None
    try:
        chunk = json.loads(event[len(_DATA) :])
    except ValueError:
        return None
    return chunk if isinstance(chunk, dict) else None


def _words(chunk: dict[str, Any]) -> str | None:
    """The words with which the chunk goes on, when that is all it does."""
    match chunk:
        case {"choices": [{"delta": {"content": str() as words, **others}, **about}], **beside} if words:
            told = [value for name, value in (*others.items(), *about.items()) if name not in _ALWAYS]
            told += [beside.get(name) for name in ("error", "usage", "moderation")]
            return None if any(told) else words
        case _:
            return None
