"""A moderator sets what an article says of its comments; those who listen are told at once."""

from __future__ import annotations

from msgspec import UNSET, structs

from gatepost.conversation.events import Event
from gatepost.conversation.house import House
from gatepost.conversation.records import ArticleRecord
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.talk.closing import closing
from gatepost.conversation.talk.records import NEVER, SECOND, Wish
from gatepost.conversation.words import check_note

LONGEST_NOTICE = 500
SLOWEST = 24 * 60 * 60
"""The longest pause between two comments of one reader, in seconds."""
LATEST = 4_102_444_800 * SECOND
"""The year 2100: what lies behind it is a slip."""


async def set_up(house: House, article_id: str, wish: Wish) -> ArticleRecord:
    """Change what is named in `wish`. Raises `Refusal`: `not-found`, `settings-invalid`, `text-too-long`.

    Opening an article whose closing time is over takes that time away, too; the site's rule does not close it
    again.
    """
    found = await house.store.article_by_id(article_id)
    if found is None:
        raise Refusal("not-found", "There is no article with this id.")
    _check(wish)
    if wish.closed is False and wish.closes_at is UNSET:
        at = closing(found, house.sites.of(found.site))
        if at is not None and at <= house.clock():
            wish = structs.replace(wish, closes_at=NEVER)
    article = await house.store.set_up(article_id, wish)
    if article.revision != found.revision:
        house.watching.tell(Event("settings", article.id))
    return article


def _check(wish: Wish) -> None:
    if wish.notice is not UNSET:
        check_note(wish.notice, LONGEST_NOTICE)
    slow = wish.slow_seconds
    if isinstance(slow, int) and not 0 <= slow <= SLOWEST:
        raise Refusal("settings-invalid", f"`slow_seconds` is a whole number from 0 to {SLOWEST}.")
    at = wish.closes_at
    if isinstance(at, int) and not 0 <= at <= LATEST:
        raise Refusal("settings-invalid", "`closes_at` is a time in this century.")
