"""`/unsubscribe/{token}`: no more letters of a kind, by one click of a mail program (RFC 8058) or on a page.

The token stands in the letter and is good for this alone. Looking at the page changes nothing: programs that
open links in letters end no letters.
"""

from __future__ import annotations

from typing import Annotated

from litestar import Response, get, post
from litestar.params import PathParameter

from gatepost.conversation.letters.texts import texts
from gatepost.conversation.letters.unsubscribe import ALL, LONGEST, Leave, leave, read_token
from gatepost.vocabulary import RIGHT_TO_LEFT
from gatepost.web.desk.view import templates
from gatepost.web.forms import read_form
from gatepost.web.service import AnyRequest, Service, language_for, service_of

Token = Annotated[str, PathParameter(description="What stands in the letter.", max_length=LONGEST)]
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


@get("/unsubscribe/{token:str}", include_in_schema=False)
async def get_unsubscribe(request: AnyRequest, token: Token) -> Response[str]:
    """A page with a button, in the reader's language."""
    service = service_of(request)
    return await _page(service, request, token, await read_token(service.house, token))


@post("/unsubscribe/{token:str}", status_code=200, include_in_schema=False)
async def post_unsubscribe(request: AnyRequest, token: Token) -> Response[str]:
    """`List-Unsubscribe=One-Click` from a mail program, or the page's form; `kind=all` ends every kind."""
    service = service_of(request)
    everything = (await read_form(request)).one("kind") == ALL
    found = await leave(service.house, token, everything=everything)
    return await _page(service, request, token, found, done=ALL if everything else "kind")


async def _page(
    service: Service, request: AnyRequest, token: str, found: Leave | None, done: str = ""
) -> Response[str]:
    reader = await service.house.store.letters.addressee(found.author) if found else None
    site = service.house.sites.by_id(reader.site) if reader else None
    asked = "accept-language" in request.headers or reader is None
    language = language_for(request, site) if asked or reader is None else reader.language
    said = texts(language)
    kind = "" if found is None else "reply" if found.kind == "answer" else found.kind
    name = site.name if site else "Gatepost"
    html = (
        templates()
        .get_template("letters/unsubscribe.html")
        .render(
            said=said,
            language=language,
            direction="rtl" if language in RIGHT_TO_LEFT else "ltr",
            title=said["page_title"].format(site=f"\u2068{name}\u2069"),
            token=token if found else "",
            effect=said["page_all" if done == ALL else f"page_{kind}"] if found else said["page_bad"],
            done=done if found else "",
        )
    )
    return Response(html, media_type="text/html", status_code=200 if found else 404, headers=HEADERS)
