"""Signing in at the newsroom's OpenID provider: the way there, and the way back.

To sign in is a plain link. To connect or to join is a form with a page behind it that holds the link: those
two join an account of the provider with a seat here, so nobody may be led through them unasked.
"""

from __future__ import annotations

import structlog
from litestar import Response, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.response import Redirect

from gatepost.conversation.accounts.people import identity_taken
from gatepost.conversation.discretion import told
from gatepost.conversation.house import House
from gatepost.conversation.records import Moderator
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.rights import Right
from gatepost.web import security_events
from gatepost.web.accounts.hashing import hash_of
from gatepost.web.accounts.oidc.flow import CALLBACK, COOKIE, MINUTES, Begun, Flow, Unknown
from gatepost.web.accounts.oidc.provider import ProviderFailed
from gatepost.web.desk.accounts.arriving import arrive, browser_name
from gatepost.web.desk.accounts.proving import proven
from gatepost.web.desk.forms import local_page, read_form
from gatepost.web.desk.reading import tab_counts
from gatepost.web.desk.view import go, page
from gatepost.web.guards import PUBLIC, SIGN_IN, needs
from gatepost.web.problems import Problem
from gatepost.web.service import AnyRequest, client_of, service_of

log = structlog.get_logger("gatepost.accounts")


@get("/desk/oidc", opt=PUBLIC, include_in_schema=False)
async def begin_signing_in(request: AnyRequest) -> Redirect:
    """To the provider."""
    wanted = local_page(request.query_params.get("next", ""))
    try:
        service_of(request).accounts.attempts.door(client_of(request))
        begun = await _flow(request).begin("sign-in", wanted)
    except ProviderFailed as failed:
        return _failed(failed)
    except Problem:
        return go(f"{SIGN_IN}?why=slow")
    return go(begun.address, cookies=[_cookie(request, begun)])


@post("/desk/oidc/connect", opt=needs(Right.LOOK), status_code=200, include_in_schema=False)
async def connect(
    request: AnyRequest, house: NamedDependency[House], moderator: NamedDependency[Moderator]
) -> Response[str] | Redirect:
    """A new door into this account, so it must be sure who asks."""
    form = await read_form(request)
    if not await proven(request, moderator, form.one("old_password")):
        return go("/desk/account?why=proof")
    try:
        begun = await _flow(request).begin("connect", "", moderator.id)
    except ProviderFailed as failed:
        log.warning("provider failed", reason=told(failed))
        return go("/desk/account?why=provider")
    return await _onwards(request, begun, house, moderator)


@post("/desk/oidc/disconnect", opt=needs(Right.LOOK), include_in_schema=False)
async def disconnect(
    request: AnyRequest, house: NamedDependency[House], moderator: NamedDependency[Moderator]
) -> Redirect:
    await house.store.accounts.unlink(moderator.id, service_of(request).settings.oidc.issuer)
    security_events.changed("provider-disconnected", moderator.id)
    return go("/desk/account")


@post("/desk/oidc/join", opt=PUBLIC, status_code=200, include_in_schema=False)
async def join(request: AnyRequest) -> Response[str] | Redirect:
    """Take an invited seat with an account of the provider."""
    form = await read_form(request)
    service = service_of(request)
    try:
        service.accounts.attempts.door(client_of(request))
        if await service.accounts.invitation(form.one("token")) is None:
            return go("/desk/invitation")
        begun = await _flow(request).begin("join", hash_of(form.one("token")).hex())
    except ProviderFailed as failed:
        return _failed(failed)
    except Problem:
        return go(f"{SIGN_IN}?why=slow")
    return await _onwards(request, begun)


@get(CALLBACK, opt=PUBLIC, include_in_schema=False)
async def callback(request: AnyRequest, moderator: NamedDependency[Moderator | None]) -> Redirect:
    """Back from the provider. Whatever is wrong, the browser learns little and the log more."""
    service = service_of(request)
    given = request.query_params
    cookie = request.cookies.get(service.accounts.sessions.name_of(COOKIE), "")
    try:
        service.accounts.attempts.door(client_of(request))
        arrived = await _flow(request).end(
            given.get("state", ""), given.get("code", ""), given.get("iss", ""), cookie, moderator
        )
    except ProviderFailed as failed:
        return _failed(failed)
    except Unknown:
        security_events.kept_out("oidc", "unknown")
        return go(f"{SIGN_IN}?why=unknown")
    except Refusal as refused:
        if refused.code == identity_taken().code and moderator is not None:
            return go("/desk/account?why=identity")
        return go(f"{SIGN_IN}?why=unknown")
    except Problem:
        return go(f"{SIGN_IN}?why=slow")
    if arrived.connected:
        security_events.changed("provider-connected", arrived.moderator.id)
        return go(arrived.goal)
    signed_in = await service.accounts.sessions.start(arrived.moderator, "oidc", browser_name(request))
    return await arrive(request, signed_in, local_page(arrived.goal))


async def _onwards(
    request: AnyRequest, begun: Begun, house: House | None = None, moderator: Moderator | None = None
) -> Response[str]:
    """A page with the way to the provider. A redirect after a form would break `form-action 'self'`."""
    answer = page(
        request,
        "desk/accounts/onwards.html",
        moderator=moderator,
        counts=await tab_counts(house, moderator.id) if house and moderator else {},
        address=begun.address,
        provider=service_of(request).provider_name,
    )
    answer.cookies.append(_cookie(request, begun))
    return answer


def _cookie(request: AnyRequest, begun: Begun) -> Cookie:
    sessions = service_of(request).accounts.sessions
    return sessions.make_cookie(sessions.name_of(COOKIE), begun.cookie, MINUTES * 60)


def _flow(request: AnyRequest) -> Flow:
    """Raises `ProviderFailed` where no provider is set."""
    flow = service_of(request).provider
    if flow is None:
        raise ProviderFailed("no provider is named in gatepost.toml")
    return flow


def _failed(failed: ProviderFailed) -> Redirect:
    security_events.kept_out("oidc", "provider-failed")
    log.warning("provider failed", reason=told(failed))
    return go(f"{SIGN_IN}?why=provider")


ROUTES = (begin_signing_in, connect, disconnect, join, callback)
