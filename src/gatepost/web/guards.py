"""Who may pass: guards for the desk's pages and for programs. A desk route is closed unless it says so.

Every route of the desk says in its `opt` which right it needs (`needs(Right.DECIDE)`), or that strangers may
see it (`PUBLIC`); the list of those is in a test. One that says neither lets nobody in.
"""

from __future__ import annotations

from urllib.parse import quote

from litestar.connection import Request
from litestar.handlers import BaseRouteHandler
from litestar.response import Redirect, Response

from gatepost.conversation.records import Moderator, TokenRecord
from gatepost.conversation.rights import SCOPES, Right, may
from gatepost.web.accounts import Accounts
from gatepost.web.crossorigin import SAFE_METHODS, is_cross_origin
from gatepost.web.forms import Form, carries_token, read_form
from gatepost.web.problems import Problem
from gatepost.web.service import AnyConnection, AnyRequest, service_of

SIGN_IN = "/desk/sign-in"
PUBLIC = {"public": True}


BY_ITSELF = {"by_itself": True}
"""For a route that an open page asks by itself: asking it is no sign that anybody sits there."""


def needs(right: Right) -> dict[str, Right]:
    """For a route's `opt`: the right without which nobody passes."""
    return {"right": right}


class NotSignedIn(Exception):
    """A page of the desk was asked for without a valid session."""


class StaleForm(Exception):
    """A signed-in browser sent something without the form token of its session. `form`: what was in it."""

    def __init__(self, form: Form) -> None:
        super().__init__("form-token-invalid")
        self.form = form


async def requires_moderator(connection: AnyConnection, handler: BaseRouteHandler) -> None:
    """Guard of every desk page: a valid session cookie, or the way to the sign-in form.

    Sets `request.state.moderator` (None for strangers on public pages) and `.preferences`. Whatever comes
    with a valid session and could change something must bring the session's form token, too; on public pages
    as well. Whoever passes counts as being at the desk, except `BY_ITSELF`.
    """
    method = str(connection.scope.get("method", "GET"))
    if is_cross_origin(method, connection.headers, connection.app.state.trusted_origins):
        raise Problem(
            "cross-site", "The desk takes actions only from its own pages. Open the desk and try again."
        )
    accounts: Accounts = connection.app.state.accounts
    session = accounts.session_in(connection.cookies)
    found = await accounts.sessions.of(session)
    moderator = found[0] if found else None
    connection.state.moderator = moderator
    connection.state.session = found[1] if found else None
    if moderator is not None:
        connection.state.preferences = await service_of(connection).house.store.preferences.of(moderator.id)
    if not handler.opt.get("public"):
        if moderator is None:
            raise NotSignedIn
        right = handler.opt.get("right")
        if not isinstance(right, Right) or not may(moderator.role, right):
            raise Problem(
                "right-missing", f"This takes a right that the role {moderator.role!r} does not have."
            )
    if moderator is not None:
        attendance = service_of(connection).house.attendance
        if not handler.opt.get("by_itself"):
            attendance.saw(moderator.role)
        connection.state.alarms = await attendance.alarms()
    if moderator is not None and method not in SAFE_METHODS:
        assert isinstance(connection, Request)  # guards of HTTP routes are given the request itself
        if not await carries_token(connection, session):
            raise StaleForm(await _readable(connection))


async def requires_desk_token(connection: AnyConnection, handler: BaseRouteHandler) -> None:
    """Guard of every `/api/v1/desk/*` route: a program's token with a scope that has the route's right."""
    accounts: Accounts = connection.app.state.accounts
    right = handler.opt.get("right")
    scopes = tuple(scope for scope, rights in SCOPES.items() if right in rights)
    connection.state.program = await accounts.program(connection.headers.get("authorization", ""), *scopes)
    if right is Right.DECIDE:  # a newsroom that moderates with a tool of its own is at the desk, too
        service_of(connection).house.attendance.saw("moderator")


async def provide_moderator(request: AnyRequest) -> Moderator | None:
    """Dependency `moderator` of the desk's pages: who is signed in (None only on public pages)."""
    return getattr(request.state, "moderator", None)


async def provide_program(request: AnyRequest) -> TokenRecord:
    """Dependency `program` of the desk's API: the token that called."""
    program: TokenRecord = request.state.program
    return program


async def _readable(request: AnyRequest) -> Form:
    """The form, as far as it is one."""
    try:
        return await read_form(request)
    except Problem:
        return Form(())


def to_sign_in(request: AnyRequest, _: NotSignedIn) -> Response[None]:
    """Send a browser to the sign-in form and back to its page afterwards; htmx gets told to move the page."""
    wanted = request.scope["path"] if request.method == "GET" else "/desk"
    target = f"{SIGN_IN}?next={quote(wanted)}"
    if request.headers.get("hx-request"):
        # A redirect would be followed silently and the form put where a card was.
        return Response(None, status_code=401, headers={"HX-Redirect": target, "Cache-Control": "no-store"})
    return Redirect(target, status_code=303, headers={"Cache-Control": "no-store"})
