"""Where a moderator is signed in, and ending any of those sessions at once."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect
from msgspec import Struct

from gatepost.conversation.house import House
from gatepost.conversation.records import Moderator, SessionRecord
from gatepost.conversation.rights import Right
from gatepost.web import security_events
from gatepost.web.desk.accounts.arriving import session_of
from gatepost.web.desk.forms import read_form
from gatepost.web.desk.history import minute
from gatepost.web.desk.reading import tab_counts
from gatepost.web.desk.view import go, page
from gatepost.web.guards import SIGN_IN, needs
from gatepost.web.service import AnyRequest, service_of
from gatepost.web.times import iso


class SessionView(Struct, frozen=True):
    """`key` is the hash by which the store knows the session; it opens nothing."""

    key: str
    label: str
    via: str
    current: bool
    since: str
    since_iso: str
    seen: str
    seen_iso: str
    until: str
    until_iso: str


@get("/desk/sessions", opt=needs(Right.LOOK), include_in_schema=False)
async def sessions(
    request: AnyRequest, house: NamedDependency[House], moderator: NamedDependency[Moderator]
) -> Response[str]:
    """Every browser that is signed in as this moderator."""
    own = session_of(request).token_hash
    found = await service_of(request).accounts.sessions.open_ones(moderator.id)
    views = [_view(one, own) for one in sorted(found, key=lambda one: -one.created_at)]
    return page(
        request,
        "desk/accounts/sessions.html",
        moderator=moderator,
        counts=await tab_counts(house, moderator.id),
        sessions=views,
    )


@post("/desk/sessions/end", opt=needs(Right.LOOK), include_in_schema=False)
async def end_session(
    request: AnyRequest, house: NamedDependency[House], moderator: NamedDependency[Moderator]
) -> Redirect:
    """End one of one's own sessions; somebody else's is not found among them."""
    accounts = service_of(request).accounts
    wanted = (await read_form(request)).one("session")
    own = session_of(request).token_hash
    for session in await accounts.sessions.open_ones(moderator.id):
        if session.token_hash.hex() == wanted:
            await house.store.end_session(session.token_hash)
            security_events.changed("session-ended", moderator.id)
            if session.token_hash == own:
                return go(f"{SIGN_IN}?why=out", cookies=[accounts.ended_cookie()])
    return go("/desk/sessions")


@post("/desk/sessions/end-others", opt=needs(Right.LOOK), include_in_schema=False)
async def end_others(
    request: AnyRequest, house: NamedDependency[House], moderator: NamedDependency[Moderator]
) -> Redirect:
    """Stay signed in here and nowhere else."""
    await house.store.accounts.end_other_sessions(moderator.id, session_of(request).token_hash)
    security_events.changed("other-sessions-ended", moderator.id)
    return go("/desk/sessions")


def _view(session: SessionRecord, own: bytes) -> SessionView:
    seen = session.seen_at or session.created_at
    return SessionView(
        key=session.token_hash.hex(),
        label=session.label,
        via=session.via,
        current=session.token_hash == own,
        since=minute(session.created_at),
        since_iso=iso(session.created_at),
        seen=minute(seen),
        seen_iso=iso(seen),
        until=minute(session.expires_at),
        until_iso=iso(session.expires_at),
    )


ROUTES = (sessions, end_session, end_others)
