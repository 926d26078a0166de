"""What the public sees under an article: approved comments only, as threads."""

from __future__ import annotations

from gatepost.conversation.house import House
from gatepost.conversation.ports import CursorInvalid
from gatepost.conversation.records import ArticleRecord, Page
from gatepost.conversation.refusals import Refusal

SORTS = ("oldest", "newest", "most_discussed", "picks")
MAX_LIMIT = 500


async def thread(
    house: House,
    article: ArticleRecord | str,
    sort: str = "oldest",
    after: str | None = None,
    limit: int = 100,
) -> Page:
    """At most `limit` (1 to 500) comments of the article (record or id), parents before their replies.

    Raises `Refusal`: `sort-unknown`, `cursor-invalid`.
    """
    if sort not in SORTS:
        raise Refusal("sort-unknown", f"There is no sort {sort!r}. Choose one of: {', '.join(SORTS)}.")
    key = article if isinstance(article, str) else article.id
    try:
        return await house.store.page(key, sort, after, min(max(limit, 1), MAX_LIMIT))
    except CursorInvalid:
        raise Refusal("cursor-invalid", "This `after` cannot be read. Begin again without it.") from None


async def page_with(house: House, article: str, sort: str, comment: str, limit: int) -> str | None:
    """The `after` of the page that holds this comment; None when it is on none. `Refusal`: `sort-unknown`."""
    if sort not in SORTS:
        raise Refusal("sort-unknown", f"There is no sort {sort!r}. Choose one of: {', '.join(SORTS)}.")
    return await house.store.page_with(article, sort, comment, min(max(limit, 1), MAX_LIMIT))
