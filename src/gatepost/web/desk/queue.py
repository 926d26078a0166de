"""The desk's four lists: what waits for a person, what readers report, who objects, what was decided."""

from __future__ import annotations

from urllib.parse import quote

from litestar import Response, get
from litestar.di import NamedDependency

from gatepost.conversation.house import House
from gatepost.conversation.records import Moderator
from gatepost.conversation.rights import Right
from gatepost.vocabulary import State
from gatepost.web.desk.card import Card, Desk
from gatepost.web.desk.reading import desk_for, queue_page, tab_counts
from gatepost.web.desk.view import messages_for, page
from gatepost.web.guards import needs
from gatepost.web.service import AnyRequest

PAGE = 20
ENGINES_GROUNDS = ("waiting", "reports")
KINDS = {"waiting": "referred", "reports": "reports", "appeals": "appeals", "decided": "decided"}


@get("/desk", opt=needs(Right.LOOK), include_in_schema=False)
async def waiting(
    request: AnyRequest, house: NamedDependency[House], moderator: NamedDependency[Moderator]
) -> Response[str]:
    """Comments that the engine referred, oldest first."""
    return await _list(request, house, moderator, "waiting")


@get("/desk/reports", opt=needs(Right.LOOK), include_in_schema=False)
async def reports(
    request: AnyRequest, house: NamedDependency[House], moderator: NamedDependency[Moderator]
) -> Response[str]:
    """Public comments that readers have reported."""
    return await _list(request, house, moderator, "reports")


@get("/desk/appeals", opt=needs(Right.LOOK), include_in_schema=False)
async def appeals(
    request: AnyRequest, house: NamedDependency[House], moderator: NamedDependency[Moderator]
) -> Response[str]:
    """Appeals that wait for an answer."""
    return await _list(request, house, moderator, "appeals")


@get("/desk/decided", opt=needs(Right.LOOK), include_in_schema=False)
async def decided(
    request: AnyRequest, house: NamedDependency[House], moderator: NamedDependency[Moderator]
) -> Response[str]:
    """What was decided, newest first."""
    return await _list(request, house, moderator, "decided")


async def _list(request: AnyRequest, house: House, moderator: Moderator, here: str) -> Response[str]:
    after = request.query_params.get("after") or None
    desk = await desk_for(house, moderator, messages_for(request))
    items, following = await queue_page(house, KINDS[here], after, PAGE)
    counts = await tab_counts(house)
    path = path_of(here)
    flash_card, flash = await _flash(house, desk, request.query_params.get("done", ""))
    return page(
        request,
        "desk/queue.html",
        moderator=moderator,
        here=here,
        counts=counts,
        unscreened=counts["unscreened"],
        cards=[desk.card(item, decided=here not in ENGINES_GROUNDS) for item in items],
        flash=flash,
        flash_card=flash_card,
        page_problem="",
        problem="",
        first_link=path if after else "",
        next_link=f"{path}?after={quote(following)}" if following else "",
    )


def path_of(tab: str) -> str:
    """The address of a tab; of the first for a name that is none."""
    return f"/desk/{tab}" if tab in KINDS and tab != "waiting" else "/desk"


async def _flash(house: House, desk: Desk, comment: str) -> tuple[Card | None, str]:
    """What the page says after a form without JavaScript: where that comment stands now."""
    item = await house.store.queue_item(comment) if comment else None
    if item is None or item.decision is None or item.decision.by != f"moderator:{desk.moderator.id}":
        return None, ""
    flash = outcome_of(item.comment.state, item.appeal.outcome if item.appeal else None)
    return desk.card(item, decided=True), flash


def outcome_of(state: State, appeal: str | None) -> str:
    """Which sentence tells what became of a comment."""
    if appeal == "upheld" and state is State.REJECTED:
        return "upheld"
    if appeal == "overturned" and state is State.APPROVED:
        return "overturned"
    return state.value if state in (State.APPROVED, State.REJECTED, State.PENDING) else ""
