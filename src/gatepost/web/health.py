"""`/healthz`, `/readyz`, `/metrics`: what machines ask. Ready means that a comment could go in."""

from __future__ import annotations

from typing import Literal

from litestar import Response, get
from msgspec import Struct
from prometheus_client import generate_latest

from gatepost.__about__ import __version__
from gatepost.conversation.ports import StoreUnavailable
from gatepost.web.metrics import OLDEST, PENDING
from gatepost.web.problems import documented
from gatepost.web.service import AnyRequest, service_of

PROMETHEUS = "text/plain; version=1.0.0"
"""prometheus_client's own type without its charset, which Litestar adds."""
NO_STORE = {"Cache-Control": "no-store"}


class HealthOut(Struct, frozen=True):
    status: Literal["live"]
    version: str


class ReadyOut(Struct, frozen=True):
    """`failing` names what does not answer: database, model, screener."""

    ready: bool
    failing: list[str]
    engine: str


@get("/healthz", summary="Is the process alive?", tags=["machines"], responses=documented())
async def healthz() -> Response[HealthOut]:
    return Response(HealthOut("live", __version__), headers=NO_STORE)


@get(
    "/readyz",
    summary="Could a comment be taken in, screened and stored?",
    tags=["machines"],
    responses=documented(),
)
async def readyz(request: AnyRequest) -> Response[ReadyOut]:
    """200 when all answer, 503 with the names of what does not."""
    service = service_of(request)
    failing = []
    try:
        await service.house.store.ping()
    except StoreUnavailable:
        failing.append("database")
    engine = service.house.screening.version
    if not engine:
        failing.append("model")
    if not service.house.screener.alive:
        failing.append("screener")
    body = ReadyOut(not failing, failing, engine)
    return Response(body, status_code=503 if failing else 200, headers=NO_STORE)


@get(
    "/metrics",
    summary="Figures for Prometheus",
    tags=["machines"],
    media_type="text/plain",
    responses=documented("store-unavailable"),
)
async def metrics(request: AnyRequest) -> Response[bytes]:
    counts = await service_of(request).house.store.counts(None)
    PENDING.labels("engine").set(counts.get("unscreened", 0))
    PENDING.labels("person").set(max(0, counts.get("pending", 0) - counts.get("unscreened", 0)))
    house = service_of(request).house
    service_of(request).defence.look(house.clock())
    for site in house.sites.all:
        oldest = await house.store.attendance.oldest_waiting(site.id)
        OLDEST.labels(site.id).set(0 if oldest is None else max(0, house.clock() - oldest) / 1_000_000)
    return Response(generate_latest(), media_type=PROMETHEUS, headers=NO_STORE)
