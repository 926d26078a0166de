"""One file on its way: read and handed in ahead, written in its turn, named when it is whole."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pyarrow
from msgspec import Struct

from gatepost.batch import manifest
from gatepost.batch.columns import TableError
from gatepost.batch.crew import Answer, Crew, Lost
from gatepost.batch.figures import Figures
from gatepost.batch.job import Job, Versions, judge_bytes, read_bytes, to_bytes
from gatepost.batch.plan import Task
from gatepost.batch.reading import Piece, Source, open_source
from gatepost.batch.rows import Row, RowError
from gatepost.batch.table import joined, verdicts_of
from gatepost.batch.writing import Target, open_target

MOST_LOST = 40
"""Pieces of one file that may lose their process again and again before the file is given up."""

Watch = Callable[[int, int], None]
"""Told how many bytes of input and how many rows were done since it was last told."""


class Finished(Struct, frozen=True):
    """What became of one file. `wrong`: why it has no output. `before`: an earlier run had finished it."""

    task: Task
    figures: Figures
    wrong: str = ""
    before: bool = False


Step = Callable[[], Finished | None]
"""What happens to a file in its turn: begun, a piece written, ended. Only the last one answers."""


class OutputError(Exception):
    """Verdicts cannot be written: nobody would be helped by screening more. The message says why."""


class _GivenUp(Exception):
    """This file cannot be finished."""


def unwatched(_bytes: int, _rows: int) -> None:
    """Nobody watches."""


class OneFile:
    """Reads ahead of what it writes. Once `wrong` is set, what is in flight is dropped."""

    def __init__(self, task: Task, job: Job, versions: Versions, crew: Crew, watch: Watch) -> None:
        self.task, self.job, self.versions, self.crew, self.watch = task, job, versions, crew, watch
        self.part = task.target.with_name(f".{task.target.name}.part")
        self.figures = Figures()
        self.wrong = ""
        self.lost = 0
        self.size = self.watched = 0
        self.target: Target | None = None

    def steps(self) -> Iterator[Step]:
        """Reads the file, hands its pieces in, and gives what is to be done with each in its turn."""
        source = None
        try:
            self.size = self.task.source.stat().st_size
            known = manifest.finished(self.task.source, self.task.target, self.job, self.versions)
            if known is not None:
                figures = known.figures
                yield lambda: self._ended(figures, before=True)
                return
            seen = manifest.look(self.task.source)
            source = open_source(self.task.source, self.job.wanted)
            schema = source.schema
            began = time.monotonic()
            yield lambda: self._begin(schema)
            for piece in source.pieces(self.job.batch):
                if self.wrong:
                    break
                asked = to_bytes(piece.asked)
                yield self._step(source, piece, asked, self.crew.submit(judge_bytes, asked))
        except (TableError, OSError) as error:
            wrong = _said(error)
            yield lambda: self._fail(wrong)
        else:
            yield lambda: self._end(seen, began)
        finally:
            if source is not None:
                source.close()

    def abandon(self) -> None:
        """Leave nothing half done behind."""
        if self.target is not None:
            self.target.drop()
        with suppress(OSError):
            self.part.unlink()

    def _begin(self, schema: pyarrow.Schema) -> None:
        try:
            self.task.target.parent.mkdir(parents=True, exist_ok=True)
            self.target = open_target(self.part, self.task.target.suffix, schema)
        except OSError as error:
            raise OutputError(_unwritten(error, self.part)) from None

    def _step(self, source: Source, piece: Piece, asked: bytes, answer: Answer[bytes]) -> Step:
        return lambda: self._write(source, piece, asked, answer)

    def _write(self, source: Source, piece: Piece, asked: bytes, answer: Answer[bytes]) -> None:
        if self.wrong or self.target is None:
            answer.drop()
            return
        try:
            verdicts = self._verdicts(asked, answer)
        except (_GivenUp, pyarrow.ArrowException) as error:
            self.wrong = str(error)
            return
        self.figures.count(verdicts)
        chosen = source.chosen
        try:
            self.target.write(joined(source.schema, piece.rows, chosen.id, chosen.kept, verdicts))
        except OSError as error:
            raise OutputError(_unwritten(error, self.part)) from None
        self.watch(piece.read - self.watched, verdicts.num_rows)
        self.watched = piece.read

    def _verdicts(self, asked: bytes, answer: Answer[bytes]) -> pyarrow.RecordBatch:
        """The verdicts on a piece. Where it brings its process down, the row that does so is found."""
        try:
            return read_bytes(answer.result())
        except Lost as lost:
            self.lost += 1
            if self.lost > MOST_LOST:
                raise _GivenUp(
                    f"{lost}, and that {MOST_LOST} times in this file; is there memory enough?"
                ) from None
            batch = read_bytes(asked)
            if batch.num_rows == 1:
                return verdicts_of(
                    [Row(error=RowError("engine-error", f"the engine failed on this text: {lost}"))]
                )
        halves = [batch.slice(0, batch.num_rows // 2), batch.slice(batch.num_rows // 2)]
        found = []
        for half in halves:
            raw = to_bytes(half)
            found.append(self._verdicts(raw, self.crew.submit(judge_bytes, raw)))
        return pyarrow.concat_batches(found)

    def _end(self, seen: manifest.Input, began: float) -> Finished:
        if self.wrong or self.target is None:
            return self._fail(self.wrong)
        if not manifest.unchanged(self.task.source, seen):
            return self._fail("the file changed while it was read; run this again")
        known = manifest.path_of(self.task.target)
        self.figures.seconds = round(time.monotonic() - began, 3)
        try:
            self.target.close()
            # In this order: what stands under the name is never said to be finished when it is another file.
            known.unlink(missing_ok=True)
            self.part.replace(self.task.target)
            manifest.write(self.task.target, seen, self.job, self.versions, self.figures)
        except OSError as error:
            raise OutputError(_unwritten(error, self.task.target)) from None
        return self._ended(self.figures)

    def _fail(self, wrong: str) -> Finished:
        self.abandon()
        return self._ended(self.figures, self.wrong or wrong)

    def _ended(self, figures: Figures, wrong: str = "", before: bool = False) -> Finished:
        self.watch(self.size - self.watched, 0)
        return Finished(self.task, figures, wrong, before)


def _said(error: Exception) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)


def _unwritten(error: OSError, path: object) -> str:
    return f"{error.filename or path} cannot be written: {error.strerror or error}"
