"""What a comment meets inside the write that takes it: is the article open, does it take questions, is it too
soon for this reader."""

from __future__ import annotations

from sqlalchemy import bindparam, func, select

from gatepost.conversation.ports import ArticleClosed
from gatepost.conversation.records import NewComment
from gatepost.conversation.talk.closing import closing_at
from gatepost.conversation.talk.ports import QuestionsOff, TooSoon
from gatepost.conversation.talk.records import SECOND, Taking
from gatepost.store.sql.cursor import Cursor
from gatepost.store.sql.statements import sql
from gatepost.store.tables import articles, comments

_ARTICLE = sql(
    select(
        articles.c.closed,
        articles.c.closes_at,
        articles.c.known_at,
        articles.c.questions,
    ).where(articles.c.id == bindparam("id"))
)
_SLOW = sql(select(articles.c.slow_seconds).where(articles.c.id == bindparam("id")))
_LAST = sql(
    select(func.max(comments.c.submitted_at)).where(
        comments.c.author == bindparam("author"),
        comments.c.submitted_at > bindparam("since"),
        # What lies further ahead is of before the clock stepped back: it would bar its author.
        comments.c.submitted_at <= bindparam("until"),
        comments.c.article == bindparam("article"),
    )
)


def check_article(cursor: Cursor, new: NewComment, taking: Taking) -> None:
    """Raise `ArticleClosed` or `QuestionsOff`. The newsroom may answer after an article has closed."""
    row = cursor.execute(_ARTICLE, {"id": new.article}).fetchone()
    if row is None:
        raise ArticleClosed(new.article)
    if taking.staff:
        return
    closed, closes_at, known_at, questions = row
    at = closing_at(closes_at, known_at, taking.close_after)
    if closed or (at is not None and at <= new.submitted_at):
        raise ArticleClosed(new.article)
    if new.question and not questions:
        raise QuestionsOff(new.article)


def check_pace(cursor: Cursor, new: NewComment, taking: Taking) -> None:
    """Raise `TooSoon` for who has just commented here. Every comment counts, whatever became of it."""
    if taking.staff:
        return
    if new.author is None or new.new_author is not None:
        if taking.free_at > new.submitted_at:
            raise TooSoon(taking.free_at)
        return
    (own,) = cursor.execute(_SLOW, {"id": new.article}).fetchone()
    pause = (taking.slow_seconds if own is None else own) * SECOND
    if not pause:
        return
    asked = {
        "author": new.author,
        "article": new.article,
        "since": new.submitted_at - pause,
        "until": new.submitted_at + pause,
    }
    (last,) = cursor.execute(_LAST, asked).fetchone()
    if last is not None:
        raise TooSoon(last + pause)
