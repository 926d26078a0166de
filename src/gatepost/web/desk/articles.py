"""Articles with comments, and closing one: no more comments are taken, those published stay."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from gatepost.conversation.house import House
from gatepost.conversation.records import ArticleRecord, Moderator
from gatepost.conversation.rights import Right
from gatepost.conversation.sites import Site
from gatepost.conversation.talk.closing import is_closed
from gatepost.conversation.talk.records import Wish
from gatepost.conversation.talk.settings import set_up
from gatepost.web.desk.card import safe_address
from gatepost.web.desk.forms import read_form
from gatepost.web.desk.reading import tab_counts
from gatepost.web.desk.view import go, messages_for, page
from gatepost.web.desk.went_wrong import went_wrong
from gatepost.web.guards import needs
from gatepost.web.service import AnyRequest


class ArticleView(Struct, frozen=True):
    """One line of the list."""

    id: str
    title: str
    url: str
    closed: bool


@get("/desk/articles", opt=needs(Right.LOOK), include_in_schema=False)
async def articles(
    request: AnyRequest, house: NamedDependency[House], moderator: NamedDependency[Moderator]
) -> Response[str]:
    """Every article that Gatepost knows, the newest first."""
    found = sorted(await house.store.articles(), key=lambda article: article.id, reverse=True)
    return page(
        request,
        "desk/articles.html",
        moderator=moderator,
        counts=await tab_counts(house, moderator.id),
        articles=[_view(article, house.sites.of(article.site), house.clock()) for article in found],
    )


@post("/desk/articles/{article:str}", opt=needs(Right.SUSPEND), include_in_schema=False)
async def set_article(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    article: FromPath[str],
) -> Response[str] | Redirect:
    """Close or open an article. A garbled form changes nothing."""
    wanted = (await read_form(request)).one("closed")
    if await house.store.article_by_id(article) is None:
        return await went_wrong(request, house, moderator, messages_for(request)("problem.no_article"))
    if wanted in ("yes", "no"):
        await set_up(house, article, Wish(closed=wanted == "yes"))
    return go("/desk/articles")


def _view(article: ArticleRecord, site: Site, now: int) -> ArticleView:
    closed = is_closed(article, site, now)
    return ArticleView(article.id, article.title or article.url, safe_address(article.url), closed)
