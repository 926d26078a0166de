"""A text as pieces, and a long one as overlapping windows of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from gatepost.engine.models.tables import WeightsUnusable

_LONE = re.compile("[\ud800-\udfff]")
BOS, PAD, EOS, UNK = range(4)
WINDOW = 94
"""Pieces of the text in a window, the two that frame it left out: about 60 English words."""

STRIDE = 62
"""Pieces from one window to the next: what fits into the overlap of 32 stands whole in one of them."""


@dataclass(frozen=True)
class Pieces:
    """A text's pieces and where in it they stand. `ids`: shape (pieces,); `places`: (pieces, 2), code points,
    end exclusive, rising."""

    ids: NDArray[np.int64]
    places: NDArray[np.int64]

    def windows(self) -> Iterator[tuple[int, int]]:
        """First and last piece (exclusive) of each window; one at least, so that no text is unread."""
        first = 0
        while True:
            yield first, min(first + WINDOW, len(self.ids))
            if first + WINDOW >= len(self.ids):
                return
            first += STRIDE


class PieceReader:
    """Cuts texts into pieces; safe to use from several threads."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer

    @classmethod
    def load(cls, described: bytes) -> PieceReader:
        """From what a tokenizer file holds. Raises WeightsUnusable."""
        try:
            return cls(Tokenizer.from_buffer(described))
        except Exception as why:  # the library raises a bare Exception for a damaged file
            raise WeightsUnusable(f"cannot read the tokenizer: {why}; reinstall gatepost") from why

    def read(self, text: str) -> Pieces:
        """Lone surrogates, which no UTF-8 has, are read as U+FFFD in their place."""
        encoding = self._tokenizer.encode(_LONE.sub("\ufffd", text), add_special_tokens=False)
        places = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2)
        return Pieces(np.array(encoding.ids, dtype=np.int64), places)
