"""Comments as submitted, and what is known about each."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs
from sqlalchemy import bindparam, func, insert, literal_column, select, tuple_

from gatepost.conversation.ports import Added, ArticleClosed, EntryDraft, ParentMissing
from gatepost.conversation.records import (
    AppealRecord,
    ArticleRecord,
    CommentRecord,
    History,
    NewComment,
    ReportRecord,
)
from gatepost.conversation.talk.records import Taking
from gatepost.conversation.work.records import Lease
from gatepost.store.sql import articles as articles_of
from gatepost.store.sql import authors, chains, codec, follows, intake, sketches, suspensions, work
from gatepost.store.sql.cursor import Cursor
from gatepost.store.sql.statements import sql
from gatepost.store.tables import appeals, comments, decisions, proposals, reports, verdicts
from gatepost.vocabulary import Decision, State, Verdict

_COLUMNS = [
    "id",
    "site",
    "article",
    "parent",
    "root",
    "depth",
    "author",
    "author_name",
    "text",
    "salt",
    "digest",
    "state",
    "submitted_at",
    "language",
    "token_hash",
    "sealed_token",
    "idempotency_hash",
    "fingerprint",
    "badge",
    "question",
]
_NEW = sql(insert(comments), _COLUMNS)
_BY_ID = sql(select(*codec.COMMENT).where(comments.c.id == bindparam("id")))
_REPEATED = sql(
    select(comments.c.id, comments.c.fingerprint, comments.c.sealed_token).where(
        comments.c.site == bindparam("site"), comments.c.idempotency_hash == bindparam("idempotency_hash")
    )
)
_PARENT = sql(
    select(comments.c.depth, comments.c.root).where(
        comments.c.id == bindparam("id"),
        comments.c.article == bindparam("article"),
        comments.c.state == literal_column("'approved'"),
    )
)
_OWNER = sql(select(comments.c.id).where(comments.c.token_hash == bindparam("token_hash")))
_UNSCREENED = sql(
    select(*codec.COMMENT)
    .where(
        comments.c.state == literal_column("'pending'"),
        comments.c.screened == literal_column("0"),
        tuple_(comments.c.submitted_at, comments.c.id) > tuple_(bindparam("at"), bindparam("id")),
    )
    .order_by(comments.c.submitted_at, comments.c.id)
    .limit(bindparam("limit"))
)
_VERDICT = sql(
    select(verdicts.c.record, comments.c.text)
    .join(comments, comments.c.id == verdicts.c.comment)
    .where(verdicts.c.comment == bindparam("comment"))
)
_DECISION = sql(
    select(decisions.c.record, comments.c.text, decisions.c.seq, decisions.c.at)
    .join(comments, comments.c.id == decisions.c.comment)
    .where(decisions.c.comment == bindparam("comment"), decisions.c.standing == literal_column("1"))
    .order_by(decisions.c.seq.desc())
    .limit(bindparam("one"))
)
_APPEAL = sql(
    select(*codec.APPEAL)
    .where(appeals.c.comment == bindparam("comment"))
    .order_by(appeals.c.made_at.desc(), appeals.c.id.desc())
    .limit(bindparam("one"))
)
_REPORTS = sql(
    select(*codec.REPORT)
    .where(reports.c.comment == bindparam("comment"))
    .order_by(reports.c.made_at, reports.c.id)
)
_open_look = (proposals.c.comment == bindparam("comment"), proposals.c.open == literal_column("1"))
_only_look = (
    select(func.max(proposals.c.seq))
    .where(*_open_look)
    .having(func.count() == literal_column("1"))
    .scalar_subquery()
)
_NOTES = sql(
    select(decisions.c.by, decisions.c.note, decisions.c.at)
    .where(
        decisions.c.comment == bindparam("comment"),
        decisions.c.note.is_not(None),
        # What the first of four eyes wrote is for the second to read afterwards.
        (decisions.c.seq != _only_look) | _only_look.is_(None),
    )
    .order_by(decisions.c.seq)
)


def add(
    cursor: Cursor,
    new: NewComment,
    entry: EntryDraft,
    article: ArticleRecord | None = None,
    *,
    closed: bool = False,
    taking: Taking = Taking(),  # noqa: B008 - frozen
    lease: Lease | None = None,
) -> Added:
    """One submission and its entry; everything that could have changed meanwhile is looked at again here."""
    if new.idempotency_hash is not None:
        repeated = cursor.execute(
            _REPEATED, {"site": new.site, "idempotency_hash": new.idempotency_hash}
        ).fetchone()
        if repeated is not None:
            return _replay(cursor, repeated, new)
    if closed:
        raise ArticleClosed(new.article)
    if article is not None:
        # Somebody may have made it meanwhile under another id: the comment belongs to the one that is there.
        new = structs.replace(new, article=articles_of.ensure(cursor, article).id)
    intake.check_article(cursor, new, taking)
    depth, root = 0, new.id
    if new.parent is not None:
        parent = cursor.execute(_PARENT, {"id": new.parent, "article": new.article}).fetchone()
        if parent is None:
            raise ParentMissing(new.parent)
        depth, root = parent[0] + 1, parent[1]
    if new.author is not None and new.new_author is None:
        suspensions.refuse(cursor, new.author, new.submitted_at)
        authors.must_stand(cursor, new.author)
    intake.check_pace(cursor, new, taking)
    language = new.language or "und"
    authors.make(cursor, new)
    cursor.execute(
        _NEW,
        {
            "id": new.id,
            "site": new.site,
            "article": new.article,
            "parent": new.parent,
            "root": root,
            "depth": depth,
            "author": new.author,
            "author_name": new.author_name.encode(),
            "text": new.text.encode(),
            "salt": new.salt,
            "digest": new.digest,
            "state": "pending",
            "submitted_at": new.submitted_at,
            "language": language,
            "token_hash": new.token_hash,
            "sealed_token": new.sealed_token,
            "idempotency_hash": new.idempotency_hash,
            "fingerprint": new.fingerprint,
            "badge": new.badge,
            "question": int(new.question),
        },
    )
    if new.follow and new.author is not None:
        follows.follow(cursor, new.author, new.article, new.submitted_at)
    sketches.keep(cursor, new)
    work.to_be_screened(cursor, new.id, new.submitted_at, lease)
    (recorded,) = chains.append(cursor, new.article, new.id, new.submitted_at, (entry,))
    record = CommentRecord(
        new.id,
        new.site,
        new.article,
        new.parent,
        depth,
        new.author_name,
        new.text,
        new.salt,
        new.digest,
        State.PENDING,
        new.submitted_at,
        language,
        author=new.author,
        badge=new.badge,
        question=new.question,
    )
    return Added(record, recorded)


def _replay(cursor: Cursor, repeated: tuple[str, bytes | None, bytes | None], new: NewComment) -> Added:
    earlier, fingerprint, sealed = repeated
    record = by_id(cursor, earlier)
    assert record is not None
    first = chains.of_comment(cursor, earlier)[0]
    conflict = fingerprint != new.fingerprint
    return Added(record, first, replayed=True, conflict=conflict, sealed_token=None if conflict else sealed)


def by_id(cursor: Cursor, comment: str) -> CommentRecord | None:
    row = cursor.execute(_BY_ID, {"id": comment}).fetchone()
    return codec.comment(row) if row else None


def by_ids(cursor: Cursor, wanted: Sequence[str]) -> list[CommentRecord]:
    found = (by_id(cursor, comment) for comment in wanted)
    return [comment for comment in found if comment is not None]


def owner_of(cursor: Cursor, token_hash: bytes) -> str | None:
    row = cursor.execute(_OWNER, {"token_hash": token_hash}).fetchone()
    return row[0] if row else None


def history(cursor: Cursor, comment: str) -> History | None:
    record = by_id(cursor, comment)
    return None if record is None else History(record, chains.of_comment(cursor, comment))


def unscreened(cursor: Cursor, limit: int, after: str | None) -> list[CommentRecord]:
    last = by_id(cursor, after) if after is not None else None
    start = {"at": last.submitted_at if last else -1, "id": last.id if last else "", "limit": limit}
    return [codec.comment(row) for row in cursor.execute(_UNSCREENED, start).fetchall()]


def verdict_of(cursor: Cursor, comment: str) -> Verdict | None:
    row = cursor.execute(_VERDICT, {"comment": comment}).fetchone()
    return codec.unpack_verdict(row[0], _text(row[1])) if row else None


def decision_of(cursor: Cursor, comment: str) -> tuple[Decision, int, int] | None:
    row = cursor.execute(_DECISION, {"comment": comment, "one": 1}).fetchone()
    return (codec.unpack_decision(row[0], _text(row[1])), row[2], row[3]) if row else None


def appeal_of(cursor: Cursor, comment: str) -> AppealRecord | None:
    row = cursor.execute(_APPEAL, {"comment": comment, "one": 1}).fetchone()
    return codec.appeal(row) if row else None


def reports_of(cursor: Cursor, comment: str) -> tuple[ReportRecord, ...]:
    return tuple(codec.report(row) for row in cursor.execute(_REPORTS, {"comment": comment}).fetchall())


def notes_of(cursor: Cursor, comment: str) -> list[tuple[str, str, int]]:
    return [(by, note.decode(), at) for by, note, at in cursor.execute(_NOTES, {"comment": comment})]


def _text(data: bytes | None) -> str | None:
    return None if data is None else data.decode()
