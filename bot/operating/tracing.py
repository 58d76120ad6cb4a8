"""Traces over OTLP, for whoever sets `OTEL_EXPORTER_OTLP_ENDPOINT`; without it nothing is imported or recorded.

A span says what kind of work was done, for how long, and how it ended. It holds no text of a request, no name of an
account or a person, and no message.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from bot.configuration.settings_error import SettingsError

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Tracer

ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
MISSING: Final = "OTEL_EXPORTER_OTLP_ENDPOINT is set, and the program was installed without tracing: cs-bot[tracing]."
_tracer: "Tracer | None" = None


@contextmanager
def traced() -> Iterator[None]:
    """Sends the spans of what is done inside it, where the environment names an endpoint; the last at its end.

    OpenTelemetry's own variables hold: headers, sampling, the service's name. Raises `SettingsError` when the extra
    that this needs isn't installed.
    """
    global _tracer  # noqa: PLW0603 - one for the process, as its log is
    if not any(os.environ.get(each) for each in ENDPOINTS):
        yield
        return
    provider = _provider()
    _tracer = provider.get_tracer("cs-bot")
    try:
        yield
    finally:
        _tracer = None
        provider.shutdown()


def _provider() -> "TracerProvider":
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise SettingsError(MISSING) from error
    named = Resource.create({"service.name": os.environ.get("OTEL_SERVICE_NAME", "cs-bot")})
    provider = TracerProvider(resource=named)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


@contextmanager
def span(name: str, **attributes: str | int) -> Iterator[None]:
    """Records what is done inside it, in the span that is open where there is one. An exception is recorded by its
    class alone, as its message may hold data.
    """
    if _tracer is None:
        yield
        return
    from opentelemetry.trace import StatusCode

    how = {"attributes": attributes, "record_exception": False, "set_status_on_exception": False}
    with _tracer.start_as_current_span(name, **how) as current:  # type: ignore[arg-type]
        try:
            yield
        except BaseException as error:
            current.set_status(StatusCode.ERROR, type(error).__name__)
            raise
