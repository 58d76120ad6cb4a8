"""Traces: a collector of our own is sent what was done, and nothing that anybody said."""

import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from bot.configuration.settings_error import SettingsError
from bot.operating.tracing import span, traced


class Collector(HTTPServer):
    """Takes OTLP over HTTP, and keeps what it is sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.requests: list[ExportTraceServiceRequest] = []

    @property
    def spans(self) -> list[tuple[str, dict[str, str], str]]:
        """The name, the attributes and the failure of each span."""
        found = [
            each
            for request in self.requests
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for each in scope.spans
        ]
        return [
            (each.name, {pair.key: pair.value.string_value for pair in each.attributes}, each.status.message)
            for each in sorted(found, key=lambda each: each.start_time_unix_nano)
        ]


class _Handler(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        self.server.requests.append(
            ExportTraceServiceRequest.FromString(self.rfile.read(int(self.headers["Content-Length"])))
        )
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the standard library declares it
        """Says nothing."""


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    with Collector() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
        yield server
        server.shutdown()
        thread.join()


def test_what_was_done_is_sent_with_how_it_ended(collector: Collector) -> None:
    with (
        traced(),
        pytest.raises(ValueError, match="Acme"),
        span("slack.command"),
        span("accounts.answer", source="crm"),
    ):
        raise ValueError("Acme")
    assert collector.spans == [
        ("slack.command", {}, "ValueError"),
        ("accounts.answer", {"source": "crm"}, "ValueError"),
    ]
    sent = b"".join(request.SerializeToString() for request in collector.requests)
    assert b"Acme" not in sent
    assert b"cs-bot" in sent


def test_without_an_endpoint_nothing_is_recorded(collector: Collector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_ENDPOINT")
    with traced(), span("slack.command"):
        pass
    assert collector.requests == []


def test_the_extra_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    with pytest.raises(SettingsError, match=r"cs-bot\[tracing\]"), traced():
        pass
