"""CSV and Parquet in and out. A verdict becomes one row; its grounds are one column of JSON."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

import msgspec
from msgspec import Raw

from gatepost.batch import csv_lines
from gatepost.batch.columns import TableError
from gatepost.batch.rows import Row, RowError, submission_from
from gatepost.engine.numbers import CLAUSES
from gatepost.engine.output import ground_object
from gatepost.vocabulary import Article, Context

KNOWN = ("id", "text", "language")
VERDICT_COLUMNS = ("outcome", "violation", "language", "grounds", *CLAUSES, "engine", "guidelines")
NUMBERS = frozenset({"violation", *CLAUSES})
ERROR_COLUMNS = ("error_code", "error_message")


def read_csv(
    file: TextIO, size: int, language: str | None, article: Article | None
) -> tuple[tuple[str, ...], Iterator[list[Row]]]:
    """The names of the extra columns, and the rows in batches. Raises `TableError` for a wrong header."""
    header, lines = csv_lines.read_csv(file)
    extra = tuple(name for name in header if name not in KNOWN)
    return extra, _csv_batches(lines, size, language, article)


def _csv_batches(
    lines: Iterator[csv_lines.Line], size: int, language: str | None, article: Article | None
) -> Iterator[list[Row]]:
    while some := list(islice(lines, size)):
        yield [_csv_row(line, language, article) for line in some]


def _csv_row(line: csv_lines.Line, language: str | None, article: Article | None) -> Row:
    row = _row(line.cells, language, article)
    row.error = line.error or row.error
    return row


def _row(fields: Mapping[str, Any], language: str | None, article: Article | None) -> Row:
    row = Row(id=fields.get("id"), extra={key: fields[key] for key in fields if key not in KNOWN})
    try:
        row.submission = submission_from(fields.get("text"), fields.get("language") or language)
        row.context = Context(article=article)
    except RowError as error:
        row.error = error
    return row


def read_parquet(path: Path, size: int, language: str | None, article: Article | None) -> ParquetRows:
    """The rows of a Parquet file, in batches. Raises `TableError` for a file without a text column."""
    return ParquetRows(path, size, language, article)


class ParquetRows:
    """A Parquet file read batch by batch; `total` rows, `schema` for writers that keep the id's type."""

    def __init__(self, path: Path, size: int, language: str | None, article: Article | None) -> None:
        import pyarrow
        from pyarrow import parquet

        try:
            self.file = parquet.ParquetFile(path)
        except (pyarrow.ArrowException, OSError) as error:
            raise TableError(f"not a Parquet file: {error}") from None
        self.schema = self.file.schema_arrow
        if self.schema.names.count("text") != 1:
            names = ", ".join(self.schema.names)
            raise TableError(f"the file needs exactly one column `text`; it has: {names}")
        self.total = self.file.metadata.num_rows
        self.extra = tuple(name for name in self.schema.names if name not in KNOWN)
        self.size, self.language, self.article = size, language, article

    def __iter__(self) -> Iterator[list[Row]]:
        import pyarrow

        for batch in self.file.iter_batches(batch_size=self.size):
            try:
                yield [_row(fields, self.language, self.article) for fields in batch.to_pylist()]
            except (UnicodeDecodeError, pyarrow.ArrowException):
                yield [self._alone(batch.slice(at, 1)) for at in range(batch.num_rows)]

    def _alone(self, one: Any) -> Row:
        try:
            return _row(one.to_pylist()[0], self.language, self.article)
        except Exception as error:
            return Row(error=RowError("not-unicode", f"the row cannot be read: {error}"))


def columns_of(row: Row, extra: Sequence[str]) -> dict[str, Any]:
    """One output row: the verdict's columns or the error's, then the kept input columns."""
    cells: dict[str, Any] = {}
    verdict = row.verdict
    if verdict is not None:
        cells = {
            "outcome": verdict.outcome.value,
            "violation": verdict.violation,
            "language": verdict.language,
            "grounds": msgspec.json.encode([ground_object(ground) for ground in verdict.grounds]).decode(),
            "engine": verdict.engine,
            "guidelines": verdict.guidelines,
            **verdict.probabilities,
        }
    elif row.error is not None:
        cells = {"error_code": row.error.code, "error_message": str(row.error)}
    for name in extra:
        cells[f"input.{name}"] = (row.extra or {}).get(name)
    return cells


def plain(value: Any) -> Any:
    """An id or a kept value for a table cell: strings as they are, other JSON as it was written."""
    if isinstance(value, Raw):
        decoded = msgspec.json.decode(value) if bytes(value)[:1] == b'"' else None
        value = decoded if decoded is not None else bytes(value).decode()
        return None if value == "null" and decoded is None else value
    return value


class CsvWriter:
    """Verdicts as CSV, in UTF-8."""

    def __init__(self, out: TextIO, extra: Sequence[str] = ()) -> None:
        self.out, self.extra = out, extra
        self.names = ["id", *VERDICT_COLUMNS, *ERROR_COLUMNS, *(f"input.{name}" for name in extra)]
        self.writer = csv.writer(out)
        self.writer.writerow(self.names)

    def write(self, rows: Sequence[Row]) -> None:
        for row in rows:
            cells = columns_of(row, self.extra) | {"id": row.id}
            self.writer.writerow([plain(cells.get(name)) for name in self.names])
        self.out.flush()

    def close(self) -> None:
        self.out.close()


class ParquetWriter:
    """Verdicts as Parquet. The id and kept columns keep their types when they come from Parquet."""

    def __init__(self, path: Path, extra: Sequence[str] = (), schema: Any = None) -> None:
        import pyarrow
        from pyarrow import parquet

        def kept(name: str) -> Any:
            known = schema is not None and name in schema.names
            return schema.field(name).type if known else pyarrow.string()

        fields = [("id", kept("id"))]
        fields += [
            (name, pyarrow.float64() if name in NUMBERS else pyarrow.string()) for name in VERDICT_COLUMNS
        ]
        fields += [(name, pyarrow.string()) for name in ERROR_COLUMNS]
        fields += [(f"input.{name}", kept(name)) for name in extra]
        self.extra = extra
        self.schema = pyarrow.schema(fields)
        self.writer = parquet.ParquetWriter(path, self.schema)

    def write(self, rows: Sequence[Row]) -> None:
        import pyarrow

        cells = [columns_of(row, self.extra) | {"id": row.id} for row in rows]
        table = [{name: plain(cell.get(name)) for name in self.schema.names} for cell in cells]
        self.writer.write_table(pyarrow.Table.from_pylist(table, schema=self.schema))

    def close(self) -> None:
        self.writer.close()
