"""Work that brings its process down at one text, as a fault in a library would."""

from __future__ import annotations

import os

from gatepost import Engine
from gatepost.batch.job import Job, judge_bytes, read_bytes

DEADLY = "this text ends the process"


def judge_or_die(engine: Engine, job: Job, asked: bytes) -> bytes:
    """As `judge_bytes`, where no text is `DEADLY`."""
    if DEADLY in read_bytes(asked).column("text").to_pylist():
        os._exit(9)
    return judge_bytes(engine, job, asked)


def raise_wrong(_: Engine, __: Job) -> None:
    """Work that fails and leaves its process alone."""
    raise LookupError("nothing here")


def process(_: Engine, __: Job) -> int:
    """Which process works."""
    return os.getpid()
