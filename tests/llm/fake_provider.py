"""A model provider on a real socket: it speaks OpenAI's Chat Completions and plays a script.

    async with fake_provider([calls("measure", {...}), says("Twelve.")]) as provider:
        provider.url, provider.asked

Each step of the script answers one request, in the order in which they come; when the script has ended,
requests get a 500 that says so. `python -m tests.llm.fake_provider` serves one answer without end, for
benchmarks.
"""

import argparse
import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

__all__ = ["Answer", "FakeProvider", "Fault", "Step", "calls", "fake_provider", "says"]


@dataclass(frozen=True)
class Answer:
    """What the model says, in the pieces in which it is streamed.

    `cut_after` breaks the connection after so many pieces; `ends` false leaves the finish reason and `[DONE]`
    out, though the response is complete as HTTP. What follows the first piece waits for the `gate`.
    """

    pieces: tuple[Mapping[str, Any], ...]
    finish: str = "stop"
    every_s: float = 0.0
    cut_after: int | None = None
    ends: bool = True
    gate: asyncio.Event | None = None


@dataclass(frozen=True)
class Fault:
    """A response that is no answer: a status, a body as it is, silence before it, or none at all."""

    status: int = 200
    body: bytes | None = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    silence_s: float = 0.0


Step = Answer | Fault


def says(*pieces: str, **how: Any) -> Answer:
    """Text, in these pieces; `how` as `Answer` has it."""
    return Answer(tuple({"content": piece} for piece in pieces), **how)


def calls(
    name: str, arguments: Mapping[str, Any] | str, *, cut_after: int | None = None, before: str = ""
) -> Answer:
    """A tool call, its arguments in pieces of eight characters; text as arguments is sent as it is."""
    written = arguments if isinstance(arguments, str) else json.dumps(arguments)
    call = {"index": 0, "id": f"call_{name}", "type": "function", "function": {"name": name, "arguments": ""}}
    pieces: list[dict[str, Any]] = [{"content": before}] if before else []
    pieces.append({"tool_calls": [call]})
    pieces += [
        {"tool_calls": [{"index": 0, "function": {"arguments": written[at : at + 8]}}]}
        for at in range(0, len(written), 8)
    ]
    return Answer(tuple(pieces), "tool_calls", cut_after=cut_after)


class FakeProvider:
    """What is asked of it is kept in `asked`, the bodies as they came."""

    def __init__(self, script: Iterable[Step]) -> None:
        self._script: Iterator[Step] = iter(script)
        self.asked: list[dict[str, Any]] = []
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, request after request."""
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while body := await _request(reader):
                asked = json.loads(body)
                self.asked.append(asked)
                step = next(self._script, Fault(500, b'{"error": {"message": "the script has ended"}}'))
                if not await _respond(writer, step, asked):
                    break
        writer.close()


async def _request(reader: asyncio.StreamReader) -> bytes:
    """The body of the next request; empty when the client has gone."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return b""
    length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
    return await reader.readexactly(int(length))


async def _respond(writer: asyncio.StreamWriter, step: Step, asked: Mapping[str, Any]) -> bool:
    """Whether the connection can be used again."""
    if isinstance(step, Fault):
        return await _fail(writer, step)
    if not asked.get("stream"):
        return await _send(
            writer, 200, json.dumps(_whole(step)).encode(), {"content-type": "application/json"}
        )
    return await _stream(writer, step)


async def _fail(writer: asyncio.StreamWriter, fault: Fault) -> bool:
    await asyncio.sleep(fault.silence_s)
    if fault.body is None:
        writer.transport.abort()
        return False
    return await _send(
        writer, fault.status, fault.body, {"content-type": "application/json", **fault.headers}
    )


async def _send(writer: asyncio.StreamWriter, status: int, body: bytes, headers: Mapping[str, str]) -> bool:
    lines = [f"HTTP/1.1 {status} Scripted", f"content-length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
    await writer.drain()
    return True


async def _stream(writer: asyncio.StreamWriter, answer: Answer) -> bool:
    writer.write(
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
        + _event(_chunk({"role": "assistant", "content": ""}))
    )
    for sent, piece in enumerate(answer.pieces):
        if sent == answer.cut_after:
            await writer.drain()
            writer.transport.abort()
            return False
        if sent and answer.gate:
            await answer.gate.wait()
        if answer.every_s:
            await asyncio.sleep(answer.every_s)
        writer.write(_event(_chunk(piece)))
    if answer.ends:
        writer.write(_event(_chunk({}, answer.finish)) + _event(_USAGE) + _event("[DONE]"))
    writer.write(b"0\r\n\r\n")
    await writer.drain()
    return True


def _event(data: Mapping[str, Any] | str) -> bytes:
    line = b"data: " + (data if isinstance(data, str) else json.dumps(data)).encode() + b"\n\n"
    return b"%x\r\n%s\r\n" % (len(line), line)


_HEAD: dict[str, Any] = {"id": "chatcmpl-1", "created": 1_795_000_000, "model": "fake"}
_COUNTS = {"prompt_tokens": 20, "completion_tokens": 5, "total_tokens": 25}
_USAGE = {**_HEAD, "object": "chat.completion.chunk", "choices": [], "usage": _COUNTS}


def _chunk(delta: Mapping[str, Any], finish: str | None = None) -> dict[str, Any]:
    choices = [{"index": 0, "delta": delta, "finish_reason": finish}]
    return {**_HEAD, "object": "chat.completion.chunk", "choices": choices}


def _whole(answer: Answer) -> dict[str, Any]:
    content = "".join(piece.get("content", "") for piece in answer.pieces)
    deltas = [piece["tool_calls"][0] for piece in answer.pieces if "tool_calls" in piece]
    message: dict[str, Any] = {"role": "assistant", "content": content or None}
    if deltas:
        written = "".join(delta["function"]["arguments"] for delta in deltas)
        function = {"name": deltas[0]["function"]["name"], "arguments": written}
        message["tool_calls"] = [{"id": deltas[0]["id"], "type": "function", "function": function}]
    choices = [{"index": 0, "message": message, "finish_reason": answer.finish}]
    return {**_HEAD, "object": "chat.completion", "choices": choices, "usage": _COUNTS}


@contextlib.asynccontextmanager
async def fake_provider(script: Iterable[Step], port: int = 0) -> AsyncGenerator[FakeProvider]:
    """The provider, listening on this machine."""
    provider = FakeProvider(script)
    server = await asyncio.start_server(provider.serve, "127.0.0.1", port, backlog=1024)
    provider.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    try:
        yield provider
    finally:
        server.close()


async def _serve_for_ever(tokens: int, every_s: float) -> None:
    answer = says(*(f"word{number} " for number in range(tokens)), every_s=every_s)
    async with fake_provider(repeat(answer)) as provider:
        print(provider.url, flush=True)  # noqa: T201 - who started it reads the address
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--tokens", type=int, default=40)
    parser.add_argument("--every-s", type=float, default=0.025)
    options = parser.parse_args()
    asyncio.run(_serve_for_ever(options.tokens, options.every_s))
