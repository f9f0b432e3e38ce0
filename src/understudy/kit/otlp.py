"""Traces to a collector, by OTLP over HTTP: beside the turns, and only what may leave.

A collector that is slow, broken or gone costs spans, never time: they wait in a queue of bounded length, and
those that are lost are counted and said.
"""

import logging
import threading
import time
from collections.abc import Collection, Sequence
from typing import Any

from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import Status

from understudy.kit.config import Collector
from understudy.kit.errors import ConfigError
from understudy.kit.extras import install_line

__all__ = ["Forwarding", "collector_exporter"]

_log = logging.getLogger(__name__)
_EXPORTER_LOG = "opentelemetry.exporter.otlp.proto.http.trace_exporter"
_LONGEST_QUEUE = 4_096
_DELAY_MS = 1_000
_CLOSING_S = 5.0
_TELL_EVERY_S = 60.0
_LONGEST_VALUE = 200
_ERROR_TYPE = "exception.type"


def collector_exporter(collector: Collector) -> SpanExporter:
    """Sends batches to the collector; with which headers, time limit, compression and certificates say
    OpenTelemetry's own variables.

    Raises: ConfigError when the package for it is not installed.
    """
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    except ImportError as error:
        raise ConfigError(
            f"traces cannot be sent to {collector.place}: a package is missing ({error.name})",
            hint=install_line("otlp"),
        ) from error
    return OTLPSpanExporter(endpoint=collector.url)


class Forwarding(SpanProcessor):
    """Hands ended spans on to a collector, from a thread of its own.

    Attributes outside of `open_attributes` stay here, and with them what errors say; None lets all leave.
    """

    def __init__(
        self,
        exporter: SpanExporter,
        place: str,
        open_attributes: Collection[str] | None,
        *,
        longest_queue: int = _LONGEST_QUEUE,
    ) -> None:
        self._ledger = _Ledger(place, longest_queue)
        self._courier = _Courier(exporter, open_attributes, self._ledger)
        self._batches = BatchSpanProcessor(
            self._courier,
            # The ledger keeps it shorter, and counts what it turns away.
            max_queue_size=longest_queue + 1,
            max_export_batch_size=min(512, longest_queue),
            schedule_delay_millis=_DELAY_MS,
        )

    @property
    def lost(self) -> int:
        """How many spans have not reached the collector and never will."""
        return self._ledger.lost

    def on_end(self, span: ReadableSpan) -> None:
        """Queue the span, unless too many are waiting already."""
        if self._ledger.takes_one():
            self._batches.on_end(span)

    def shutdown(self) -> None:
        """Send what waits, for some seconds at most, and stop. Blocking."""
        closing = threading.Thread(target=self._batches.shutdown, daemon=True)
        closing.start()
        closing.join(_CLOSING_S)
        if closing.is_alive():
            self._courier.shutdown()
        self._ledger.close()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Nobody here may have to wait for a collector."""
        return True


class _Ledger:
    """How many spans wait and how many are lost; says so in the log, not more often than once a minute."""

    def __init__(self, place: str, longest: int) -> None:
        self._place = place
        self._longest = longest
        self._waiting = 0
        self._untold = 0
        self._told_at = -_TELL_EVERY_S
        self._lock = threading.Lock()
        self.lost = 0

    def takes_one(self) -> bool:
        """Whether one more may wait; one that may not is lost."""
        with self._lock:
            if self._waiting < self._longest:
                self._waiting += 1
                return True
        self._lose(1, "too many are waiting")
        return False

    def sent(self, spans: int, problem: str | None) -> None:
        """So many were handed to the collector; with a problem they did not arrive."""
        with self._lock:
            self._waiting -= spans
        if problem is not None:
            self._lose(spans, problem)

    def close(self) -> None:
        """What still waits is lost, and all that was lost is told."""
        with self._lock:
            left, self._waiting = self._waiting, 0
        self._told_at = -_TELL_EVERY_S
        if left or self._untold:
            self._lose(left, "the program ended")

    def _lose(self, spans: int, problem: str) -> None:
        with self._lock:
            self.lost += spans
            self._untold += spans
            if time.monotonic() - self._told_at < _TELL_EVERY_S:
                return
            untold, self._untold, self._told_at = self._untold, 0, time.monotonic()
        _log.warning(
            "%d spans did not reach the collector at %s (%d so far): %s",
            untold,
            self._place,
            self.lost,
            problem,
        )


class _Courier(SpanExporter):
    """Takes out of each batch what may not leave, sends it, and notes in the ledger what came of it."""

    def __init__(
        self, exporter: SpanExporter, open_attributes: Collection[str] | None, ledger: _Ledger
    ) -> None:
        self._exporter = exporter
        self._open = open_attributes
        self._ledger = ledger
        self._words = _LastWords()
        logging.getLogger(_EXPORTER_LOG).addFilter(self._words)

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send them, as far as they may leave."""
        leaving = spans if self._open is None else [_without_texts(span, self._open) for span in spans]
        self._words.said = "it failed"
        result = self._exporter.export(leaving)
        self._ledger.sent(len(spans), None if result is SpanExportResult.SUCCESS else self._words.said)
        return result

    def shutdown(self) -> None:
        """Stop, also in the middle of trying again."""
        self._exporter.shutdown()
        logging.getLogger(_EXPORTER_LOG).removeFilter(self._words)


class _LastWords(logging.Filter):
    """Keeps what the exporter says of a failure for our own log line, which comes less often."""

    said = ""

    def filter(self, record: logging.LogRecord) -> bool:
        """Lets nothing through."""
        self.said = record.getMessage()
        return False


def _without_texts(span: ReadableSpan, open_attributes: Collection[str]) -> ReadableSpan:
    """The span with its open attributes alone. An error keeps its type; what it says may quote anybody."""
    kept = {
        name: value[:_LONGEST_VALUE] if isinstance(value, str) else value
        for name, value in _attributes(span).items()
        if name in open_attributes
    }
    return ReadableSpan(
        name=span.name,
        context=span.get_span_context(),
        parent=span.parent,
        resource=span.resource,
        attributes=kept,
        kind=span.kind,
        instrumentation_scope=span.instrumentation_scope,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
    )


def _attributes(span: ReadableSpan) -> dict[str, Any]:
    """Its attributes, with the types of the errors that it recorded."""
    recorded = (event.attributes or {} for event in span.events)
    types = [each[_ERROR_TYPE] for each in recorded if _ERROR_TYPE in each]
    return {**(span.attributes or {}), **({_ERROR_TYPE: types[-1]} if types else {})}
