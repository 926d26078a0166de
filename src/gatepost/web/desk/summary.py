"""What an article is about, in its first sentences: enough to tell whether a comment is on its subject."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from gatepost.conversation.house import House
from gatepost.conversation.records import ArticleRecord, QueueItem

LONGEST = 280
"""Characters."""
_END = re.compile(r"[.!?؟۔…]+[\"'»”’)\]]*\s+")


def first_sentences(body: str, longest: int = LONGEST) -> str:
    """As many whole sentences as there is room for; of a first one that is too long, the beginning."""
    text = " ".join(body.split())
    if len(text) <= longest:
        return text
    ends = [match.end() for match in _END.finditer(text, 0, longest + 1)]
    if ends:
        return text[: ends[-1]].rstrip()
    cut = text.rfind(" ", 0, longest)
    return text[: cut if cut > longest // 2 else longest].rstrip() + "…"


async def about(house: House, items: Iterable[QueueItem]) -> Mapping[str, ArticleRecord]:
    """Each article with a title and a body that somebody wrote: the site's, else those read from its page."""
    found: dict[str, ArticleRecord] = {}
    for item in items:
        article = item.article
        if article.id in found:
            continue
        if not article.body or not article.title:
            page = await house.store.page_read(article.id)
            if page is not None:
                article = ArticleRecord(
                    article.id,
                    article.site,
                    article.key,
                    article.url,
                    article.title or page.title,
                    article.body or page.body,
                    article.closed,
                    article.revision,
                )
        found[article.id] = article
    return found
