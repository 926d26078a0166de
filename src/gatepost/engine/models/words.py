"""The encoder's word table: a vector for each piece of text, 4 bits a weight, as its base model has it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BLOCK = 32
"""Weights that share one scale."""


class WordTable:
    """Vectors by piece. `nibbles`: (pieces, blocks, 16) uint8, the low half of each byte first; `scales`:
    (pieces, blocks) float16. A weight is (nibble - 8) * scale, exact in float32."""

    def __init__(self, nibbles: NDArray[np.uint8], scales: NDArray[np.float16]) -> None:
        if nibbles.shape[:2] != scales.shape or nibbles.shape[2] != BLOCK // 2:
            raise ValueError(f"a table of {nibbles.shape} nibbles does not fit {scales.shape} scales")
        self._nibbles = nibbles
        self._scales = scales
        self.pieces = len(scales)
        self.width = scales.shape[1] * BLOCK

    def __call__(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """The vectors of `ids` (any number), shape (len(ids), width)."""
        packed = self._nibbles[ids]
        weights = np.concatenate((packed & 0x0F, packed >> 4), axis=2).astype(np.float32) - np.float32(8.0)
        scaled: NDArray[np.float32] = weights * self._scales[ids].astype(np.float32)[:, :, None]
        return scaled.reshape(len(ids), self.width)


def packed(weights: NDArray[np.float32]) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
    """The nearest table of `weights` (pieces, width): exact for weights that come from such a table.

    The weight of largest size of each block becomes -8 (Q4_0 of the GGML project), and the others follow.
    """
    blocks = weights.reshape(len(weights), -1, BLOCK)
    largest = np.take_along_axis(blocks, np.abs(blocks).argmax(axis=2)[:, :, None], axis=2)
    scales = (largest[:, :, 0] / -8.0).astype(np.float16)
    whole = scales.astype(np.float32)[:, :, None]
    steps = np.divide(blocks, whole, out=np.zeros_like(blocks), where=whole != 0)
    nibbles = np.clip(np.rint(steps) + 8, 0, 15).astype(np.uint8)
    return nibbles[:, :, : BLOCK // 2] | (nibbles[:, :, BLOCK // 2 :] << 4), scales
