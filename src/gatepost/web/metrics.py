"""The figures that /metrics gives to Prometheus. Nothing here names a person or a text."""

from __future__ import annotations

import os

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

# Prometheus itself has no use for them, and they double every page of figures.
disable_created_metrics()  # type: ignore[no-untyped-call]

SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names the folder in which processes of one server put their figures together."""

SUBMISSIONS = Counter("gatepost_submissions_total", "Comments taken in.", ["site"])
VERDICTS = Counter("gatepost_verdicts_total", "Verdicts by the engine.", ["outcome", "language"])
DECISIONS = Counter("gatepost_decisions_total", "Decisions on comments.", ["outcome", "by"])
REFUSALS = Counter("gatepost_refusals_total", "Requests answered with a problem.", ["status"])
DIGEST_MISMATCHES = Counter(
    "gatepost_digest_mismatches_total",
    "Texts found not to be the submitted ones. Anything above 0 is an alarm.",
)
SIGNALS = Counter("gatepost_signals_total", "What an operator should know, by name.", ["signal"])
SIGN_INS = Counter(
    "gatepost_sign_ins_total",
    "Attempts to sign in, by door (password, link, passkey, ...) and result (in, refused).",
    ["door", "result"],
)
GUARDED = Counter(
    "gatepost_guarded_total",
    "What guards against abuse did: limited, work-demanded, work-done, honeypot, flooding, check-off.",
    ["site", "what"],
)
UNDER_ATTACK = Gauge(
    "gatepost_under_attack",
    "1 while far more comments than usual arrive and work is demanded.",
    ["site"],
    multiprocess_mode="livemax",
)
PENDING = Gauge(
    "gatepost_pending_comments",
    "Comments that wait for the engine or for a person.",
    ["wait"],
    multiprocess_mode="mostrecent",
)
OLDEST = Gauge(
    "gatepost_oldest_waiting_seconds",
    "Age of the oldest comment that waits for a person; 0: none.",
    ["site"],
    multiprocess_mode="mostrecent",
)
JOBS = Gauge(
    "gatepost_jobs_waiting",
    "Jobs in the outbox that nobody has taken, by kind.",
    ["kind"],
    multiprocess_mode="mostrecent",
)
JOBS_LATE = Gauge(
    "gatepost_jobs_late_seconds",
    "How long the oldest job that is due has waited; 0: none.",
    ["kind"],
    multiprocess_mode="mostrecent",
)
CHECKPOINT_AGE = Gauge(
    "gatepost_checkpoint_age_seconds",
    "Since the ledger was last bound together and signed; -1: never.",
    multiprocess_mode="mostrecent",
)
ENGINE = Gauge(
    "gatepost_engine_info",
    "Always 1: the engine and guidelines loaded.",
    ["engine", "guidelines"],
    multiprocess_mode="livemax",
)
ENGINE_SECONDS = Histogram(
    "gatepost_engine_seconds",
    "Seconds that the engine took for one batch of comments.",
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30),
)
ENGINE_BATCH = Histogram(
    "gatepost_engine_batch", "Comments in one batch for the engine.", buckets=(1, 2, 4, 8, 16, 32, 64)
)
STORE_SECONDS = Histogram(
    "gatepost_store_seconds",
    "Seconds until the store answered, waiting included: read, or write (durable).",
    ["kind"],
    buckets=(0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5),
)
STREAMS = Gauge(
    "gatepost_open_streams", "Readers who listen to server-sent events.", multiprocess_mode="livesum"
)
LATENCY = Histogram(
    "gatepost_request_seconds",
    "Seconds until a request was answered, by route.",
    ["method", "route", "status"],
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
)


def figures() -> bytes:
    """All figures, of all processes that serve together."""
    if not os.environ.get(SHARED):
        return generate_latest()
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return generate_latest(together)
