"""JSON lines in and out: answered promptly on a slow pipe, in full batches on a fast one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO

import msgspec
from msgspec import Raw

from gatepost.batch.rows import Row, RowError, article_from, parent_from, submission_from
from gatepost.engine.output import verdict_object
from gatepost.vocabulary import Article, Context

LONGEST_LINE = 64 * 1024 * 1024
"""Bytes. A longer line is no comment; it is answered with an error instead of filling the memory."""

KNOWN = frozenset({"id", "text", "language", "article", "parent"})
_CHUNK = 1 << 18
_FIELDS = msgspec.json.Decoder(dict[str, Raw])
_NUMBER = re.compile(rb"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_TOO_LONG = RowError("line-too-long", f"the line has more than {LONGEST_LINE:,} bytes")


def batches(
    read: Callable[[int], bytes], ready: Callable[[], bool], size: int
) -> Iterator[list[bytes | None]]:
    """Lines in batches of at most `size`, fewer as soon as no more input is ready. None: a line too long.

    `read(n)` blocks until there are 1 to n bytes, and gives none at the end. Only a newline ends a line.
    Blank lines at the end are not lines; blank lines before another line are.
    """
    lines: list[bytes | None] = []
    pieces: list[bytes] = []
    held = blank = 0
    first = True

    def take(line: bytes | None) -> None:
        nonlocal blank, first
        if first and line is not None:
            line = line.removeprefix(b"\xef\xbb\xbf")
        first = False
        if line is not None and not line.strip():
            blank += 1
            return
        lines.extend([b""] * blank)
        blank = 0
        lines.append(line)

    while True:
        while lines and (len(lines) >= size or not ready()):
            yield lines[:size]
            del lines[:size]
        chunk = read(_CHUNK)
        if not chunk:
            break
        parts = chunk.split(b"\n")
        for part in parts[:-1]:
            take(b"".join([*pieces, part]) if held + len(part) <= LONGEST_LINE else None)
            pieces, held = [], 0
        if held + len(parts[-1]) <= LONGEST_LINE:
            pieces.append(parts[-1])
        else:
            pieces = []
        held += len(parts[-1])
    if held:
        take(b"".join(pieces) if held <= LONGEST_LINE else None)
    for start in range(0, len(lines), size):
        yield lines[start : start + size]


def row_from(line: bytes | None, language: str | None, article: Article | None) -> Row:
    """A row from one line; `language` and `article` hold where the line says nothing else."""
    if line is None:
        return Row(error=_TOO_LONG)
    row = Row()
    try:
        fields = _fields(line, row)
        row.extra = {key: raw for key, raw in fields.items() if key not in KNOWN}
        if "id" in fields:
            row.id = _scalar(fields["id"])
        said = _value(fields, "language")
        row.submission = submission_from(_value(fields, "text"), language if said in (None, "") else said)
        row.context = Context(
            article=article_from(_value(fields, "article")) or article,
            parent=parent_from(_value(fields, "parent")),
        )
    except RowError as error:
        row.error = error
    return row


def _fields(line: bytes, row: Row) -> dict[str, Raw]:
    try:
        line.decode()
    except UnicodeDecodeError as error:
        _diagnosed(
            line.decode(errors="replace").encode(), row, error
        )  # for the id, where it is not what broke
        if row.id is not None and b"\\ufffd" in bytes(row.id):
            row.id = None
        raise RowError("invalid-line", f"byte {error.start} of the line is not UTF-8") from None
    try:
        return _FIELDS.decode(line)
    except (msgspec.DecodeError, RecursionError) as error:
        raise _diagnosed(line, row, error) from None


def _diagnosed(line: bytes, row: Row, error: Exception) -> RowError:
    """Why a line cannot be read. Half a surrogate pair in an escape is JSON, but it is not Unicode."""
    if not line.strip():
        return RowError("invalid-line", "the line is blank; write one JSON object a line")
    if isinstance(error, msgspec.ValidationError):
        return RowError("invalid-line", "the line is JSON, but not an object with the field `text`")
    try:
        fields = json.loads(line, parse_int=_number, parse_float=_number, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return RowError("invalid-line", f"the line is not JSON: {error}")
    if not isinstance(fields, dict):
        return RowError("invalid-line", "the line is JSON, but not an object with the field `text`")
    identity = fields.get("id")
    if not isinstance(identity, (dict, list)):
        row.id = identity if isinstance(identity, Raw) else Raw(json.dumps(identity).encode())
    return RowError("not-unicode", "the line holds half a surrogate pair; send whole characters")


def _number(digits: str) -> Raw:
    return Raw(digits.encode())


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _value(fields: dict[str, Raw], key: str) -> Any:
    raw = fields.get(key)
    if raw is None:
        return None
    try:
        return msgspec.json.decode(raw)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise RowError("invalid-line", f"the field `{key}` cannot be read: {error}") from None


def _scalar(raw: Raw) -> Raw:
    """The id exactly as it was written: a number of any size, a string, true, false or null."""
    written = bytes(raw).strip()
    if written[:1] in (b"{", b"["):
        raise RowError("id-not-scalar", "id is a list or an object; give a string or a number")
    if not _NUMBER.fullmatch(written):
        try:
            msgspec.json.decode(written)
        except msgspec.MsgspecError as error:
            raise RowError("invalid-line", f"the field `id` cannot be read: {error}") from None
    return Raw(written)


class LineWriter:
    """Verdicts as JSON lines, flushed after every batch."""

    def __init__(self, out: BinaryIO, keep: bool) -> None:
        self.out = out
        self.keep = keep
        self.encoder = msgspec.json.Encoder(enc_hook=str, decimal_format="number")

    def write(self, rows: Sequence[Row]) -> None:
        self.out.write(self.encoder.encode_lines([self._object(row) for row in rows]))
        self.out.flush()

    def close(self) -> None:
        self.out.flush()

    def _object(self, row: Row) -> dict[str, Any]:
        line: dict[str, Any] = {"id": row.id}
        if row.verdict is not None:
            line |= verdict_object(row.verdict)
        elif row.error is not None:
            line["error"] = {"code": row.error.code, "message": str(row.error)}
        if self.keep and row.extra:
            line["input"] = row.extra
        return line
