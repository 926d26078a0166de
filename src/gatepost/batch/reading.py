"""A file of comments, read piece by piece: what is asked of each, and what is carried over beside it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Protocol

import pyarrow
from msgspec import Struct
from pyarrow import parquet

from gatepost.batch.columns import Chosen, TableError, Wanted, choose
from gatepost.batch.csv_lines import Line, read_csv
from gatepost.batch.schema import result_schema
from gatepost.batch.table import ASKED, request

SUFFIXES = (".csv", ".parquet")
MOST_CHARACTERS = 16 * 1024 * 1024
"""Of one piece of CSV: what a file with absurdly long cells may take of the memory."""


class Piece(Struct):
    """Some rows: what a process must know of them, and the columns that stay here. `read`: bytes of the file
    up to its end, roughly."""

    asked: pyarrow.RecordBatch
    rows: pyarrow.RecordBatch
    read: int


class Source(Protocol):
    """An opened file. `schema`: the columns of what will be written."""

    chosen: Chosen
    schema: pyarrow.Schema

    def pieces(self, rows: int) -> Iterator[Piece]:
        """The file in pieces of at most so many rows. Raises `TableError` where it cannot be read on."""
        ...

    def close(self) -> None: ...


def open_source(path: Path, wanted: Wanted) -> Source:
    """Open a file by its ending. Raises `TableError` for one that cannot be used, OSError."""
    return ParquetSource(path, wanted) if path.suffix.lower() == ".parquet" else CsvSource(path, wanted)


class ParquetSource:
    """Parquet: row groups are read as a stream, so that one group of millions of rows is no trouble."""

    def __init__(self, path: Path, wanted: Wanted) -> None:
        self.size = path.stat().st_size
        try:
            self.file = parquet.ParquetFile(path, pre_buffer=False, buffer_size=1 << 20)
        except (pyarrow.ArrowException, OSError) as error:
            raise TableError(f"not a Parquet file: {error}") from None
        try:
            source = self.file.schema_arrow
            self.chosen = choose(source.names, wanted)
            self.schema = result_schema(source, self.chosen)
        except TableError:
            self.close()
            raise
        self.total = self.file.metadata.num_rows

    def pieces(self, rows: int) -> Iterator[Piece]:
        done = 0
        chosen = self.chosen
        try:
            for batch in self.file.iter_batches(rows, columns=chosen.read, use_threads=False):
                done += batch.num_rows
                asked = request(batch, chosen.text, chosen.language)
                yield Piece(asked, batch, self.size * done // self.total)
        except (pyarrow.ArrowException, OSError) as error:
            raise TableError(f"cannot be read on after row {done:,}: {error}") from None
        if done != self.total:
            raise TableError(f"holds {done:,} rows and says that it holds {self.total:,}; copy it again")

    def close(self) -> None:
        self.file.close()


class CsvSource:
    """CSV: cells are strings, and a line that is none is answered in its place."""

    def __init__(self, path: Path, wanted: Wanted) -> None:
        self.raw = path.open("rb")
        text = io.TextIOWrapper(self.raw, encoding="utf-8-sig", errors="surrogateescape", newline="")
        self.text = text  # held: a wrapper that nobody holds closes `raw`
        try:
            header, self.lines = read_csv(text, wanted.text)
            self.chosen = choose(header, wanted)
        except TableError:
            self.close()
            raise
        self.fields = pyarrow.schema([(name, pyarrow.string()) for name in self.chosen.read])
        self.schema = result_schema(self.fields, self.chosen)

    def pieces(self, rows: int) -> Iterator[Piece]:
        while some := list(_some(self.lines, rows)):
            columns = [
                pyarrow.array([line.cells.get(name) for line in some], pyarrow.string())
                for name in self.fields.names
            ]
            batch = pyarrow.RecordBatch.from_arrays(columns, schema=self.fields)
            asked = request(batch, self.chosen.text, self.chosen.language)
            if any(line.error for line in some):
                told = [(line.error.code, str(line.error)) if line.error else (None, None) for line in some]
                errors = [pyarrow.array(column, pyarrow.string()) for column in zip(*told, strict=True)]
                asked = pyarrow.RecordBatch.from_arrays([*asked.columns[:2], *errors], names=ASKED)
            yield Piece(asked, batch, self.raw.tell())

    def close(self) -> None:
        self.text.close()


def _some(lines: Iterator[Line], rows: int) -> Iterator[Line]:
    characters = 0
    for line in islice(lines, rows):
        yield line
        characters += sum(map(len, line.cells.values()))
        if characters >= MOST_CHARACTERS:
            return
