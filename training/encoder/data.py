"""Rows as token ids with what is known of them, ready to be cut into batches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from gatepost.engine.models.labels import LABELS
from training.encoder.vocabulary import BOS, EOS
from training.rows import PROMOTION, Row
from training.targets import targets

OUTPUTS = (*LABELS, "severe")
"""What the sentence heads answer, in order."""

TOKENS = ("profanity", "personal-attack", "abuse", "threat", "promotion", "any")
"""What the token head answers of each piece: the kinds of words that readers marked in toxic_spans, the
words that promote, and bad words of any kind."""

LIMIT = 128
"""Pieces of one training text, the two that frame it included."""

Spans = Mapping[str, Sequence[tuple[int, int, str, float]]]
"""For a text: start, end, kind (one of TOKENS) and a share of its readers; shares of one place add up."""


@dataclass(frozen=True)
class Examples:
    """`ids[offsets[i]:offsets[i + 1]]` are the pieces of example i. `known`, `truth`: (rows, OUTPUTS);
    `bags`: (rows, bags). `marks`: (all pieces, TOKENS), 0..1, -1 where nobody marked words."""

    ids: NDArray[np.int32]
    offsets: NDArray[np.int64]
    known: NDArray[np.float32]
    truth: NDArray[np.float32]
    bags: NDArray[np.float32]
    members: NDArray[np.bool_]
    marks: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def lengths(self) -> NDArray[np.int64]:
        return np.diff(self.offsets)


def prepare(rows: Sequence[Row], tokenizer: Tokenizer, spans: Spans, bag: float = 1.0) -> Examples:
    """All rows, in order. A text longer than LIMIT keeps its beginning, as its label speaks of the whole."""
    aims, _ = targets(rows, bag)
    severe = np.array([[_severity(row)] for row in rows], dtype=np.float32)
    known = np.concatenate((aims.known, (severe >= 0).astype(np.float32)), axis=1)
    truth = np.concatenate((aims.truth, np.maximum(severe, 0.0)), axis=1)
    members = np.concatenate((aims.members, np.zeros((len(aims.members), 1), dtype=bool)), axis=1)
    pieces: list[int] = []
    marks: list[NDArray[np.int8]] = []
    offsets = [0]
    for begin in range(0, len(rows), 2000):
        some = rows[begin : begin + 2000]
        encodings = tokenizer.encode_batch([row.text for row in some], add_special_tokens=False)
        for row, encoding in zip(some, encodings, strict=True):
            ids = [BOS, *encoding.ids[: LIMIT - 2], EOS]
            pieces += ids
            marks.append(_marks(row, encoding.offsets[: LIMIT - 2], spans.get(row.text)))
            offsets.append(len(pieces))
    return Examples(
        np.array(pieces, dtype=np.int32), np.array(offsets, dtype=np.int64), known, truth, aims.bags, members,
        np.concatenate(marks),
    )  # fmt: skip


def _severity(row: Row) -> float:
    """1 severe, 0 not, -1 unknown. What is not even toxic is not severe."""
    if row.severe is not None:
        return float(row.severe)
    return 0.0 if row.labels.get("toxicity") is False else -1.0


def _marks(
    row: Row, places: Sequence[tuple[int, int]], marked: Sequence[tuple[int, int, str, float]] | None
) -> NDArray[np.int8]:
    """In hundredths, (pieces + 2, TOKENS). A clean text has no bad words; others are unknown unmarked."""
    shape = (len(places) + 2, len(TOKENS))
    promotes = TOKENS.index("promotion")
    silent = any(row.labels.get(clause) is not False for clause in PROMOTION)
    if marked is None:
        result = np.full(shape, 0 if row.labels.get("toxicity") is False else -1, dtype=np.int8)
        if silent:
            result[:, promotes] = -1
        return result
    result = np.zeros(shape, dtype=np.int8)
    if silent and not any(kind == "promotion" for _, _, kind, _ in marked):
        result[:, promotes] = -1
    for start, end, kind, share in marked:
        column = TOKENS.index(kind)
        for at, (first, last) in enumerate(places, start=1):
            if first < end and start < last:
                result[at, column] = min(100, int(result[at, column]) + round(100 * share))
    return result


def batches(
    lengths: NDArray[np.int64], order: NDArray[np.int64], pieces: int, random: np.random.Generator
) -> Iterator[NDArray[np.int64]]:
    """`order` cut into batches of about `pieces` pieces, alike in length, in random sequence."""
    pool = 8192
    for begin in range(0, len(order), pool):
        some = order[begin : begin + pool]
        some = some[np.argsort(lengths[some], kind="stable")]
        cut: list[NDArray[np.int64]] = []
        first = 0
        for at in range(1, len(some) + 1):
            full = at < len(some) and (at + 1 - first) * int(lengths[some[at]]) > pieces
            if full or at == len(some):
                cut.append(some[first:at])
                first = at
        for which in random.permutation(len(cut)):
            yield cut[which]
