"""The desk's lists: what waits, reports, appeals, second looks, escalations, one's own, what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency

from gatepost.conversation.house import House
from gatepost.conversation.queues.records import Wanted
from gatepost.conversation.records import ArticleRecord, Moderator, QueueItem
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.rights import Right
from gatepost.conversation.second_looks.records import disputed
from gatepost.vocabulary import State
from gatepost.web.desk.card import Card, Desk
from gatepost.web.desk.filters import filter_bar
from gatepost.web.desk.listing import Listing, link, listing, place_of, wanted_of
from gatepost.web.desk.reading import desk_for, tab_counts
from gatepost.web.desk.saved.pages import views_of
from gatepost.web.desk.summary import about
from gatepost.web.desk.tabs import BY_NAME, Tab
from gatepost.web.desk.view import messages_for, page, preferences_of, wants_fragment
from gatepost.web.guards import needs
from gatepost.web.service import AnyRequest

LIST = {**needs(Right.LOOK), "filters": True}
"""Of a list's route: `language` in its address is a filter, and not the language of the page."""


BY_PATH = {tab.path: tab for tab in BY_NAME.values()}


@get(list(BY_PATH), opt=LIST, include_in_schema=False)
async def lists(
    request: AnyRequest, house: NamedDependency[House], moderator: NamedDependency[Moderator]
) -> Response[str]:
    """What waits, reports, appeals, and every other list of `tabs.py`: the address tells which."""
    return await _list(request, house, moderator, BY_PATH[request.scope["path_template"]])


async def _list(request: AnyRequest, house: House, moderator: Moderator, tab: Tab) -> Response[str]:
    messages, params = messages_for(request), dict(request.query_params)
    problem, found = "", Listing((), "", 0)
    try:
        wanted = wanted_of(tab, params)
        found = await listing(
            house, moderator.id, tab, wanted,
            at=params.get("at", ""), after=params.get("after", ""), past=params.get("past", ""),
        )  # fmt: skip
    except Refusal as refusal:
        wanted, problem = Wanted(tab.kind), messages("filter.invalid", why=refusal.detail)
    desk = await desk_for(house, moderator, messages, preferences_of(request))
    articles = await about(house, found.items)
    place = place_of(wanted)
    begun = found.before or params.get("after")
    context: dict[str, Any] = {
        "moderator": moderator,
        "here": tab.name,
        "place": place,
        "cards": [(face(item, tab.name), _card(desk, item, tab, articles)) for item in found.items],
        "gathered": wanted.sorted_by.value == "similarity",
        "before": found.before,
        "next_link": found.next_link,
        "first_link": link(tab.path, place) if begun else "",
    }
    if wants_fragment(request):
        return page(request, "desk/_list.html", **context)
    counts = await tab_counts(house, moderator.id)
    flash_card, flash = await _flash(house, desk, params.get("done", ""))
    return page(
        request,
        "desk/queue.html",
        status=422 if problem else 200,
        counts=counts,
        unscreened=counts["unscreened"],
        flash=flash,
        flash_card=flash_card,
        page_problem=problem,
        bar=filter_bar(tab, params, wanted, messages, house),
        views=await views_of(house, moderator),
        **context,
    )


def _card(desk: Desk, item: QueueItem, tab: Tab, articles: Mapping[str, ArticleRecord]) -> Card:
    return desk.card(
        item, decided=shows_decision(item, face(item, tab.name)), article=articles.get(item.article.id)
    )


DECIDED_FACES = ("decided", "appeals", "done")
"""Faces that show the decision's grounds; the others show what the engine found."""


def shows_decision(item: QueueItem, shows: str) -> bool:
    """Whether this face of the card shows the decision's grounds."""
    decided = item.comment.state is not State.PENDING
    return decided if shows == "second" else shows in DECIDED_FACES


def face(item: QueueItem, tab: str) -> str:
    """Which template shows a comment where it stands now."""
    if item.proposals:
        return "second"
    if item.comment.state is State.PENDING:
        return "waiting"
    if item.comment.state is State.REJECTED and item.appeal is not None and item.appeal.outcome is None:
        return "appeals"
    return (
        "reports" if tab != "decided" and any(one.open and one.counts for one in item.reports) else "decided"
    )


async def _flash(house: House, desk: Desk, comment: str) -> tuple[Card | None, str]:
    """What the page says after a form without JavaScript: where that comment stands now."""
    item = await house.store.queue_item(comment) if comment else None
    if item is None:
        return None, ""
    if looked(item, desk.moderator):
        return desk.card(item, decided=True), flash_of(item)
    if item.proposals or item.decision is None or item.decision.by != f"moderator:{desk.moderator.id}":
        return None, ""
    return desk.card(item, decided=True), flash_of(item)


def looked(item: QueueItem, moderator: Moderator) -> bool:
    """Whether this moderator's look waits for a second one, or against another."""
    return any(one.moderator == moderator.id for one in item.proposals)


def flash_of(item: QueueItem) -> str:
    """Which sentence tells what an action led to."""
    if item.proposals:
        return "dispute" if disputed(item.proposals) else "look"
    return outcome_of(item.comment.state, item.appeal.outcome if item.appeal else None)


def outcome_of(state: State, appeal: str | None) -> str:
    """Which sentence tells what became of a comment."""
    if appeal == "upheld" and state is State.REJECTED:
        return "upheld"
    if appeal == "overturned" and state is State.APPROVED:
        return "overturned"
    return state.value if state in (State.APPROVED, State.REJECTED, State.PENDING) else ""
