"""A hashed linear model: one row of small integers per bucket, summed exactly.

The sums are of integers small enough for float32 to hold exactly, in any order. So a score depends on nothing
but the text: not on batch mates, padding, threads or the processor's way of adding.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load

SUMS = "SHA256SUMS"
"""Beside the shipped weights; `sha256sum -c SHA256SUMS` reads it, too. Training writes it anew."""

LANES = 16
"""Columns are padded to a multiple of this, so that a gathered row is whole 16-byte words."""


class WeightsUnusable(Exception):
    """A weights file is missing, damaged or made for another version."""


@dataclass(frozen=True)
class Weights:
    """What a weights file holds: named arrays, what its maker noted, and its SHA-256 (hex)."""

    arrays: dict[str, NDArray[Any]]
    notes: dict[str, str]
    sha256: str


def read_weights(path: Path | Traversable | None, shipped: str, layout: str) -> Weights:
    """Read a safetensors file, by default the `shipped` one, and check that it has this `layout`.

    What is shipped must be the very bytes that were: with a flipped bit a model would judge, and wrongly.
    Raises WeightsUnusable with the mend.
    """
    where = files("gatepost.engine.models.weights") / shipped if path is None else path
    try:
        raw = where.read_bytes()
    except OSError as why:
        raise WeightsUnusable(
            f"cannot read the weights {where}: {why}; reinstall gatepost or train again"
        ) from why
    digest = hashlib.sha256(raw).hexdigest()
    if path is None and digest != _shipped_sums().get(shipped):
        raise WeightsUnusable(
            f"{where} is damaged, its SHA-256 is not the one in {SUMS}: reinstall gatepost or train it again"
        )
    try:
        arrays: dict[str, NDArray[Any]] = load(raw)
        size = int.from_bytes(raw[:8], "little")
        notes: dict[str, str] = json.loads(raw[8 : 8 + size]).get("__metadata__", {})
    except (SafetensorError, ValueError) as why:
        raise WeightsUnusable(
            f"{where} is not a whole safetensors file: {why}; fetch or train it again"
        ) from why
    if notes.get("layout") != layout:
        raise WeightsUnusable(
            f"{where} has layout {notes.get('layout')!r}, this gatepost reads {layout!r}; "
            "use the weights of the same version or train them again"
        )
    return Weights(arrays, notes, digest)


def _shipped_sums() -> dict[str, str]:
    """File -> SHA-256, of what is shipped."""
    where = files("gatepost.engine.models.weights") / SUMS
    try:
        lines = where.read_text("ascii").splitlines()
    except (OSError, ValueError) as why:
        raise WeightsUnusable(f"cannot read {where}: {why}; reinstall gatepost") from why
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


class IntegerTable:
    """Rows of int8 weights by bucket, with exact sums over stretches of features.

    `table`: shape (2 ** bits, columns), int8.
    """

    def __init__(self, table: NDArray[np.int8]) -> None:
        buckets, columns = table.shape
        self.bits = buckets.bit_length() - 1
        if buckets != 1 << self.bits:
            raise WeightsUnusable(f"a table needs a power of two of buckets, not {buckets}")
        self.columns = columns
        padded = np.zeros((buckets, -(-columns // LANES) * LANES), dtype=np.int8)
        padded[:, :columns] = table
        self._width = padded.shape[1]
        # numpy gathers whole 16-byte items faster than rows of bytes.
        self._words = padded.view(np.complex128)

    def rows(self, buckets: NDArray[np.uint32]) -> NDArray[np.float32]:
        """The weights of each feature. Shape (features, columns)."""
        return self._gather(buckets)[:, : self.columns]

    def _gather(self, buckets: NDArray[np.uint32]) -> NDArray[np.float32]:
        gathered = self._words[:, 0][buckets] if self._words.shape[1] == 1 else self._words[buckets]
        return gathered.view(np.int8).reshape(-1, self._width).astype(np.float32)

    def sums(self, buckets: NDArray[np.uint32], cuts: NDArray[np.int64]) -> NDArray[np.float64]:
        """Sums over `buckets[cuts[i]:cuts[i + 1]]`, 0 if empty. Shape (len(cuts) - 1, columns)."""
        rows = np.concatenate((self._gather(buckets), np.zeros((1, self._width), dtype=np.float32)))
        sums = np.add.reduceat(rows, cuts[:-1], axis=0)
        sums[cuts[1:] == cuts[:-1]] = 0
        return sums[:, : self.columns].astype(np.float64)
