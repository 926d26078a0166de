"""Which letters a step gives a reason for, written in the transaction of that step.

One letter to each reader for each reason, none to whoever wrote the comment, none of a kind that is switched
off. Nothing of the texts is copied: what is sent is looked up when it is sent.
"""

from __future__ import annotations

import msgspec
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    LargeBinary,
    String,
    and_,
    bindparam,
    case,
    func,
    insert,
    literal_column,
    or_,
    select,
)

from gatepost.conversation.letters.mentions import SIGNS, mentioned
from gatepost.conversation.letters.records import DIGEST_PAUSE, Kind, Letter, Said
from gatepost.conversation.ports import Change
from gatepost.store.sql import letters as outbox
from gatepost.store.sql.constructs import among, later_of, new_id
from gatepost.store.sql.cursor import Cursor
from gatepost.store.sql.statements import sql
from gatepost.store.tables import comments, follows, letters, reader_accounts
from gatepost.vocabulary import State

LEFT_AFTER = 10 * 1_000_000
"""After so long an author is taken to have left before the engine's decision came; a person's always comes
after that, because nobody waits for it."""

_OF_COMMENT = sql(
    select(
        comments.c.site,
        comments.c.article,
        comments.c.parent,
        comments.c.root,
        comments.c.author,
        comments.c.text,
        comments.c.submitted_at,
    ).where(comments.c.id == bindparam("id"))
)
_AUTHOR_OF = sql(select(comments.c.author).where(comments.c.id == bindparam("id")))
_NAMES = sql(
    select(comments.c.author, comments.c.author_name)
    .distinct()
    .join(reader_accounts, reader_accounts.c.author == comments.c.author)
    .where(
        comments.c.root == bindparam("root"),
        comments.c.state == literal_column("'approved'"),
        reader_accounts.c.email.is_not(None),
    )
)
_WRITTEN = sql(
    select(letters.c.id).where(
        letters.c.author == bindparam("author"),
        letters.c.comment == bindparam("comment"),
        letters.c.kind.in_([literal_column(f"'{kind}'") for kind in ("reply", "mention", "answer")]),
    )
)
_DECISION_WAITS = sql(
    select(letters.c.id).where(
        letters.c.author == bindparam("author"),
        letters.c.comment == bindparam("comment"),
        letters.c.kind == literal_column("'decision'"),
        letters.c.due_at.is_not(None),
        letters.c.tries == literal_column("0"),
    )
)
_mine = and_(
    letters.c.author == follows.c.author,
    letters.c.kind == literal_column("'article'"),
    letters.c.comment == bindparam("article"),
)
_begun = or_(letters.c.due_at.is_(None), letters.c.tries > literal_column("0"))
_last = (
    # Of a letter that is under way nobody knows yet when it arrives: now.
    select(func.max(func.coalesce(letters.c.sent_at, bindparam("at"))))
    .where(_mine, or_(letters.c.sent_at.is_not(None), letters.c.due_at.is_not(None)))
    .correlate(follows)
    .scalar_subquery()
)
_earliest: ColumnElement[int] = bindparam("earliest", type_=BigInteger)
_due = case(
    (_last.is_(None), _earliest),
    else_=later_of(_last + literal_column(str(DIGEST_PAUSE)), _earliest),
)
_waits = select(letters.c.id).where(_mine, ~_begun).correlate(follows).exists()
_TELL_FOLLOWERS = sql(
    insert(letters).from_select(
        ["id", "kind", "site", "author", "comment", "record", "made_at", "due_at", "tries"],
        select(
            new_id(),
            literal_column("'article'"),
            bindparam("site", type_=String),
            follows.c.author,
            bindparam("article", type_=String),
            bindparam("record", type_=LargeBinary),
            bindparam("at", type_=BigInteger),
            _due,
            literal_column("0"),
        )
        .join(reader_accounts, reader_accounts.c.author == follows.c.author)
        .where(
            follows.c.article == bindparam("article"),
            reader_accounts.c.email.is_not(None),
            ~among(follows.c.author, bindparam("others")),
            ~_waits,
        ),
    )
)


def publication(cursor: Cursor, change: Change, *, answers: bool) -> None:
    """Somebody is answered, somebody is named, and others follow. `answers`: it answers a question."""
    site, article, parent, root, author, text, _ = cursor.execute(
        _OF_COMMENT, {"id": change.comment}
    ).fetchone()
    told: dict[str, Kind] = {}
    if parent is not None:
        (asker,) = cursor.execute(_AUTHOR_OF, {"id": parent}).fetchone()
        if asker is not None:
            told[asker] = Kind.ANSWER if answers else Kind.REPLY
    for reader in _named(cursor, root, text.decode()):
        told.setdefault(reader, Kind.MENTION)
    told.pop(author, None)
    for reader, kind in tuple(told.items()):
        addressee = outbox.addressee(cursor, reader)
        if addressee is None or not addressee.wants(kind):
            del told[reader]  # who follows the article is told as a follower
        elif cursor.execute(_WRITTEN, {"author": reader, "comment": change.comment}).fetchone() is None:
            _write(cursor, change, kind, site, reader)
    others = [*told, *([author] if author is not None else [])]
    cursor.execute(
        _TELL_FOLLOWERS,
        {
            "site": site,
            "article": article,
            "record": msgspec.json.encode(Said(since=change.at)),
            "at": change.at,
            "earliest": change.at + change.quiet,
            "others": msgspec.json.encode(others).decode(),
        },
    )


def decision(cursor: Cursor, change: Change, before: State) -> None:
    """The author learns what was decided, when that is news and came after they had left."""
    made = change.decision
    assert made is not None
    if before is change.state and made.appeal is None:
        return
    site, _, _, _, author, _, submitted_at = cursor.execute(_OF_COMMENT, {"id": change.comment}).fetchone()
    if author is None or (made.by == "engine" and change.at - submitted_at < LEFT_AFTER):
        return
    addressee = outbox.addressee(cursor, author)
    if addressee is None or not addressee.wants(Kind.DECISION):
        return
    # One that has not left yet will say how things stand then.
    if cursor.execute(_DECISION_WAITS, {"author": author, "comment": change.comment}).fetchone() is None:
        _write(cursor, change, Kind.DECISION, site, author)


def _write(cursor: Cursor, change: Change, kind: Kind, site: str, reader: str) -> None:
    due_at = change.at + change.quiet
    outbox.keep(cursor, Letter(outbox.new_id(), kind, site, change.at, due_at, reader, change.comment))


def _named(cursor: Cursor, root: str, text: str) -> list[str]:
    """Authors in the thread whom the text mentions. Two of one name are both meant."""
    if not any(sign in text for sign in SIGNS):
        return []
    by_name: dict[str, list[str]] = {}
    for author, name in cursor.execute(_NAMES, {"root": root}).fetchall():
        by_name.setdefault(name.decode(), []).append(author)
    return [author for name in mentioned(text, by_name) for author in by_name[name]]
