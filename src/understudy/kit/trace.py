"""What happened, as OpenTelemetry spans: opened with `span`, stored in the background."""

import json
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg
from opentelemetry import trace
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import Span, format_span_id, format_trace_id

__all__ = ["PostgresSpans", "Tracing", "flush", "note", "setup", "span", "trace_id"]

_SCOPE = "understudy"
_DELAY_MS = 500
_FLUSH_TIMEOUT_MS = 5_000
_CONNECT_TIMEOUT_S = 5

_tracer: trace.Tracer = trace.NoOpTracer()


@dataclass(frozen=True, slots=True)
class Tracing:
    """The tracing of this process. Hand `provider` to libraries that bring their own instrumentation."""

    provider: TracerProvider
    stored: BatchSpanProcessor

    def flush(self) -> None:
        """Wait until every ended span is stored, wherever else it goes. Blocking."""
        self.stored.force_flush(_FLUSH_TIMEOUT_MS)

    def close(self) -> None:
        """Store what is left and stop. Blocking."""
        self.provider.shutdown()


_current: Tracing | None = None


def setup(exporter: SpanExporter, *beside: SpanProcessor) -> Tracing:
    """Send this process's spans to the exporter, in batches and from a thread of its own, and to `beside`.

    A second call replaces the first for spans opened from then on.
    """
    global _tracer, _current  # one tracer a process is what OpenTelemetry means it to be
    # What the operator calls this service goes first.
    resource = (
        Resource.create().merge(Resource({"service.name": _SCOPE})).merge(OTELResourceDetector().detect())
    )
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    stored = BatchSpanProcessor(exporter, schedule_delay_millis=_DELAY_MS)
    for processor in (stored, *beside):
        provider.add_span_processor(processor)
    _tracer, _current = provider.get_tracer(_SCOPE), Tracing(provider, stored)
    return _current


def flush() -> None:
    """Wait until every span that has ended in this process is stored. Blocking."""
    if _current is not None:
        _current.flush()


@contextmanager
def span(name: str, **attributes: object) -> Generator[Span]:
    """A span around a block; costs next to nothing before `setup`.

    None is left out, and what OpenTelemetry cannot hold becomes JSON. An exception is recorded and passes.
    """
    given = {key: _attribute(value) for key, value in attributes.items() if value is not None}
    with _tracer.start_as_current_span(name, attributes=given) as opened:
        yield opened


def note(name: str, value: object) -> None:
    """Set an attribute of the span that is open here, if any is."""
    trace.get_current_span().set_attribute(name, _attribute(value))


def trace_id() -> str | None:
    """The id of the trace that is open here, as it is stored; None outside of any."""
    context = trace.get_current_span().get_span_context()
    return format_trace_id(context.trace_id) if context.is_valid else None


def _attribute(value: object) -> str | bool | int | float:
    if isinstance(value, str | bool | int | float):
        return value
    return json.dumps(value, default=str, ensure_ascii=False)


class PostgresSpans(SpanExporter):
    """Writes spans to `understudy.span` over a connection of its own, never in a turn's transaction; of their
    attributes what is `told` of them.
    """

    def __init__(self, url: str, told: Callable[[Mapping[str, Any]], Mapping[str, Any]] = dict) -> None:
        self._url = url
        self._told = told
        self._connection: psycopg.Connection[Any] | None = None
        self._lock = threading.Lock()

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Store a batch; one that cannot be stored is dropped, for a trace must not stop the work."""
        rows = [row for ended in spans if (row := _row(ended, self._told))]
        try:
            with self._lock:
                self._insert(rows)
        except psycopg.Error:
            self._connection = None
            return SpanExportResult.FAILURE
        return SpanExportResult.SUCCESS

    def shutdown(self) -> None:
        """Close the connection."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _insert(self, rows: Sequence[tuple[object, ...]]) -> None:
        if self._connection is None:
            self._connection = psycopg.connect(self._url, autocommit=True, connect_timeout=_CONNECT_TIMEOUT_S)
        # One statement a batch, whatever its size.
        columns = [list(column) for column in zip(*rows, strict=True)]
        self._connection.execute(
            """
            INSERT INTO understudy.span
                (trace_id, span_id, parent_span_id, name, started_at, ended_at, attributes)
            SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[],
                                 %s::timestamptz[], %s::timestamptz[], %s::jsonb[])
            ON CONFLICT DO NOTHING
            """,
            columns,
        )


def _row(
    ended: ReadableSpan, told: Callable[[Mapping[str, Any]], Mapping[str, Any]]
) -> tuple[object, ...] | None:
    context = ended.get_span_context()
    if context is None or ended.start_time is None or ended.end_time is None:
        return None
    attributes: dict[str, Any] = dict(ended.attributes or {})
    for event in ended.events:
        attributes.update(_exception(event.attributes or {}))
    return (
        format_trace_id(context.trace_id),
        format_span_id(context.span_id),
        format_span_id(ended.parent.span_id) if ended.parent else None,
        ended.name,
        _instant(ended.start_time),
        _instant(ended.end_time),
        # PostgreSQL's text has no place for the character NUL.
        json.dumps(told(attributes), default=str).replace("\\u0000", ""),
    )


def _exception(attributes: Mapping[str, Any]) -> dict[str, Any]:
    kept = ("exception.type", "exception.message")
    return {name: attributes[name] for name in kept if name in attributes}


def _instant(nanoseconds: int) -> datetime:
    return datetime.fromtimestamp(nanoseconds / 1e9, UTC)
