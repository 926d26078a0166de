"""CSV as it comes out of spreadsheets and databases: one line at a time, what is wrong with it beside it."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple, TextIO

from gatepost.batch.columns import TEXT, TableError
from gatepost.batch.rows import RowError

DELIMITERS = (",", ";", "\t")
"""What may stand between cells; spreadsheets write semicolons where the comma is the decimal sign."""


class Line(NamedTuple):
    """The cells of one line by column, as far as they can be read, and why the line is no comment."""

    cells: Mapping[str, str]
    error: RowError | None = None


BLANK = Line({}, RowError("invalid-line", "the line is blank"))


def read_csv(file: TextIO, text: str = TEXT) -> tuple[list[str], Iterator[Line]]:
    """The header and the lines below it. Raises `TableError` for a header without one column `text`.

    `file` is opened with `newline=""` and `errors="surrogateescape"`, so that bytes that are not UTF-8 arrive
    as lone surrogates and are told apart from text. Blank lines at the end are no lines.
    """
    csv.field_size_limit(2**31 - 1)
    first = file.readline()
    reader = csv.reader(
        chain((first,) if first else (), file), strict=True, delimiter=_delimiter(first, text)
    )
    try:
        header = next(reader, [])
    except csv.Error as error:
        raise TableError(f"the header is no CSV: {error}") from None
    if header.count(text) != 1:
        named = ", ".join(header).encode(errors="replace").decode() or "nothing"
        raise TableError(f"the header needs exactly one column `{text}`; it has: {named}")
    if broken := [name for name in header if not _is_unicode(name)]:
        raise TableError(
            f"the header is not UTF-8 ({broken[0].encode(errors='replace').decode()}); save the file as UTF-8"
        )
    return header, _lines(reader, header)


def _delimiter(first: str, text: str) -> str:
    """The one that makes the first line a header with the text's column; a comma where none does."""
    for delimiter in DELIMITERS:
        if text in [cell.strip('"') for cell in first.rstrip("\r\n").split(delimiter)]:
            return delimiter
    return DELIMITERS[0]


def _lines(reader: Any, header: Sequence[str]) -> Iterator[Line]:
    blank = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            line = Line({}, RowError("invalid-line", f"line {reader.line_num} is no CSV: {error}"))
        else:
            if not cells:
                blank += 1
                continue
            line = _line(header, cells)
        for _ in range(blank):
            yield BLANK
        blank = 0
        yield line


def _line(header: Sequence[str], cells: Sequence[str]) -> Line:
    fields = dict(zip(header, cells, strict=False))
    error = None
    if not "".join(cells).isascii() and (
        broken := [name for name in fields if not _is_unicode(fields[name])]
    ):
        error = RowError("not-unicode", f"not UTF-8 in: {', '.join(broken)}; save the file as UTF-8")
        for name in broken:
            fields[name] = fields[name].encode(errors="replace").decode()
    if len(cells) > len(header):
        wrong = f"the row has {len(cells)} cells, the header {len(header)}; quote cells that hold commas"
        error = RowError("invalid-line", wrong)
    return Line(fields, error)


def _is_unicode(cell: str) -> bool:
    try:
        cell.encode()
    except UnicodeEncodeError:
        return False
    return True
