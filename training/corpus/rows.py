"""The committed corpus as the trainer's rows: every clause known, contrast sets kept together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from training.corpus import FOLDER
from training.corpus.schema import KINDS, Example, read
from training.rows import Row

SOURCE = "contrast"


def files(folder: Path = FOLDER) -> list[Path]:
    """The committed files, one a language."""
    return sorted(folder.glob("*.jsonl.gz"))


def examples(folder: Path = FOLDER) -> Iterator[Example]:
    """Every committed example."""
    for path in files(folder):
        yield from read(path)


def rows(folder: Path = FOLDER) -> Iterator[Row]:
    """Rows for `training.collect`. `severe` is left out: no model gives it. The part is the split."""
    for example in examples(folder):
        labels = {name: bool(value) for name, value in example.labels.items() if name != "severe"}
        labels["abuse"] = any(labels[kind] for kind in KINDS)
        yield Row(
            text=example.text,
            language=example.lang,
            source=f"{SOURCE}_{example.lang}",
            split=example.part,
            labels=labels,
            violation=example.violating,
            group=example.set,
        )
