"""`/healthz`, `/readyz`, `/metrics`: what machines ask. Ready means that a comment could go in."""

from __future__ import annotations

import os
from typing import Literal

from litestar import Response, get
from msgspec import Struct

from gatepost.__about__ import __version__
from gatepost.conversation.house import House
from gatepost.conversation.ports import StoreUnavailable
from gatepost.conversation.work.records import Work
from gatepost.web.metrics import CHECKPOINT_AGE, ENGINE, JOBS, JOBS_LATE, OLDEST, PENDING, SHARED, figures
from gatepost.web.problems import documented
from gatepost.web.service import AnyRequest, service_of

PROMETHEUS = "text/plain; version=1.0.0"
"""prometheus_client's own type without its charset, which Litestar adds."""
NO_STORE = {"Cache-Control": "no-store"}
ENGINE_SECONDS = 120.0
"""A batch is 64 comments, or fewer that are long: seconds of work. What takes so much longer hangs."""


class HealthOut(Struct, frozen=True):
    status: Literal["live"]
    version: str


class ReadyOut(Struct, frozen=True):
    """`failing` names what does not answer: database, model, screener. `advice`: what to do about each.

    Comments that were taken wait meanwhile; nothing is published.
    """

    ready: bool
    failing: list[str]
    advice: dict[str, str]
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
    house = service_of(request).house
    advice: dict[str, str] = {}
    try:
        await house.store.ping()
    except StoreUnavailable as error:
        advice["database"] = error.advice or "it does not answer: the log of Gatepost says why"
    engine = house.screening.version
    if not house.works:
        pass  # workers screen; without one comments wait, and `gatepost_pending_comments` says how many
    elif not engine:
        advice["model"] = "it is not loaded: restart Gatepost; its log says why"
    elif house.screener.busy_seconds > ENGINE_SECONDS:
        advice["model"] = (
            f"it has been reading the same comments for {house.screener.busy_seconds:.0f} seconds: restart "
            "Gatepost; what waits is taken up again"
        )
    if house.works and not house.screener.alive:
        advice["screener"] = "it has ended: restart Gatepost; its log says why, what waits is taken up again"
    body = ReadyOut(not advice, list(advice), advice, engine)
    return Response(body, status_code=503 if advice else 200, headers=NO_STORE)


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
    await _work_and_ledger(house)
    return Response(figures(), media_type=PROMETHEUS, headers=NO_STORE)


async def _work_and_ledger(house: House) -> None:
    """What waits to be done, what is loaded, and how long the ledger has not been signed."""
    now = house.clock()
    for kind in Work:
        count, since = await house.store.jobs.waiting(kind, now)
        JOBS.labels(kind).set(count)
        JOBS_LATE.labels(kind).set(0 if since is None else max(0, now - since) / 1_000_000)
    newest = await house.store.checkpoints.newest()
    CHECKPOINT_AGE.set(-1 if newest is None else max(0, now - newest.at) / 1_000_000)
    if not os.environ.get(SHARED):  # processes that share figures cannot take one back
        ENGINE.clear()
    ENGINE.labels(house.screening.version, house.guidelines.version).set(1)
