"""The outbox over SQL. A job goes to one worker at a time, by a lease that runs out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from sqlalchemy import ColumnElement, bindparam, case, delete, func, insert, literal_column, select, update

from gatepost.conversation.work.records import Job, Lease, Work
from gatepost.store.sql.cursor import Cursor, Readers, Writer
from gatepost.store.sql.statements import sql
from gatepost.store.tables import jobs

_COLUMNS = ("kind", "subject", "made_at", "due_at", "tries", "record", "worker")
_all = tuple(jobs.c[name] for name in _COLUMNS)
_null: ColumnElement[None] = literal_column("NULL")
_one = (jobs.c.kind == bindparam("which"), jobs.c.subject == bindparam("what"))
_mine = jobs.c.worker == bindparam("me")
_due = (jobs.c.kind == bindparam("which"), jobs.c.due_at <= bindparam("now"))
_a_try_less = case(
    (jobs.c.tries > literal_column("0"), jobs.c.tries - literal_column("1")), else_=literal_column("0")
)

_NEW = sql(insert(jobs), [*_COLUMNS])
# Rows that another worker takes at this moment are passed over, not waited for (SQLite has one writer).
_DUE = sql(
    select(*_all)
    .where(*_due, jobs.c.tries < bindparam("suspect"))
    .order_by(jobs.c.due_at, jobs.c.subject)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_SUSPECT = sql(
    select(*_all)
    .where(*_due, jobs.c.tries >= bindparam("suspect"))
    .order_by(jobs.c.tries, jobs.c.due_at, jobs.c.subject)
    .limit(literal_column("1"))
    .with_for_update(skip_locked=True)
)
_TAKE = sql(
    update(jobs)
    .where(*_one)
    .values(worker=bindparam("new_worker"), due_at=bindparam("new_due_at"), tries=jobs.c.tries + 1)
)
_EXTEND = sql(
    update(jobs).where(jobs.c.kind == bindparam("which"), _mine).values(due_at=bindparam("new_due_at"))
)
_GIVE_BACK = sql(
    update(jobs)
    .where(jobs.c.kind == bindparam("which"), _mine)
    .values(worker=_null, due_at=bindparam("new_due_at"), tries=_a_try_less)
)
_FREE = sql(
    update(jobs)
    .where(jobs.c.kind == bindparam("which"), jobs.c.worker.is_not(None))
    .values(worker=_null, due_at=bindparam("new_due_at"))
)
_LATER = sql(update(jobs).where(*_one, _mine).values(worker=_null, due_at=bindparam("new_due_at")))
_DONE = sql(delete(jobs).where(*_one))
_DONE_BY = sql(delete(jobs).where(*_one, _mine))
_FIND = sql(select(*_all).where(*_one))
_FIND_TO_TAKE = sql(select(*_all).where(*_one).with_for_update())
_NEXT = sql(select(func.min(jobs.c.due_at)).where(jobs.c.kind == bindparam("which")))
_UNHELD = sql(
    select(func.count()).select_from(jobs).where(jobs.c.kind == bindparam("which"), jobs.c.worker.is_(None))
)
_OLDEST = sql(select(func.min(jobs.c.due_at)).where(*_due))
MANY = 2**31 - 1


class SQLJobs:
    """`Jobs` over SQL."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer, self._readers = writer, readers

    async def put(self, job: Job) -> bool:
        return await self._writer.run(partial(_put, job=job))

    async def claim(
        self, kind: str, lease: Lease, now: int, limit: int, suspect: int | None = None
    ) -> Sequence[Job]:
        return await self._writer.run(
            partial(_claim, kind=kind, lease=lease, now=now, limit=limit, suspect=suspect)
        )

    async def extend(self, kind: str, lease: Lease) -> int:
        asked = {"which": kind, "me": lease.worker, "new_due_at": lease.until}
        return await self._writer.run(lambda cursor: cursor.execute(_EXTEND, asked).rowcount)

    async def give_back(self, kind: str, worker: str | None, due_at: int) -> int:
        asked = {"which": kind, "new_due_at": due_at}
        if worker is None:
            return await self._writer.run(lambda cursor: cursor.execute(_FREE, asked).rowcount)
        mine = {**asked, "me": worker}
        return await self._writer.run(lambda cursor: cursor.execute(_GIVE_BACK, mine).rowcount)

    async def later(self, kind: str, subject: str, worker: str, due_at: int) -> None:
        asked = {"which": kind, "what": subject, "me": worker, "new_due_at": due_at}
        await self._writer.run(lambda cursor: cursor.execute(_LATER, asked) and None)

    async def done(self, kind: str, subject: str, worker: str | None = None) -> bool:
        asked = {"which": kind, "what": subject}
        if worker is None:
            return await self._writer.run(lambda cursor: cursor.execute(_DONE, asked).rowcount > 0)
        mine = {**asked, "me": worker}
        return await self._writer.run(lambda cursor: cursor.execute(_DONE_BY, mine).rowcount > 0)

    async def find(self, kind: str, subject: str) -> Job | None:
        return await self._readers.run(partial(_find, kind=kind, subject=subject))

    async def next_due(self, kind: str) -> int | None:
        found: int | None = await self._readers.run(
            lambda cursor: cursor.execute(_NEXT, {"which": kind}).fetchone()[0]
        )
        return found

    async def waiting(self, kind: str, now: int) -> tuple[int, int | None]:
        def read(cursor: Cursor) -> tuple[int, int | None]:
            (count,) = cursor.execute(_UNHELD, {"which": kind}).fetchone()
            (oldest,) = cursor.execute(_OLDEST, {"which": kind, "now": now}).fetchone()
            return count, oldest

        return await self._readers.run(read)

    async def turn(self, kind: str, subject: str, lease: Lease, now: int) -> bool:
        return await self._writer.run(partial(_turn, kind=kind, subject=subject, lease=lease, now=now))


