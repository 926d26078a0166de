"""`screen_table`: an Arrow table of comments in, an Arrow table of verdicts out, row for row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow

from gatepost.batch.columns import Wanted, choose
from gatepost.batch.rows import Row, RowError, judge, submission_from
from gatepost.batch.schema import VERDICT, result_schema
from gatepost.engine.face import Engine
from gatepost.engine.numbers import CLAUSES
from gatepost.engine.output import ground_object

ASKED = ("text", "language", "error_code", "error_message")
"""The columns of a request. A row that comes with an error is not screened: the error is its answer."""

BATCH = 1_000


def screen_table(
    table: pyarrow.Table,
    engine: Engine | None = None,
    *,
    text: str = "text",
    id: str | None = None,
    language: str | None = None,
    keep: Sequence[str] | None = None,
    batch: int = BATCH,
) -> pyarrow.Table:
    """The verdicts on a table of comments, in its order, one row for each: see `schema.result_schema`.

    `text` names the column of the comments, of any string type; `id` a column that is carried over as `id`
    (the column `id` without). `language` is the code of comments whose column `language` is empty; without,
    it is detected. `keep`: the columns carried over as `input.NAME`, every one but the text without. `batch`
    rows are read at a time; it changes the speed, never a verdict. `engine` is the full one without.

    A row that cannot be screened has `error_code` and `error_message`, and null in the verdict's columns.
    Raises `TableError` for a column that is not there.
    """
    chosen = choose(table.column_names, Wanted(text, id, None if keep is None else tuple(keep)))
    schema = result_schema(table.schema, chosen)
    loaded = engine or Engine.load()
    answers = [
        joined(
            schema,
            some,
            chosen.id,
            chosen.kept,
            judged(request(some, text, chosen.language), loaded, language),
        )
        for some in table.select(chosen.read).to_batches(max_chunksize=batch)
    ]
    return pyarrow.Table.from_batches(answers, schema=schema)


def request(batch: pyarrow.RecordBatch, text: str, language: str | None) -> pyarrow.RecordBatch:
    """What a process needs of a batch in order to judge it."""
    none = pyarrow.nulls(batch.num_rows, pyarrow.string())
    said = batch.column(language) if language else none
    return pyarrow.RecordBatch.from_arrays([batch.column(text), said, none, none], names=ASKED)


def joined(
    schema: pyarrow.Schema,
    batch: pyarrow.RecordBatch,
    identity: str | None,
    kept: Sequence[str],
    verdicts: pyarrow.RecordBatch,
) -> pyarrow.RecordBatch:
    """The verdicts between the batch's own id and its columns that are carried over."""
    own = batch.column(identity) if identity else pyarrow.nulls(batch.num_rows, pyarrow.string())
    arrays = [own, *verdicts.columns, *(batch.column(name) for name in kept)]
    return pyarrow.RecordBatch.from_arrays(arrays, schema=schema)


def judged(asked: pyarrow.RecordBatch, engine: Engine, language: str | None) -> pyarrow.RecordBatch:
    """The verdicts on a request: columns as `VERDICT`, one row for each."""
    known = zip(*(asked.column(at).to_pylist() for at in (2, 3)), strict=True)
    rows = [
        _row(text, said, language, code, message)
        for text, said, (code, message) in zip(
            _values(asked.column(0)), _values(asked.column(1)), known, strict=True
        )
    ]
    judge(rows, engine)
    return verdicts_of(rows)


def verdicts_of(rows: Sequence[Row]) -> pyarrow.RecordBatch:
    """Judged rows as columns."""
    columns: dict[str, list[Any]] = {name: [] for name in VERDICT.names}
    for row in rows:
        said = _said(row)
        for name, column in columns.items():
            column.append(said.get(name))
    return pyarrow.RecordBatch.from_arrays(
        [pyarrow.array(column, VERDICT.field(name).type) for name, column in columns.items()], schema=VERDICT
    )


def _said(row: Row) -> dict[str, Any]:
    verdict = row.verdict
    if verdict is None:
        error = row.error or RowError("engine-error", "the engine said nothing about this text")
        return {"error_code": error.code, "error_message": str(error)}
    return {
        "outcome": verdict.outcome.value,
        "violation": verdict.violation,
        "language": verdict.language,
        "grounds": [ground_object(ground) for ground in verdict.grounds],
        "engine": verdict.engine,
        "guidelines": verdict.guidelines,
        "features": verdict.features,
        **{clause: verdict.probabilities.get(clause) for clause in CLAUSES},
    }


def _row(text: Any, said: Any, language: str | None, code: str | None, message: str | None) -> Row:
    row = Row()
    try:
        if code is not None:
            raise RowError(code, message or "")
        for value in (text, said):
            if isinstance(value, RowError):
                raise value
        row.submission = submission_from(text, said or language)
    except RowError as error:
        row.error = error
    return row


def _values(column: pyarrow.Array) -> Iterable[Any]:
    """The column's values; a value that cannot be read is the `RowError` that says why."""
    try:
        values: list[Any] = column.to_pylist()
    except (UnicodeDecodeError, pyarrow.ArrowException):
        values = [_value(column, at) for at in range(len(column))]
    return values


def _value(column: pyarrow.Array, at: int) -> Any:
    try:
        return column[at].as_py()
    except Exception as error:
        return RowError("not-unicode", f"the row cannot be read: {error}")
