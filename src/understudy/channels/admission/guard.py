"""What is too long or too slow is not read, and every response has the headers that keep a page safe."""

import asyncio
import time
from collections.abc import Callable

from fastapi import Request
from fastapi.responses import Response
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from understudy.channels.problems import Fault, problem

__all__ = ["HEADERS", "SLOWEST_BYTES_PER_S", "Guard"]

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_OVER_TLS = {"Strict-Transport-Security": "max-age=31536000"}
_WAIT_S = 20.0
"""For the first byte of a body, and between any two of them."""
SLOWEST_BYTES_PER_S = 1_000
_TOO_SLOW = Fault(408, "the request came too slowly")


class _TooSlowError(Exception):
    """A body that does not come."""


class Guard:
    """Refuses requests that are too long or come too slowly, and gives every response its headers.

    `longest` is how many bytes a request to a path may have. Plain ASGI: Starlette's own way would pass each
    piece of a streamed answer through a queue and a task.
    """

    def __init__(self, app: ASGIApp, longest: Callable[[str], int], wait_s: float = _WAIT_S) -> None:
        self._app = app
        self._longest = longest
        self._wait_s = wait_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def send_with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                if scope["scheme"] == "https":
                    headers.update(_OVER_TLS)
            await send(message)

        request = Request(scope)
        refused = self._refused(request)
        try:
            await (refused or self._app)(scope, self._in_time(receive), send_with_headers)
        except _TooSlowError:
            if not begun:
                answer = problem(_TOO_SLOW)
                answer.headers["Connection"] = "close"
                await answer(scope, receive, send_with_headers)

    def _refused(self, request: Request) -> Response | None:
        if "transfer-encoding" in request.headers:
            return problem(Fault(411, "a request must say its length"))
        length = request.headers.get("content-length", "0")
        longest = self._longest(request.url.path)
        if not (length.isascii() and length.isdigit() and int(length) <= longest):
            return problem(Fault(413, f"a request may have {longest:,} bytes at most"))
        return None

    def _in_time(self, receive: Receive) -> Receive:
        """What gives the body, as long as it comes fast enough; after it one may wait for ever."""
        came, started, whole = 0, time.monotonic(), False

        async def receive_in_time() -> Message:
            nonlocal came, whole
            if whole:
                return await receive()
            try:
                async with asyncio.timeout(self._wait_s):
                    message = await receive()
            except TimeoutError:
                raise _TooSlowError from None
            came += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            late_s = time.monotonic() - started - self._wait_s
            if not whole and came < late_s * SLOWEST_BYTES_PER_S:
                raise _TooSlowError
            return message

        return receive_in_time