def to_be_screened(cursor: Cursor, comment: str, at: int, lease: Lease | None = None) -> None:
    """The engine is to read a new comment. With `lease`: that worker takes it up itself, at once."""
    first = Job(Work.SCREEN, comment, at, at) if lease is None else _leased(comment, at, lease)
    _insert(cursor, first)


def screened(cursor: Cursor, comment: str) -> None:
    """The engine need not read it (any more)."""
    cursor.execute(_DONE, {"which": Work.SCREEN.value, "what": comment})


def _leased(comment: str, at: int, lease: Lease) -> Job:
    return Job(Work.SCREEN, comment, at, lease.until, 1, worker=lease.worker)


def _insert(cursor: Cursor, job: Job) -> None:
    values = (str(job.kind), job.subject, job.made_at, job.due_at, job.tries, job.record, job.worker)
    cursor.execute(_NEW, dict(zip(_COLUMNS, values, strict=True)))


def _put(cursor: Cursor, job: Job) -> bool:
    if _find(cursor, job.kind, job.subject) is not None:
        return False
    _insert(cursor, job)
    return True


def _find(cursor: Cursor, kind: str, subject: str) -> Job | None:
    row = cursor.execute(_FIND, {"which": kind, "what": subject}).fetchone()
    return Job(*row) if row else None


def _claim(cursor: Cursor, kind: str, lease: Lease, now: int, limit: int, suspect: int | None) -> list[Job]:
    asked = {"which": kind, "now": now, "suspect": MANY if suspect is None else suspect}
    rows = cursor.execute(_DUE, {**asked, "limit": limit}).fetchall()
    if not rows and suspect is not None:
        rows = cursor.execute(_SUSPECT, asked).fetchall()
    return [_take(cursor, Job(*row), lease) for row in rows]


def _take(cursor: Cursor, job: Job, lease: Lease) -> Job:
    asked = {"which": job.kind, "what": job.subject}
    cursor.execute(_TAKE, {**asked, "new_worker": lease.worker, "new_due_at": lease.until})
    return Job(
        job.kind, job.subject, job.made_at, lease.until, job.tries + 1, job.record, worker=lease.worker
    )


def _turn(cursor: Cursor, kind: str, subject: str, lease: Lease, now: int) -> bool:
    row = cursor.execute(_FIND_TO_TAKE, {"which": kind, "what": subject}).fetchone()
    if row is None:
        _insert(cursor, Job(kind, subject, now, lease.until, 1, worker=lease.worker))
        return True
    job = Job(*row)
    if job.due_at > now and job.worker != lease.worker:
        return False
    _take(cursor, job, lease)
    return True
