"""How a query names an article: by its address, or by the publisher's id beside an address of the site."""

from __future__ import annotations

from typing import Annotated

from litestar.params import QueryParameter

ArticleUrl = Annotated[str, QueryParameter(description="The article's address.", max_length=2048)]
ArticleId = Annotated[
    str | None,
    QueryParameter(
        description="The publisher's own id of the article; `article` then only tells the site.",
        max_length=2048,
    ),
]
