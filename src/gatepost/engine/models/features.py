"""Hashed word and character n-grams of a whole batch at once, the same code in training and at run time.

A text becomes a row of integers (buckets of a hash table), in reading order. All steps are vectorised over
the batch: its code points stand in one array, so a comment costs some dozens of numpy calls divided by the
batch. Nothing here looks at a neighbour text, so the features of a text do not depend on its batch.

The reading is cheap on purpose: letters are folded by a table (case, diacritics, Arabic letter forms; digits
become `0`), ignorable characters vanish, letters stretched beyond two are cut. It is a view for scoring only:
the text itself is never changed. Disguises are the business of `engine/text`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

CODE_POINTS = 0x110000
REMOVED, BOUNDARY, WORD, SYMBOL = 0, 1, 2, 3
"""Classes of code points: vanishes; separates words; part of a word; a word of its own (emoji, `!`)."""

CLASS_SHIFT = 24
_CODE_MASK = np.uint32((1 << CLASS_SHIFT) - 1)
_SPACE = np.uint32(32)
_PRIME = np.uint32(0x01000193)
_MIX = np.uint32(0x9E3779B1)
_FINAL = np.uint32(0x85EBCA6B)
_FIRST, _SECOND = np.uint32(0xC2B2AE35), np.uint32(0x27D4EB2F)
LONGEST_GRAM = 5
COLUMNS = 6
"""Features that may start at one position: character 2-, 3-, 4-, 5-grams, the word, the pair of words."""

_POSITIONS = 64
_POSITION_WEIGHTS = (np.arange(1, 2 * _POSITIONS, 2, dtype=np.uint32) * np.uint32(0x2545F491)) | np.uint32(1)


def folding_table(keys: NDArray[np.uint32], values: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The table of all code points from the entries that differ from the rule "a word letter, unchanged".

    Each value is `class << 24 | code point`. Returns shape (0x110000,).
    """
    table = np.arange(CODE_POINTS, dtype=np.uint32) | np.uint32(WORD << CLASS_SHIFT)
    table[keys] = values
    return table


