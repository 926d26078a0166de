"""A file of comments in, a file of verdicts out, with a progress bar on a terminal."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Protocol

from msgspec import Struct

from gatepost.batch.columns import TableError
from gatepost.batch.rows import Row, judge
from gatepost.cli import tables
from gatepost.cli.lines import LineWriter, batches, row_from
from gatepost.cli.say import complain
from gatepost.cli.screen import report
from gatepost.engine.face import Engine
from gatepost.vocabulary import Article


class Source(Struct):
    """A file opened for reading: rows in batches, how far it is read, and what writers may need of it."""

    batches: Iterator[list[Row]]
    total: int
    position: Callable[[int], int]
    extra: Sequence[str] = ()
    schema: Any = None


class Writer(Protocol):
    def write(self, rows: Sequence[Row]) -> None: ...

    def close(self) -> None: ...


def screen_file(
    path: Path,
    out: Path | None,
    engine: Engine,
    language: str | None,
    article: Article | None,
    batch: int,
    keep: bool,
) -> int:
    """Screen `path` into `out` (JSON lines on standard output without). The exit status.

    The output appears under its name only when it is whole.
    """
    if keep and out and path.suffix.lower() == ".jsonl" and out.suffix.lower() != ".jsonl":
        complain("--keep from JSON lines needs JSON lines: lines may hold any fields, a table only some")
        return 2
    part = out.with_name(f".{out.name}.part") if out else None
    try:
        with ExitStack() as stack:
            source = _open(path, language, article, batch, stack)
            writer = _writer(part, out, source, keep, stack)
            count, errors = _run(source, engine, writer)
            writer.close()
        if out and part:
            part.replace(out)
    except TableError as error:
        complain(f"{path}: {error}")
        return 2
    except BrokenPipeError:
        raise
    except OSError as error:
        complain(f"{error.filename or path}: {error.strerror or error}")
        return 2
    finally:
        if part:
            part.unlink(missing_ok=True)
    return report(count, errors)


def _run(source: Source, engine: Engine, writer: Writer) -> tuple[int, int]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    count = errors = 0
    console = Console(stderr=True)
    columns = (
        TextColumn("Screening"),
        BarColumn(),
        TextColumn("{task.fields[done]:,} comments"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task("", total=source.total or None, done=0)
        for rows in source.batches:
            judge(rows, engine)
            writer.write(rows)
            count += len(rows)
            errors += sum(row.error is not None for row in rows)
            progress.update(task, completed=source.position(count), done=count)
    return count, errors


def _open(path: Path, language: str | None, article: Article | None, batch: int, stack: ExitStack) -> Source:
    if path.suffix.lower() == ".parquet":
        rows = tables.read_parquet(path, batch, language, article)
        return Source(iter(rows), rows.total, lambda count: count, rows.extra, rows.schema)
    size = path.stat().st_size
    if path.suffix.lower() == ".csv":
        raw = stack.enter_context(path.open("rb"))
        wrapped = io.TextIOWrapper(raw, encoding="utf-8-sig", errors="surrogateescape", newline="")
        text = stack.enter_context(wrapped)  # held: a wrapper that nobody holds closes `raw`
        extra, found = tables.read_csv(text, batch, language, article)
        return Source(found, size, lambda _: raw.tell(), extra)
    raw = stack.enter_context(path.open("rb"))
    lines = batches(raw.read, lambda: True, batch)
    return Source(
        ([row_from(line, language, article) for line in some] for some in lines), size, lambda _: raw.tell()
    )


def _writer(part: Path | None, out: Path | None, source: Source, keep: bool, stack: ExitStack) -> Writer:
    if out is None or part is None:
        return LineWriter(sys.stdout.buffer, keep)
    extra = source.extra if keep else ()
    if out.suffix.lower() == ".parquet":
        return tables.ParquetWriter(part, extra, source.schema)
    if out.suffix.lower() == ".csv":
        return tables.CsvWriter(stack.enter_context(part.open("w", encoding="utf-8", newline="")), extra)
    return LineWriter(stack.enter_context(part.open("wb")), keep)
