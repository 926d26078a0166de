"""The invented newspaper's pages: a front page and one page an article, with the widget beneath."""

from __future__ import annotations

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from gatepost.conversation.house import House
from gatepost.web.demo.articles import all_articles, article_url, by_slug
from gatepost.web.demo.dates import written
from gatepost.web.demo.seed import seed
from gatepost.web.desk.view import templates
from gatepost.web.service import AnyRequest, service_of

SITE_NAME = "The Zagros Lantern"
RULES_TITLE = {
    "en": "Our guidelines for comments",
    "ar": "قواعد التعليق لدينا",
    "ckb": "ڕێساکانمان بۆ لێدوان",
    "kmr": "Rêbazên me yên şîroveyan",
    "tr": "Yorum kurallarımız",
    "fa": "قواعد ما برای دیدگاه‌ها",
}
NOSCRIPT = {
    "en": "Reading and writing comments needs JavaScript.",
    "ar": "قراءة التعليقات وكتابتها تحتاجان إلى JavaScript.",
    "ckb": "خوێندنەوە و نووسینی لێدوان پێویستی بە JavaScript هەیە.",
    "kmr": "Ji bo xwendin û nivîsandina şîroveyan JavaScript divê.",
    "tr": "Yorum okumak ve yazmak için JavaScript gerekir.",
    "fa": "خواندن و نوشتن دیدگاه به JavaScript نیاز دارد.",
}
HEADERS = {
    # The widget brings its styles as adopted style sheets, so that even inline styles can stay forbidden.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
    ),
    "Cache-Control": "no-cache",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
}


@get("/", include_in_schema=False)
async def front_page() -> Response[str]:
    """All articles as teasers, newest first, each in its own language and direction."""
    articles = all_articles()
    dates = {article.slug: written(article.front.date, article.front.language) for article in articles}
    return _html("demo/index.html", lang="en", dir="ltr", articles=articles, dates=dates)


@get("/articles/{slug:str}", include_in_schema=False)
async def article_page(
    request: AnyRequest, house: NamedDependency[House], slug: FromPath[str]
) -> Response[str]:
    """One article. The security report has its body twice and the guidelines beneath, as real pages do."""
    article = by_slug(slug)
    if article is None:
        raise NotFoundException
    language = article.front.language
    return _html(
        "demo/article.html",
        lang=language,
        dir=article.direction,
        article=article,
        date=written(article.front.date, language),
        url=article_url(service_of(request).settings.base_url, article),
        guidelines=house.guidelines if article.front.print_version else None,
        rules_title=RULES_TITLE[language],
        noscript=NOSCRIPT[language],
    )


def _html(template: str, **values: object) -> Response[str]:
    content = templates().get_template(template).render(site_name=SITE_NAME, **values)
    return Response(content, media_type="text/html", headers=HEADERS)


DEMO_ROUTES = (front_page, article_page)

__all__ = ["DEMO_ROUTES", "seed"]
