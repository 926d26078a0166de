"""Spans for OpenTelemetry, where its SDK is installed (`gatepost[otel]`) and its own variables ask for it.

A request, each use of the store, each batch of the engine. No span has an address, a query, a header, a text
or what an exception says: routes stand as templates, as in the log. So the usual ASGI instrumentation is not
used: it records whole addresses, and ours hold receipts and links that sign in.

Without those variables nothing of OpenTelemetry is imported, and `span` does nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import structlog

from gatepost.__about__ import __version__

VARIABLES = ("OTEL_TRACES_EXPORTER", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
NOTHING: AbstractContextManager[None] = nullcontext()

log = structlog.get_logger("gatepost.process")
_tracer: Any = None


def wanted() -> bool:
    """Whether OpenTelemetry's own variables ask for traces."""
    if os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return False
    if os.environ.get("OTEL_TRACES_EXPORTER", "").lower() == "none":
        return False
    return any(os.environ.get(name) for name in VARIABLES)


def begin(provider: Any = None) -> bool:
    """Trace from now on, if that is wanted and the SDK is here. `provider`: one that is set up already."""
    global _tracer
    if provider is None:
        if not wanted():
            return False
        try:
            provider = _set_up()
        except ImportError:
            log.warning("traces are asked for, and OpenTelemetry is not here: pip install 'gatepost[otel]'")
            return False
    _tracer = provider.get_tracer("gatepost", __version__)
    return True


def end() -> None:
    """Trace no more."""
    global _tracer
    _tracer = None


def span(
    name: str, attributes: Mapping[str, str | int] | None = None, parent: Mapping[str, str] | None = None
) -> AbstractContextManager[Any]:
    """A span around a block; the block gets it, or None. `parent`: headers of a caller that is believed."""
    return NOTHING if _tracer is None else _real(name, attributes or {}, parent or {})


@contextmanager
def _real(name: str, attributes: Mapping[str, str | int], parent: Mapping[str, str]) -> Iterator[Any]:
    from opentelemetry.propagate import extract
    from opentelemetry.trace import SpanKind, Status, StatusCode

    context = extract(parent) if parent else None
    kind = SpanKind.SERVER if "http.request.method" in attributes else SpanKind.INTERNAL
    with _tracer.start_as_current_span(
        name,
        context=context,
        kind=kind,
        attributes=attributes,
        record_exception=False,
        set_status_on_exception=False,
    ) as made:
        try:
            yield made
        except BaseException as error:
            made.set_status(Status(StatusCode.ERROR, type(error).__name__))
            raise


def _set_up() -> Any:
    """This process's provider: the one that `opentelemetry-instrument` made, or ours with OTLP over HTTP."""
    from opentelemetry import trace
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    there = trace.get_tracer_provider()
    if isinstance(there, TracerProvider):
        return there
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    name = os.environ.get("OTEL_SERVICE_NAME") or "gatepost"
    made = TracerProvider(resource=Resource.create({"service.name": name, "service.version": __version__}))
    made.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(made)
    return made
