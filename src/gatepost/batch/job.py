"""What a run is asked for, and what its processes do with it. All of it travels between processes."""

from __future__ import annotations

from pathlib import Path

import pyarrow
from msgspec import Struct

from gatepost.batch.columns import Wanted
from gatepost.batch.table import BATCH, judged
from gatepost.engine import guidelines
from gatepost.engine.face import Engine, Kind

ENGINE_BATCH = 256
"""Rows that the engine reads at once; more is no faster."""


PLAIN = Wanted()


class Job(Struct, frozen=True):
    """`rules`: the text of the guidelines and its name, so that other machines need no file. `language`: of
    rows that name none. `batch`: rows that a process is given at a time."""

    rules: tuple[str, str]
    kind: Kind = "full"
    wanted: Wanted = PLAIN
    language: str | None = None
    batch: int = BATCH

    @classmethod
    def of(
        cls,
        path: Path | None = None,
        kind: Kind = "full",
        wanted: Wanted = PLAIN,
        language: str | None = None,
        batch: int = BATCH,
    ) -> Job:
        """A job under the guidelines at `path`, the shipped ones without. Raises `GuidelinesError`."""
        rules = guidelines.read_text(path)
        guidelines.parse(*rules)
        return cls(rules, kind, wanted, language, batch)

    def engine(self) -> Engine:
        """The engine that this job asks for, loaded here."""
        return Engine.load(guidelines.parse(*self.rules), self.kind)


class Versions(Struct, frozen=True):
    """Who judges: exact to the content of weights, word lists and clauses."""

    engine: str
    guidelines: str


def versions(engine: Engine, _: Job) -> Versions:
    """Who judges in this process."""
    return Versions(engine.version, engine.guidelines.version)


def judge_bytes(engine: Engine, job: Job, asked: bytes) -> bytes:
    """A request in, its verdicts out, both as Arrow IPC streams of one batch or more."""
    batch = read_bytes(asked)
    parts = [batch.slice(at, ENGINE_BATCH) for at in range(0, batch.num_rows, ENGINE_BATCH)]
    return to_bytes(pyarrow.concat_batches([judged(some, engine, job.language) for some in parts]))


def to_bytes(batch: pyarrow.RecordBatch) -> bytes:
    """A batch as an Arrow IPC stream: only its own rows, where it is a slice."""
    sink = pyarrow.BufferOutputStream()
    with pyarrow.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    raw: bytes = sink.getvalue().to_pybytes()
    return raw


def read_bytes(raw: bytes) -> pyarrow.RecordBatch:
    """What `to_bytes` wrote."""
    with pyarrow.ipc.open_stream(raw) as stream:
        return stream.read_next_batch()
