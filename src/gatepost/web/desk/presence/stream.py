"""`GET /desk/stream`: what happens at the desk, as server-sent events, in the words of whoever listens.

`card` carries an id with what to say on it, `people` who is there, `counts` the figures of the tabs.
Events only wake: what is told is read from the store at the moment of telling.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from typing import Any

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.response import Stream
from msgspec import Struct

from gatepost.conversation.events import Event, Subscription
from gatepost.conversation.house import House
from gatepost.conversation.records import Moderator, QueueItem
from gatepost.conversation.rights import Right
from gatepost.vocabulary import DESK_CHAIN, State
from gatepost.web.desk.messages import Messages
from gatepost.web.desk.queue import face
from gatepost.web.desk.reading import desk_for, tab_counts
from gatepost.web.desk.view import messages_for
from gatepost.web.guards import BY_ITSELF, needs
from gatepost.web.problems import Problem
from gatepost.web.seats import MOST_PAGES
from gatepost.web.service import AnyRequest, Service, service_of

HEARTBEAT_SECONDS = 15.0
COUNTS_SECONDS = 1.0
"""Figures are told at most so often, however much happens."""
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class CardNews(Struct, frozen=True, omit_defaults=True):
    """`text` stands on the card, empty to take away what stood there. `seq`: the decision that stands.

    `over`: it was decided, so nothing is left to do. `mine`: by oneself, perhaps in another window.
    """

    id: str
    text: str
    seq: int
    over: bool = False
    mine: bool = False


class Listener(Struct):
    """Whoever listens: who, in which language, by which session."""

    service: Service
    moderator: Moderator
    messages: Messages
    session: str


@get(
    "/desk/stream",
    opt={**needs(Right.LOOK), **BY_ITSELF},
    media_type="text/event-stream",
    include_in_schema=False,
)
async def stream(request: AnyRequest, moderator: NamedDependency[Moderator]) -> Stream:
    service = service_of(request)
    if service.seats.pages_of(moderator.id) >= MOST_PAGES:
        raise Problem(
            "busy", "Too many pages of the desk are open. Close some.", headers={"Retry-After": "60"}
        )
    session = service.accounts.session_in(request.cookies)
    listener = Listener(service, moderator, messages_for(request), session)
    return Stream(_seated(listener), media_type="text/event-stream", headers=HEADERS)


async def _seated(listener: Listener) -> AsyncIterator[bytes]:
    house, seats, who = listener.service.house, listener.service.seats, listener.moderator.id
    async with house.desk.subscribe(DESK_CHAIN) as subscription:
        if seats.sit(who):
            house.tell_desk("people")
        try:
            async for chunk in _events(listener, subscription):
                yield chunk
        finally:
            if seats.rise(who):
                house.tell_desk("people")


async def _events(listener: Listener, subscription: Subscription) -> AsyncIterator[bytes]:
    service, house = listener.service, listener.service.house
    if service.stopping.is_set():
        return
    yield b"retry: 3000\n\n" + await _all(listener)
    told = asked = time.monotonic()
    stale = False
    while True:
        # However much happens: who was signed out must not go on listening because the desk is busy.
        if time.monotonic() - asked >= HEARTBEAT_SECONDS:
            asked = time.monotonic()
            if not await _may_stay(listener):
                return
        wait = max(0.0, told + COUNTS_SECONDS - time.monotonic()) if stale else HEARTBEAT_SECONDS
        try:
            async with asyncio.timeout(wait):
                event = await anext(subscription)
        except TimeoutError:
            if stale:
                told, stale = time.monotonic(), False
                yield await _counts(listener)
                continue
            yield b": still here\n\n"
            continue
        except StopAsyncIteration:
            return
        if event.kind == "missed":
            yield await _all(listener)
        elif event.kind == "people":
            yield await _people(listener)
        else:
            stale = stale or event.kind == "moved"
            chunk = await _card(listener, house, event)
            if chunk:
                yield chunk


async def _may_stay(listener: Listener) -> bool:
    """Whether the session still stands: whoever was signed out hears nothing more."""
    moderator = await listener.service.accounts.moderator_of_session(listener.session)
    return moderator is not None and moderator.id == listener.moderator.id


async def _all(listener: Listener) -> bytes:
    house = listener.service.house
    claims = await house.store.claims.all(house.clock())
    desk = await desk_for(house, listener.moderator, listener.messages)
    held = {
        claim.comment: listener.messages("presence.looks", who=desk.who(f"moderator:{claim.moderator}"))
        for claim in claims
        if claim.moderator != listener.moderator.id
    }
    return _told("claims", held) + await _people(listener) + await _counts(listener)


async def _people(listener: Listener) -> bytes:
    house = listener.service.house
    known = {one.id: one.name for one in await house.store.moderators()}
    others = [known[one] for one in listener.service.seats.people if one in known]
    names = [name for name in others if name != listener.moderator.name]
    text = listener.messages("presence.desk", names=", ".join(names)) if names else ""
    return _told("people", {"text": text})


async def _counts(listener: Listener) -> bytes:
    counts = await tab_counts(listener.service.house, listener.moderator.id)
    return _told("counts", {name: listener.messages.number(number) for name, number in counts.items()})


async def _card(listener: Listener, house: House, event: Event) -> bytes:
    found = await house.store.queues.items([event.comment])
    if not found:
        return b""
    return _told("card", await news_of(listener, house, found[0]))


async def news_of(listener: Listener, house: House, item: QueueItem) -> CardNews:
    """What there is to say on a card now."""
    messages, me = listener.messages, listener.moderator.id
    desk = await desk_for(house, listener.moderator, messages)
    state, decision = item.comment.state, item.decision
    if state in (State.WITHDRAWN, State.ERASED):
        return CardNews(item.comment.id, messages("presence.gone"), item.seq, over=True)
    by = decision.by if decision else ""
    # An appeal, a report or a second look waits although a person's decision stands: that is not over.
    if decision and by != "engine" and face(item, "") == "decided":
        text = messages(f"presence.{decision.outcome.value}", who=desk.who(by))
        mine = by == f"moderator:{me}"
        return CardNews(item.comment.id, text, item.seq, over=True, mine=mine)
    claim = item.claim
    if claim is not None and claim.until > house.clock() and claim.moderator != me:
        who = desk.who(f"moderator:{claim.moderator}")
        return CardNews(item.comment.id, messages("presence.looks", who=who), item.seq)
    return CardNews(item.comment.id, "", item.seq)


def _told(name: str, data: CardNews | Mapping[str, Any]) -> bytes:
    return b"event: " + name.encode() + b"\ndata: " + msgspec.json.encode(data) + b"\n\n"
