"""`GET /embed?article=URL`: the widget and nothing else, for pages that may hold frames but no scripts.

Only pages of the article's own site may frame it. It tells its height to the page around it, which needs
`/embed.js` to listen; without that the frame keeps its height and scrolls inside.
"""

from __future__ import annotations

from litestar import Response, get

from gatepost.web.problems import Problem
from gatepost.web.public.articles import subject
from gatepost.web.public.view import page, sentences_for
from gatepost.web.service import AnyRequest, service_of
from gatepost.web.static_files import answer as static_answer

THEMES = ("light", "dark")


@get("/embed", include_in_schema=False)
async def embed(request: AnyRequest) -> Response[str]:
    asked = request.query_params
    if "article" not in asked:
        raise Problem("url-invalid")
    about = await subject(service_of(request), asked["article"], asked.get("article_id", ""))
    t = sentences_for(request, about.site)
    theme = asked.get("theme", "")
    headers = {
        "Cache-Control": "no-cache",
        "Content-Security-Policy": (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
            "connect-src 'self'; form-action 'self'; base-uri 'none'; "
            f"frame-ancestors {' '.join(about.site.origins)}"
        ),
        "X-Robots-Tag": "noindex",
        "Vary": "Accept-Language",
    }
    return page(request, "embed", t, headers=headers, about=about, theme=theme if theme in THEMES else "")


@get("/embed.js", include_in_schema=False)
async def embed_script(request: AnyRequest) -> Response[bytes | None]:
    """For the page around the frame, under its short address."""
    return static_answer(request, "embed.js")
