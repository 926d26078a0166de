"""Rows as a sparse matrix, through the very code that reads texts at run time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from gatepost.engine.models.features import Features, Reading

_CHUNK = 2_000


def matrix(texts: Sequence[str], table: NDArray[np.uint32], bits: int) -> sparse.csr_matrix:
    """Counts of features over the square root of their number. Shape (texts, 2 ** bits), float32."""
    indices: list[NDArray[np.int32]] = []
    sizes: list[NDArray[np.int64]] = []
    for begin in range(0, len(texts), _CHUNK):
        reading = Reading(texts[begin : begin + _CHUNK], table)
        features = Features(reading, bits)
        indices.append(features.buckets.astype(np.int32))
        sizes.append(np.diff(features.before[reading.starts]))
    size = np.concatenate(sizes)
    pointers = np.concatenate(([0], np.cumsum(size)))
    values = np.repeat((1.0 / np.sqrt(np.maximum(size, 1))).astype(np.float32), size)
    built = sparse.csr_matrix((values, np.concatenate(indices), pointers), shape=(len(texts), 1 << bits))
    built.sum_duplicates()
    return built
