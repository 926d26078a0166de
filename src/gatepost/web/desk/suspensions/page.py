"""`/desk/suspensions`: appeals against suspensions that wait, then every suspension, the newest first."""

from __future__ import annotations

from urllib.parse import quote

from litestar import Response, get
from litestar.di import NamedDependency

from gatepost.conversation.house import House
from gatepost.conversation.records import Moderator
from gatepost.conversation.rights import Right
from gatepost.web.desk.reading import desk_for, tab_counts
from gatepost.web.desk.suspensions.views import suspension_view
from gatepost.web.desk.view import messages_for, page
from gatepost.web.desk.waiting_first import waiting_first
from gatepost.web.guards import needs
from gatepost.web.service import AnyRequest


@get("/desk/suspensions", opt=needs(Right.LOOK), include_in_schema=False)
async def suspensions(
    request: AnyRequest, house: NamedDependency[House], moderator: NamedDependency[Moderator]
) -> Response[str]:
    return await show(request, house, moderator)


async def show(
    request: AnyRequest, house: House, moderator: Moderator, problem: str = "", status: int = 200
) -> Response[str]:
    """The page; with `problem` after a form that was refused."""
    desk = await desk_for(house, moderator, messages_for(request))
    waiting, others, following = await waiting_first(
        house.store.suspensions.every, request.query_params.get("after") or None
    )
    return page(
        request,
        "desk/suspensions/suspensions.html",
        status=status,
        moderator=moderator,
        counts=await tab_counts(house, moderator.id),
        waiting=[await suspension_view(house, desk, one) for one in waiting],
        suspensions=[await suspension_view(house, desk, one) for one in others],
        problem=problem,
        next_link=f"/desk/suspensions?after={quote(following)}" if following else "",
    )
