"""What the encoder learns from: the public sets, the contrastive corpus, and disguised copies of both."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gatepost.evaluation.evasions import EVASIONS
from training.augment import mixed
from training.collect import collect
from training.corpus.rows import examples as corpus_examples
from training.corpus.rows import rows as corpus_rows
from training.encoder.spans import CONTRAST_KINDS, Marked, marked_words
from training.rows import Row

DISGUISED = 0.1
"""Share of the texts of a pass in which some words are disguised, where nothing else is said."""

_WORD = re.compile(r"[^\W\d_]{3,}")
_LEAST, _MOST = 0.5, 1.5
"""Bounds of a row's weight: here a set's weight is how often it is read, and that is `sampling.SHARE`."""


@dataclass(frozen=True)
class Material:
    """`rows` of all parts; `spans` of marked words by text."""

    rows: tuple[Row, ...]
    spans: Marked

    def part(self, split: str) -> list[Row]:
        return [row for row in self.rows if row.split == split]


def material(data: Path) -> Material:
    """Everything there is. The corpus says of each text all that can be said, public sets what they say."""
    public, _ = collect(data)
    blended = [replace(row, source="mixed") for row in mixed(public)]
    contrast = contrast_rows()
    spans = marked_words(data)
    for one in corpus_examples():
        marks = {(start, end, kind) for start, end, name in one.spans for kind in CONTRAST_KINDS[name]}
        if marks:
            spans[one.text] = [(start, end, kind, 1.0) for start, end, kind in sorted(marks)]
    rows = [
        replace(row, weight=min(_MOST, max(_LEAST, row.weight))) for row in (*public, *blended, *contrast)
    ]
    return Material(tuple(rows), spans)


def contrast_rows() -> list[Row]:
    """The corpus's rows. Of its test part, whose words and sentences no training row has, two fifths of the
    contrast sets calibrate (`valid`); the others are only measured on."""
    severe = {one.text: bool(one.labels["severe"]) for one in corpus_examples()}
    found = []
    for row in corpus_rows():
        aside = row.split == "test" and hashlib.sha256(row.group.encode()).digest()[0] < 102
        found.append(replace(row, severe=severe[row.text], split="valid" if aside else row.split))
    return found


def held_back(data: Path, split: str) -> list[Row]:
    """Rows of `split` (`valid`: to calibrate and choose on; `test`: to measure on), public ones and ours."""
    public, _ = collect(data)
    return [row for row in (*public, *contrast_rows()) if row.split == split]


def disguised(
    rows: Sequence[Row], spans: Marked, seed: int, share: float = DISGUISED
) -> tuple[list[Row], Marked]:
    """`rows` with some words of a `share` of them in disguise, and the marks of the changed texts."""
    rng = random.Random(seed)
    marks: Marked = {}
    changed = []
    for row in rows:
        if rng.random() < share:
            text, moved = _disguise(row.text, spans.get(row.text), rng)
            if moved is not None:
                marks[text] = moved
            row = replace(row, text=text)
        changed.append(row)
    return changed, {**spans, **marks}


def _disguise(
    text: str, marked: list[tuple[int, int, str, float]] | None, rng: random.Random
) -> tuple[str, list[tuple[int, int, str, float]] | None]:
    """Up to three words in one disguise; marks move with the words."""
    words = [(word.start(), word.end()) for word in _WORD.finditer(text)]
    inside = [
        (first, last)
        for first, last in words
        if marked and any(first < end and start < last for start, end, _, _ in marked)
    ]
    pool = inside if inside and rng.random() < 0.7 else words
    if not pool:
        return text, marked
    change = EVASIONS[rng.choice(list(EVASIONS))]
    for first, last in sorted(rng.sample(pool, min(len(pool), rng.randint(1, 3))), reverse=True):
        word = change(text[first:last], rng)
        if word is None:
            continue
        text = text[:first] + word + text[last:]
        grown = len(word) - (last - first)
        if marked is not None:
            marked = [
                (start + grown * (start >= last), end + grown * (end >= last), kind, share)
                for start, end, kind, share in marked
            ]
    return text, marked
