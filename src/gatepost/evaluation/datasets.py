"""Labelled comments from a file: JSON lines (also gzipped), CSV or Parquet, as plain dictionaries."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeGuard

import msgspec
from msgspec import Struct

from gatepost.vocabulary import MAX_CODE_POINTS

Item = Mapping[str, Any]
SUFFIXES = (".jsonl", ".jsonl.gz", ".csv", ".parquet")


class DatasetUnreadable(Exception):
    """The file cannot be used for evaluation; the message says where and what to do."""


def read_items(path: Path) -> Iterator[Item]:
    """The rows of a file, in order. Raises DatasetUnreadable with the line that cannot be read."""
    if not path.name.endswith(SUFFIXES):
        raise DatasetUnreadable(f"{path}: the name must end in {', '.join(SUFFIXES)}")
    try:
        if path.suffix == ".parquet":
            yield from _parquet(path)
        elif path.suffix == ".csv":
            yield from _csv(path)
        else:
            yield from _lines(path)
    except (OSError, EOFError) as why:
        raise DatasetUnreadable(f"{path}: cannot be read: {why}") from why


def field(item: Item, column: str) -> Any:
    """The value of a column; `labels.toxic` looks into nested objects when no column has that very name.

    None where it is missing.
    """
    if column in item:
        return item[column]
    value: Any = item
    for part in column.split("."):
        if not isinstance(value, Mapping) or part not in value:
            return None
        value = value[part]
    return value


def says(value: Any, positive: str) -> bool:
    """Whether a label's value is the positive one: `1`, `1.0`, true and "1" are all `1`."""
    if isinstance(value, bool):
        return positive.casefold() in (("1", "true") if value else ("0", "false"))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip() == positive.strip()


class Left(Struct):
    """How many rows were left out, and why: no label, or a text that the engine does not take."""

    unlabelled: int = 0
    unscreened: int = 0

    def __str__(self) -> str:
        return f"{self.unlabelled} without label, {self.unscreened} that cannot be screened"


def labelled(items: Iterable[Item], label: str, text: str, left: Left) -> Iterator[tuple[Item, str, Any]]:
    """The rows that can be judged, each with its text and what its label says; `left` counts the others."""
    for item in items:
        said, body = field(item, label), field(item, text)
        if said is None or said == "":
            left.unlabelled += 1
        elif not screenable(body):
            left.unscreened += 1
        else:
            yield item, body, said


def sha256_of(path: Path) -> str:
    """The digest of a file's bytes, 64 hexadecimal digits."""
    with path.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def screenable(text: Any) -> TypeGuard[str]:
    """Whether this is a text that the engine takes: Unicode, and no longer than a comment may be."""
    if not isinstance(text, str) or len(text) > MAX_CODE_POINTS:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _lines(path: Path) -> Iterator[Item]:
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                item = msgspec.json.decode(line)
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as why:
                raise DatasetUnreadable(f"{path}, line {number}: not JSON: {why}") from why
            if not isinstance(item, dict):
                raise DatasetUnreadable(f"{path}, line {number}: give one object a line")
            yield item


def _csv(path: Path) -> Iterator[Item]:
    csv.field_size_limit(2**31 - 1)
    try:
        with io.TextIOWrapper(path.open("rb"), encoding="utf-8-sig", newline="") as text:
            yield from csv.DictReader(text, strict=True)
    except (csv.Error, UnicodeDecodeError) as why:
        raise DatasetUnreadable(f"{path}: not CSV in UTF-8: {why}; save it as CSV UTF-8") from why


def _parquet(path: Path) -> Iterator[Item]:
    import pyarrow
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches():
                yield from batch.to_pylist()
    except pyarrow.ArrowException as why:
        raise DatasetUnreadable(f"{path}: not a Parquet file: {why}") from why
