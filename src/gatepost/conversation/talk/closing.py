"""When an article takes no more comments: closed by hand, at an announced time, or by the site's rule. Pure.

Nothing has to happen at that time: whoever looks, compares.
"""

from __future__ import annotations

from gatepost.conversation.records import ArticleRecord
from gatepost.conversation.sites import Site
from gatepost.conversation.talk.records import DAY, NEVER, Taking


def closing(article: ArticleRecord, site: Site) -> int | None:
    """When it closes, or closed, by itself (microseconds); None: not planned."""
    return closing_at(article.closes_at, article.known_at, site.close_after_days * DAY)


def closing_at(closes_at: int | None, known_at: int, close_after: int) -> int | None:
    """The article's own time comes before the site's rule."""
    if closes_at is not None:
        return None if closes_at == NEVER else closes_at
    return known_at + close_after if close_after and known_at else None


def is_closed(article: ArticleRecord, site: Site, now: int) -> bool:
    """Whether it takes no comments now."""
    at = closing(article, site)
    return article.closed or (at is not None and at <= now)


def slow_seconds(article: ArticleRecord, site: Site) -> int:
    """Between two comments of one reader here."""
    return site.slow_seconds if article.slow_seconds is None else article.slow_seconds


def taking(site: Site, *, staff: bool = False, free_at: int = 0) -> Taking:
    """What the store has to look at."""
    return Taking(site.slow_seconds, site.close_after_days * DAY, staff, free_at)
