"""How a request names a comment, and an article: by its address, or by the publisher's id beside an address
of the site."""

from __future__ import annotations

from typing import Annotated

from litestar.params import PathParameter, QueryParameter

from gatepost.conversation.article_keys import key_for
from gatepost.conversation.records import ArticleRecord
from gatepost.conversation.sites import Site
from gatepost.web.problems import Problem
from gatepost.web.service import Service

CommentId = Annotated[str, PathParameter(description="The comment's id.", max_length=64)]
ArticleUrl = Annotated[str, QueryParameter(description="The article's address.", max_length=2048)]
ArticleId = Annotated[
    str | None,
    QueryParameter(
        description="The publisher's own id of the article; `article` then only tells the site.",
        max_length=2048,
    ),
]


async def known_article(
    service: Service, site: Site, url: str, article_id: str | None
) -> ArticleRecord | None:
    """The article, if there is one yet. Problem `unknown-article` where the site must say so first."""
    found = await service.house.store.article(site.id, key_for(url, article_id))
    if found is None and site.articles == "registered":
        raise Problem("unknown-article", "The site takes comments only on articles that it has made known.")
    return found
