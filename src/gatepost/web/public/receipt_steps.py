"""What the holder of a receipt can do: appeal, withdraw, erase. The last two are asked once more.

The token in the address is the proof that somebody may. Another site's page cannot know it; what such a page
sends is refused all the same. The receipt's pages say `no-referrer`, so browsers send `Origin: null` with
their forms: that alone is no reason to refuse.
"""

from __future__ import annotations

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from gatepost.conversation.appeal import appeal
from gatepost.conversation.erase import erase
from gatepost.conversation.records import CommentRecord
from gatepost.conversation.withdraw import withdraw
from gatepost.web.crossorigin import is_cross_origin
from gatepost.web.forms import read_form
from gatepost.web.problems import Problem
from gatepost.web.public.receipt import comment_of, receipt_page
from gatepost.web.public.refused import REFUSED, problem_of
from gatepost.web.public.view import address, asked_language, go
from gatepost.web.service import AnyRequest, limits_appeals, service_of


@post("/r/{token:str}/appeal", include_in_schema=False, status_code=303)
async def post_appeal_page(request: AnyRequest, token: FromPath[str]) -> Redirect | Response[str]:
    text = (await read_form(request)).one("text")
    comment = await comment_of(service_of(request), token)
    try:
        await _may(request)
        await appeal(service_of(request).house, comment.id, text)
    except REFUSED as error:
        return await receipt_page(request, token, comment, typed=text, problem=problem_of(error))
    return _back(request, token)


@get("/r/{token:str}/withdraw", include_in_schema=False)
async def ask_withdraw(request: AnyRequest, token: FromPath[str]) -> Response[str]:
    return await _ask(request, token, "withdraw")


@post("/r/{token:str}/withdraw", include_in_schema=False, status_code=303)
async def post_withdraw_page(request: AnyRequest, token: FromPath[str]) -> Redirect | Response[str]:
    comment = await comment_of(service_of(request), token)
    try:
        await _may(request)
        await withdraw(service_of(request).house, comment.id)
    except REFUSED as error:
        return await receipt_page(request, token, comment, problem=problem_of(error))
    return _back(request, token)


@get("/r/{token:str}/erase", include_in_schema=False)
async def ask_erase(request: AnyRequest, token: FromPath[str]) -> Response[str]:
    return await _ask(request, token, "erase")


@post("/r/{token:str}/erase", include_in_schema=False, status_code=303)
async def post_erase(request: AnyRequest, token: FromPath[str]) -> Redirect | Response[str]:
    comment = await comment_of(service_of(request), token)
    try:
        await _may(request)
        await erase(service_of(request).house, comment.id, by="author")
    except REFUSED as error:
        return await receipt_page(request, token, comment, problem=problem_of(error))
    return _back(request, token)


async def _ask(request: AnyRequest, token: str, what: str) -> Response[str]:
    comment: CommentRecord = await comment_of(service_of(request), token)
    return await receipt_page(request, token, comment, template=f"ask_{what}")


async def _may(request: AnyRequest) -> None:
    """Not from another site's page, and not too often."""
    headers = dict(request.headers.items())
    if headers.get("origin") == "null":
        del headers["origin"]
    if is_cross_origin(request.method, headers, request.app.state.trusted_origins):
        raise Problem("cross-site")
    await limits_appeals(request, request.scope["route_handler"])


def _back(request: AnyRequest, token: str) -> Redirect:
    return go(address(f"/r/{token}", lang=asked_language(request)))
