"""Articles: made once, found by site and key, set up."""

from __future__ import annotations

from msgspec import UNSET, structs
from sqlalchemy import bindparam, case, insert, literal_column, select, update

from gatepost.conversation.records import ArticleRecord
from gatepost.conversation.talk.records import Wish
from gatepost.store.sql import codec
from gatepost.store.sql.constructs import EMPTY
from gatepost.store.sql.cursor import Cursor
from gatepost.store.sql.statements import sql
from gatepost.store.tables import articles

_NEW = sql(
    insert(articles),
    ["id", "site", "key", "url", "title", "body", "closed", "revision", "approved", "known_at"],
)
_BY_KEY = sql(
    select(*codec.ARTICLE).where(articles.c.site == bindparam("site"), articles.c.key == bindparam("key"))
)
_BY_ID = sql(select(*codec.ARTICLE).where(articles.c.id == bindparam("id")))
_ALL = sql(
    select(*codec.ARTICLE)
    .where(bindparam("site").is_(None) | (articles.c.site == bindparam("site")))
    .order_by(articles.c.site, articles.c.id)
)
_FILL = sql(
    update(articles)
    .where(articles.c.id == bindparam("which"))
    .values(
        title=case((articles.c.title == EMPTY, bindparam("new_title")), else_=articles.c.title),
        body=case((articles.c.body == EMPTY, bindparam("new_body")), else_=articles.c.body),
    )
)
_SET_UP = sql(
    update(articles)
    .where(articles.c.id == bindparam("which"))
    .values(
        closed=bindparam("new_closed"),
        closes_at=bindparam("new_closes_at"),
        slow_seconds=bindparam("new_slow_seconds"),
        notice=bindparam("new_notice"),
        questions=bindparam("new_questions"),
        held=bindparam("new_held"),
        revision=articles.c.revision + literal_column("1"),
    )
)


def ensure(cursor: Cursor, wanted: ArticleRecord) -> ArticleRecord:
    found = by_key(cursor, wanted.site, wanted.key)
    if found is None:
        cursor.execute(
            _NEW,
            {
                "id": wanted.id,
                "site": wanted.site,
                "key": wanted.key,
                "url": wanted.url,
                "title": wanted.title.encode(),
                "body": wanted.body.encode(),
                "closed": int(wanted.closed),
                "revision": 0,
                "approved": 0,
                "known_at": wanted.known_at,
            },
        )
    elif lacks(found, wanted):
        cursor.execute(
            _FILL, {"which": found.id, "new_title": wanted.title.encode(), "new_body": wanted.body.encode()}
        )
    else:
        return found
    made = by_key(cursor, wanted.site, wanted.key)
    assert made is not None
    return made


def lacks(found: ArticleRecord, wanted: ArticleRecord) -> bool:
    """Whether `wanted` knows a title or body that is still empty."""
    return bool((wanted.title and not found.title) or (wanted.body and not found.body))


def by_key(cursor: Cursor, site: str, key: str) -> ArticleRecord | None:
    row = cursor.execute(_BY_KEY, {"site": site, "key": key}).fetchone()
    return codec.article(row) if row else None


def by_id(cursor: Cursor, article: str) -> ArticleRecord | None:
    row = cursor.execute(_BY_ID, {"id": article}).fetchone()
    return codec.article(row) if row else None


def every(cursor: Cursor, site: str | None) -> list[ArticleRecord]:
    return [codec.article(row) for row in cursor.execute(_ALL, {"site": site}).fetchall()]


def set_up(cursor: Cursor, article: str, wish: Wish) -> ArticleRecord:
    """Change what is named; the revision grows when that changes anything. Raises `KeyError`."""
    found = by_id(cursor, article)
    if found is None:
        raise KeyError(article)
    named = {name: value for name, value in structs.asdict(wish).items() if value is not UNSET}
    wanted = structs.replace(found, **named)
    if wanted == found:
        return found
    cursor.execute(
        _SET_UP,
        {
            "which": article,
            "new_closed": int(wanted.closed),
            "new_closes_at": wanted.closes_at,
            "new_slow_seconds": wanted.slow_seconds,
            "new_notice": wanted.notice.encode(),
            "new_questions": int(wanted.questions),
            "new_held": int(wanted.held),
        },
    )
    return structs.replace(wanted, revision=found.revision + 1)
