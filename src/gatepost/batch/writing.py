"""A file of verdicts, written piece by piece under a hidden name, and named when it is whole."""

from __future__ import annotations

import csv
import os
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

import msgspec
import pyarrow
from pyarrow import parquet

from gatepost.batch.schema import MEASURED

ROW_GROUP = 50_000
"""Rows of one Parquet row group: large enough to read fast, small enough to hold."""


class Target(Protocol):
    """An output that is being written."""

    def write(self, batch: pyarrow.RecordBatch) -> None: ...

    def close(self) -> None:
        """Write what is left, down to the disk."""
        ...

    def drop(self) -> None:
        """Let go of the file, whatever is in it."""
        ...


def open_target(path: Path, ending: str, schema: pyarrow.Schema) -> Target:
    """A writer into `path`; `ending`, .parquet or .csv, says what is written. Raises OSError."""
    return ParquetTarget(path, schema) if ending.lower() == ".parquet" else CsvTarget(path, schema)


class ParquetTarget:
    """Parquet, Zstandard, in row groups of `ROW_GROUP`."""

    def __init__(self, path: Path, schema: pyarrow.Schema) -> None:
        self.schema = schema
        self.file = path.open("wb")
        self.writer = parquet.ParquetWriter(self.file, schema, compression="zstd")
        self.waiting: list[pyarrow.RecordBatch] = []
        self.rows = 0

    def write(self, batch: pyarrow.RecordBatch) -> None:
        self.waiting.append(batch)
        self.rows += batch.num_rows
        if self.rows >= ROW_GROUP:
            self._flush()

    def close(self) -> None:
        try:
            self._flush()
            self.writer.close()
            _settle(self.file)
        finally:
            self.file.close()

    def drop(self) -> None:
        with suppress(OSError, pyarrow.ArrowException):  # what it still held may not fit on the disk
            self.writer.close()
        with suppress(OSError):
            self.file.close()

    def _flush(self) -> None:
        if self.waiting:
            self.writer.write_table(pyarrow.Table.from_batches(self.waiting, schema=self.schema))
        self.waiting, self.rows = [], 0


class CsvTarget:
    """CSV in UTF-8, as `gatepost screen` writes it: grounds as JSON, without the features."""

    def __init__(self, path: Path, schema: pyarrow.Schema) -> None:
        self.names = [field.name for field in schema if field.type != MEASURED]
        self.file = path.open("w", encoding="utf-8", errors="replace", newline="")
        self.writer = csv.writer(self.file)
        self.writer.writerow(self.names)

    def write(self, batch: pyarrow.RecordBatch) -> None:
        columns = [self._cells(batch.column(name), name) for name in self.names]
        self.writer.writerows(zip(*columns, strict=True))

    def close(self) -> None:
        try:
            self.file.flush()
            _settle(self.file)
        finally:
            self.file.close()

    def drop(self) -> None:
        with suppress(OSError):  # what it still held may not fit on the disk
            self.file.close()

    def _cells(self, column: pyarrow.Array, name: str) -> list[Any]:
        try:
            cells: list[Any] = column.to_pylist()
        except (UnicodeDecodeError, pyarrow.ArrowException):
            cells = column.cast(pyarrow.binary()).to_pylist()
            return [None if cell is None else cell.decode(errors="replace") for cell in cells]
        if name == "grounds":
            return [None if cell is None else msgspec.json.encode(cell).decode() for cell in cells]
        return cells


def _settle(file: Any) -> None:
    """On the disk before the name says that it is whole."""
    file.flush()
    os.fsync(file.fileno())
