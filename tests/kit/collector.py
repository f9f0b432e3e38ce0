"""A collector on a real socket: it takes OTLP over HTTP, as protobuf, and keeps what came.

with collector() as there:
    there.url, there.spans(), there.headers
"""

import contextlib
import gzip
import threading
from collections.abc import Generator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.trace.v1.trace_pb2 import Span

__all__ = ["Taken", "collector"]


@dataclass
class Taken:
    """What was sent. With a `status` it takes nothing and says so; while `gate` is closed it is silent."""

    url: str = ""
    status: int = 200
    gate: threading.Event = field(default_factory=threading.Event)
    paths: list[str] = field(default_factory=list[str])
    headers: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    requests: list[ExportTraceServiceRequest] = field(default_factory=list[ExportTraceServiceRequest])

    def spans(self) -> list[Span]:
        """All spans that came."""
        return [
            span
            for request in self.requests
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]

    def resource(self) -> dict[str, str]:
        """Who sent the last ones."""
        told = self.requests[-1].resource_spans[-1].resource.attributes
        return {each.key: each.value.string_value for each in told}

    def text(self) -> str:
        """Everything that came, so that one can look for what may not be in it."""
        return "\n".join(map(str, self.requests))


@contextlib.contextmanager
def collector(status: int = 200, *, silent: bool = False) -> Generator[Taken]:
    """The collector, listening on this machine."""
    taken = Taken(status=status)
    if not silent:
        taken.gate.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            taken.gate.wait()
            if taken.status == 200:
                unpacked = gzip.decompress(body) if self.headers["Content-Encoding"] == "gzip" else body
                taken.requests.append(ExportTraceServiceRequest.FromString(unpacked))
                taken.paths.append(self.path)
                taken.headers.append({name.lower(): value for name, value in self.headers.items()})
            answer = ExportTraceServiceResponse().SerializeToString()
            with contextlib.suppress(OSError):  # who asked may have gone
                self.send_response(taken.status)
                self.send_header("Content-Type", "application/x-protobuf")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class calls it so
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        serving.start()
        taken.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield taken
        finally:
            taken.gate.set()
            server.shutdown()
            serving.join()
