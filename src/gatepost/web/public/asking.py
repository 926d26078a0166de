"""A page asks what a program asks: the API's own handler, behind the API's own guards."""

from __future__ import annotations

import inspect
from typing import Any

from litestar import Response
from litestar.handlers import HTTPRouteHandler

from gatepost.web.public.view import asked_language
from gatepost.web.service import AnyRequest


async def as_the_api(handler: HTTPRouteHandler, request: AnyRequest, **arguments: Any) -> Response[Any]:
    """What the API would answer to this caller, in the language of the page. Raises what the API would."""
    request.state.page_language = asked_language(request)
    for guard in handler.guards or ():
        passed = guard(request, handler)
        if inspect.isawaitable(passed):
            await passed
    answer: Response[Any] = await handler.fn(request, **arguments)
    return answer
