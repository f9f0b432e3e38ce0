"""Spans reach a collector over real HTTP, without people's words; one that stumbles costs spans, not time."""

import logging
import subprocess
import sys
import threading

import pytest
from tests.kit.collector import Taken, collector

from understudy.kit import otlp
from understudy.kit.config import Collector
from understudy.kit.db import Database
from understudy.kit.errors import ConfigError
from understudy.kit.otlp import Forwarding, collector_exporter
from understudy.kit.trace import PostgresSpans, setup, span, trace_id

OPEN = frozenset({"agent", "rows", "exception.type"})


def forwarding(there: Taken, texts: bool = False, longest_queue: int = 100) -> Forwarding:
    address = Collector(f"{there.url}/v1/traces", texts)
    leaving = None if texts else OPEN
    return Forwarding(collector_exporter(address), address.place, leaving, longest_queue=longest_queue)


async def test_the_spans_of_a_trace_arrive_and_are_stored_too(database: Database):
    with collector() as there:
        tracing = setup(PostgresSpans(database.url), forwarding(there))
        with span("turn", agent="helper"):
            trace = trace_id()
            with span("action", rows=3):
                pass
        tracing.close()
    action, turn = there.spans()
    assert [(turn.name, action.name), turn.trace_id.hex()] == [("turn", "action"), trace]
    assert action.parent_span_id == turn.span_id
    assert turn.attributes[0].value.string_value == "helper"
    assert action.attributes[0].value.int_value == 3
    assert there.paths == ["/v1/traces"]
    assert there.resource()["service.name"] == "understudy"
    rows = await database.fetch("SELECT name FROM understudy.span WHERE trace_id = %s", (trace,))
    assert sorted(rows) == [("action",), ("turn",)]


def tells(texts: bool) -> Taken:
    """What a collector gets of a span that holds words."""
    with collector() as there:
        tracing = setup(PostgresSpans("postgresql://nobody@127.0.0.1:1/none"), forwarding(there, texts))
        with pytest.raises(LookupError), span("turn", agent="helper", message="a lamp for my sister"):
            raise LookupError("no sister is here")
        tracing.close()
    return there


def test_what_people_said_stays_here():
    told = tells(texts=False)
    assert "sister" not in told.text()
    kept = {each.key: each.value.string_value for each in told.spans()[0].attributes}
    assert kept == {"agent": "helper", "exception.type": "LookupError"}


def test_what_people_said_leaves_where_the_operator_says_so():
    told = tells(texts=True)
    assert "a lamp for my sister" in told.text()
    assert "no sister is here" in told.text()


def test_headers_and_the_name_of_the_service_are_opentelemetrys(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20t0k3n,x-tenant=a")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip")
    monkeypatch.setenv("OTEL_SERVICE_NAME", "front-desk")
    told = tells(texts=False)
    assert told.headers[0]["authorization"] == "Bearer t0k3n"
    assert told.headers[0]["x-tenant"] == "a"
    assert told.headers[0]["content-encoding"] == "gzip"
    assert told.resource()["service.name"] == "front-desk"


def test_a_collector_that_refuses_is_named_with_what_was_lost(caplog: pytest.LogCaptureFixture):
    with collector(status=401) as there, caplog.at_level(logging.WARNING):
        ours = forwarding(there)
        tracing = setup(PostgresSpans("postgresql://nobody@127.0.0.1:1/none"), ours)
        for _ in range(3):
            with span("turn"):
                pass
        tracing.close()
    assert ours.lost == 3
    (said,) = [record.getMessage() for record in caplog.records if record.name == otlp.__name__]
    assert said.startswith(
        f"3 spans did not reach the collector at {there.url.removeprefix('http://')} (3 so far)"
    )
    assert "401" in said


def test_a_silent_collector_holds_up_nobody(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(otlp, "_CLOSING_S", 0.2)
    with collector(silent=True) as there, caplog.at_level(logging.WARNING):
        ours = forwarding(there, longest_queue=10)
        tracing = setup(PostgresSpans("postgresql://nobody@127.0.0.1:1/none"), ours)
        for _ in range(25):
            with span("turn"):
                pass
        assert ours.lost == 15
        tracing.flush()  # waits for the database alone
        closing = threading.Thread(target=tracing.close)
        closing.start()
        closing.join(20)
        assert not closing.is_alive()
        assert ours.lost == 25
    assert "too many are waiting" in caplog.text
    assert "the program ended" in caplog.text


def test_without_the_package_the_line_that_installs_it_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(ConfigError, match=r"127\.0\.0\.1:4318: a package is missing") as caught:
        collector_exporter(Collector("http://me:secret@127.0.0.1:4318/v1/traces"))
    assert (caught.value.hint or "").endswith("'understudy[otlp]'")


def test_without_a_collector_the_package_is_not_loaded():
    script = "import sys, understudy.app; print('opentelemetry.exporter.otlp' in ' '.join(sys.modules))"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"