class Reading:
    """The folded letters of a batch: tokens with one boundary (32) before each and one after each text.

    `codes`: shape (positions,), folded code points. `starts`: shape (texts + 1,), first position of each.
    `tokens`: shape (tokens,), position of each token's first letter. `token_texts`: the text of each token.
    """

    def __init__(self, texts: Sequence[str], table: NDArray[np.uint32]) -> None:
        raw = np.frombuffer("\n".join([*texts, ""]).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
        values = table[raw]
        last = np.cumsum(lengths + 1) - 1
        values[last] = np.uint32(BOUNDARY << CLASS_SHIFT)
        seen = np.flatnonzero(values)
        values = values[seen]
        # A letter after two of itself, or a symbol after itself, says no more than the first ones.
        same = np.empty(len(values), dtype=bool)
        same[:1] = False
        np.equal(values[1:], values[:-1], out=same[1:])
        symbol = values >= np.uint32(SYMBOL << CLASS_SHIFT)
        drop = same & symbol
        drop[2:] |= same[2:] & same[1:-1]
        # The text ends must stay, or an empty text would lend its place to its neighbour.
        inner = values >= np.uint32(WORD << CLASS_SHIFT)
        keep = np.flatnonzero(~drop | ~inner)
        values, seen, symbol, inner = values[keep], seen[keep], symbol[keep], inner[keep]
        plain = inner & ~symbol
        first = inner.copy()
        first[1:] &= symbol[1:] | ~plain[:-1]
        letters = np.flatnonzero(inner)
        ends = np.searchsorted(seen, last)
        letters_before = np.concatenate(([0], np.cumsum(inner)))[ends]
        tokens_before = np.concatenate(([0], np.cumsum(first)))[ends]
        first = first[letters]
        place = np.arange(len(letters)) + np.cumsum(first)
        per_text = np.diff(letters_before, prepend=0)
        place += np.repeat(np.arange(len(texts)), per_text)
        starts = np.concatenate(([0], letters_before + tokens_before + np.arange(1, len(texts) + 1)))
        codes = np.full(int(starts[-1]), _SPACE, dtype=np.uint32)
        codes[place] = values[letters] & _CODE_MASK
        self.codes = codes
        self.starts = starts.astype(np.int64)
        self.tokens = place[first].astype(np.int64)
        self.token_texts = np.repeat(np.arange(len(texts)), np.diff(tokens_before, prepend=0))
        self._letters_at = place
        self._original_at = seen[letters]

    @property
    def original(self) -> NDArray[np.int64]:
        """For each position the code point of the joined texts that it was read from, -1 at boundaries."""
        where = np.full(len(self.codes), -1, dtype=np.int64)
        where[self._letters_at] = self._original_at
        return where

    @cached_property
    def boundary(self) -> NDArray[np.bool_]:
        """Where no letter stands. Shape (positions,)."""
        where: NDArray[np.bool_] = self.codes == _SPACE
        return where


class Features:
    """Buckets in reading order. `buckets`: shape (features,). `before`: shape (positions + 1,), how many
    features start before each position, so that any stretch of positions is a slice of `buckets`."""

    def __init__(self, reading: Reading, bits: int) -> None:
        size = len(reading.codes)
        shift = np.uint32(32 - bits)
        grid = np.empty((size, COLUMNS), dtype=np.uint32)
        there = np.zeros((size, COLUMNS), dtype=bool)
        mixed = reading.codes * _MIX
        mixed ^= mixed >> np.uint32(15)
        boundary = reading.boundary
        rolling = mixed.copy()
        open_ = np.ones(size, dtype=bool)
        for n in range(2, LONGEST_GRAM + 1):
            if size < n:
                break
            rolling = rolling[: size - n + 1] * _PRIME + mixed[n - 1 :]
            open_ = open_[: size - n + 1]
            # A gram may begin or end with a boundary but not run over one.
            open_ = open_ & (~(boundary[:-1] & boundary[1:]) if n == 2 else ~boundary[n - 2 : size - 1])
            grid[: size - n + 1, n - 2] = _finish(rolling + np.uint32(n * 0x51ED27), shift)
            there[: size - n + 1, n - 2] = open_
        self._words(reading, mixed, grid, there, shift)
        self.buckets: NDArray[np.uint32] = grid[there]
        self._there = there
        self.before = np.concatenate(([0], np.cumsum(there.sum(axis=1)))).astype(np.int64)

    @cached_property
    def columns(self) -> NDArray[np.int64]:
        """Which kind of feature each one is (see COLUMNS). Shape (features,)."""
        return np.nonzero(self._there)[1]

    @staticmethod
    def _words(
        reading: Reading,
        mixed: NDArray[np.uint32],
        grid: NDArray[Any],
        there: NDArray[np.bool_],
        shift: np.uint32,
    ) -> None:
        tokens = reading.tokens
        if not len(tokens):
            return
        token_of = np.cumsum(np.bincount(tokens, minlength=len(mixed))) - 1
        inside = np.minimum(np.arange(len(mixed)) - tokens[token_of], _POSITIONS - 1)
        inside[: tokens[0]] = 0
        weighted = mixed * _POSITION_WEIGHTS[inside]
        weighted[reading.boundary] = 0
        words: NDArray[np.uint32] = np.add.reduceat(weighted, tokens, dtype=np.uint32)
        words ^= words >> np.uint32(16)
        words *= _MIX
        grid[tokens - 1, 4] = _finish(words, shift)
        there[tokens - 1, 4] = True
        pairs = np.flatnonzero(reading.token_texts[1:] == reading.token_texts[:-1])
        grid[tokens[pairs] - 1, 5] = _finish(words[pairs] * _FIRST + words[pairs + 1] * _SECOND, shift)
        there[tokens[pairs] - 1, 5] = True


def _finish(hashed: NDArray[np.uint32], shift: np.uint32) -> NDArray[np.uint32]:
    """Spread the bits (a multiply moves them upwards only) and keep the highest."""
    hashed = hashed ^ (hashed >> np.uint32(15))
    hashed *= _FINAL
    hashed ^= hashed >> np.uint32(13)
    hashed *= _SECOND
    return hashed >> shift
