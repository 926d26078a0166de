"""Spans of a real OpenTelemetry SDK: what is in them, and above all what is not."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from msgspec import structs
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from tests.api.gatepost_here import Client, receipt

from gatepost.web import tracing
from gatepost.web.clients import networks

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    assert tracing.begin(provider)
    yield exporter
    tracing.end()
    provider.shutdown()


async def test_a_comment_is_followed_from_the_request_to_store_and_engine(
    client: Client, spans: InMemorySpanExporter
) -> None:
    made = await client.said("A very special sentence.")
    await client.get(f"/api/v1/comments/{made['id']}/proof", headers=receipt(made))
    await client.get(f"/r/{made['receipt']['token']}")
    found = spans.get_finished_spans()
    requests = {one.name: one for one in found if one.kind is SpanKind.SERVER}
    posted = requests["POST /api/v1/comments"]
    assert posted.attributes is not None
    assert posted.attributes["http.response.status_code"] == 201
    within = [one for one in found if one.parent and one.parent.span_id == posted.context.span_id]
    operations = {(one.name, str((one.attributes or {})["gatepost.operation"])) for one in within}
    assert ("store write", "comments.add") in operations
    assert any(one.name == "engine screen" for one in found)
    assert "GET /api/v1/comments/{comment_id}/proof" in requests
    said = "\n".join(one.to_json() for one in found)
    secrets = ("special", "Ann", "news.test", "192.0.2.1", made["id"], made["receipt"]["token"])
    assert [secret for secret in secrets if secret in said] == []


async def test_a_failure_is_marked_and_not_quoted(
    client: Client, spans: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_: object) -> None:
        raise RuntimeError("a reader's words")

    monkeypatch.setattr(client.service.house.store._readers._inner, "run", broken)
    assert (await client.get("/api/v1/comments/none")).status_code == 500
    failed = [one for one in spans.get_finished_spans() if one.status.status_code is StatusCode.ERROR]
    assert [(one.name, one.status.description) for one in failed] == [("store read", "RuntimeError")]
    assert "words" not in "".join(one.to_json() for one in spans.get_finished_spans())


async def test_only_a_trusted_proxys_trace_goes_on(client: Client, spans: InMemorySpanExporter) -> None:
    headers = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
    await client.get("/healthz", headers=headers)
    trusting = Client(structs.replace(client.service, trusted_proxies=networks(["192.0.2.0/24"])))
    await trusting.get("/healthz", headers=headers)
    strange, ours = (one for one in spans.get_finished_spans() if one.name == "GET /healthz")
    assert format(strange.context.trace_id, "032x") != TRACE
    assert format(ours.context.trace_id, "032x") == TRACE


@pytest.mark.parametrize(
    ("variables", "asked"),
    [
        ({}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}, True),
        ({"OTEL_TRACES_EXPORTER": "otlp"}, True),
        ({"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "x"}, False),
        ({"OTEL_TRACES_EXPORTER": "otlp", "OTEL_SDK_DISABLED": "true"}, False),
    ],
)
def test_opentelemetrys_own_variables_ask_for_it(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], asked: bool
) -> None:
    for name in (*tracing.VARIABLES, "OTEL_SDK_DISABLED"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert tracing.wanted() is asked


def test_without_them_nothing_of_it_is_imported() -> None:
    code = (
        "import sys, gatepost.web.app, gatepost.web.tracing as t; assert not t.begin(); "
        "assert not [name for name in sys.modules if name.startswith('opentelemetry')]"
    )
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join(one for one in sys.path if one)}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment, timeout=120)
