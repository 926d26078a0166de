"""How the readers' pages answer: from a template, escaped, under a content policy without inline anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from litestar import Response
from litestar.response import Redirect

from gatepost.conversation.sites import Site
from gatepost.vocabulary import LANGUAGES
from gatepost.web.desk.messages import OWN_NAMES
from gatepost.web.desk.view import templates
from gatepost.web.public.messages import Sentences
from gatepost.web.service import AnyRequest, language_for, service_of

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Cache-Control": "private, no-cache",
    "Content-Security-Policy": POLICY,
    "Vary": "Accept-Language",
}
SECRET = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "script-src 'self'; connect-src 'self'; " + POLICY,
    # The page's address is the key to a comment: it must not be told to whoever a link leads to.
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Vary": "Accept-Language",
}


def asked_language(request: AnyRequest) -> str:
    """`?lang=`, where it is a language that we speak."""
    asked = request.query_params.get("lang", "")
    return asked if asked in LANGUAGES else ""


def sentences_for(request: AnyRequest, site: Site | None, asked: str = "") -> Sentences:
    """In the language of `?lang=` (or of the form), else the reader's, else the site's."""
    return Sentences(language_for(request, site, asked or asked_language(request)))


def page(
    request: AnyRequest,
    template: str,
    t: Sentences,
    *,
    status: int = 200,
    headers: Mapping[str, str] = HEADERS,
    **values: Any,
) -> Response[str]:
    content = (
        templates()
        .get_template(f"public/{template}.html")
        .render(t=t, own_names=OWN_NAMES, lang_query=_without_language(request), **values)
    )
    return Response(
        content,
        status_code=status,
        media_type="text/html",
        headers={**headers, "Content-Language": t.language},
    )


def go(path: str) -> Redirect:
    """After a form: to a page that can be loaded again without sending the form twice."""
    return Redirect(path, status_code=303, headers=SECRET)


def address(path: str, **parts: str | None) -> str:
    """A path with the parts that are not empty as its query."""
    query = urlencode({name: value for name, value in parts.items() if value})
    return f"{path}?{query}" if query else path


def base_of(request: AnyRequest) -> str:
    return service_of(request).settings.base_url


def _without_language(request: AnyRequest) -> str:
    """The query to which a language can be added: choosing one keeps the place."""
    if request.method != "GET":
        return ""
    pairs = [(key, value) for key, value in request.query_params.multi_items() if key != "lang"]
    return urlencode(pairs) + "&" if pairs else ""
