"""What a finished file was made from: how a second run knows that there is nothing to do.

It lies beside the output as `.NAME.gatepost.json` and is written after it. An output without a manifest, or
with one that says otherwise, is made anew.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from gatepost.batch.figures import Figures
from gatepost.batch.job import Job, Versions

LAYOUT = 1
"""Raised when the columns that are written change, so that old outputs are made anew."""


class Input(Struct, frozen=True):
    """A file as it was read. `changed`: nanoseconds since 1970; `sha256` of its bytes, in hex."""

    name: str
    bytes: int
    changed: int
    sha256: str


class Manifest(Struct, frozen=True):
    """`asked`: columns and language. `written`: bytes of the output."""

    layout: int
    input: Input
    engine: str
    guidelines: str
    asked: dict[str, Any]
    written: int
    figures: Figures


def path_of(target: Path) -> Path:
    """Where the manifest of an output lies."""
    return target.with_name(f".{target.name}.gatepost.json")


def look(source: Path) -> Input:
    """The file as it is now, read once from end to end. Raises OSError."""
    with source.open("rb") as file:
        state = os.fstat(file.fileno())
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Input(source.name, state.st_size, state.st_mtime_ns, digest)


def unchanged(source: Path, seen: Input) -> bool:
    """Whether the file is still the one that was looked at, without reading it."""
    state = source.stat()
    return (state.st_size, state.st_mtime_ns) == (seen.bytes, seen.changed)


def finished(source: Path, target: Path, job: Job, versions: Versions) -> Manifest | None:
    """The manifest of an output that stands as it would be made now; None where there is work to do.

    A file that was only touched or copied is told by its digest. Raises OSError.
    """
    try:
        known = msgspec.json.decode(path_of(target).read_bytes(), type=Manifest)
        there = target.stat().st_size
    except (OSError, msgspec.MsgspecError):
        return None
    same = (known.layout, known.engine, known.guidelines, known.asked, known.written) == (
        LAYOUT, versions.engine, versions.guidelines, asked(job), there
    )  # fmt: skip
    if not same or source.stat().st_size != known.input.bytes:
        return None
    if not unchanged(source, known.input) and look(source).sha256 != known.input.sha256:
        return None
    return known


def write(target: Path, seen: Input, job: Job, versions: Versions, figures: Figures) -> None:
    """Say that `target` is whole. Raises OSError."""
    known = Manifest(
        LAYOUT, seen, versions.engine, versions.guidelines, asked(job), target.stat().st_size, figures
    )
    path = path_of(target)
    part = path.with_name(path.name + ".part")
    part.write_bytes(msgspec.json.format(msgspec.json.encode(known), indent=2) + b"\n")
    part.replace(path)


def asked(job: Job) -> dict[str, Any]:
    """What else decides what is written. The size of batches and the number of processes do not."""
    return {**msgspec.to_builtins(job.wanted), "language": job.language}
