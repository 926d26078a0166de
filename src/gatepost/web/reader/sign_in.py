"""Signing in and out: a link in a letter, or the publisher's signed token, for a reader token that ends."""

from __future__ import annotations

import structlog
from litestar import Response, post
from litestar.params import JSONBody

from gatepost.conversation.authors.records import Author
from gatepost.conversation.discretion import told
from gatepost.conversation.readers.sign_in import (
    SignedIn,
    ask_for_link,
    exchange_link,
    sign_in_vouched,
    sign_out,
)
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.sites import Site
from gatepost.vocabulary import LANGUAGES
from gatepost.web import security_events
from gatepost.web.abuse.limiting import limited
from gatepost.web.body import JsonBody
from gatepost.web.problems import BODY, Problem, documented
from gatepost.web.reader.access import reader_of, reader_token
from gatepost.web.reader.presenting import account_out
from gatepost.web.schemas import (
    EmailSignInIn,
    ExchangeIn,
    LetterOut,
    SessionOut,
    SignedInOut,
    SignedOutOut,
    SignOutIn,
    SsoIn,
)
from gatepost.web.service import (
    AnyRequest,
    Service,
    check_origin,
    language_for,
    service_of,
    site_for,
)
from gatepost.web.sso import TokenRefused
from gatepost.web.sso.publisher import KeysFailed
from gatepost.web.times import iso

_log = structlog.get_logger("gatepost.readers")
HEADERS = {"Cache-Control": "no-store", "Vary": "Origin, Authorization, Accept-Language"}
_SITE = ("unknown-article", "url-invalid", "origin-not-allowed", "sign-in-unavailable", "store-unavailable")


@post(
    "/sign-in/email",
    dto=JsonBody[EmailSignInIn],
    return_dto=None,
    status_code=202,
    responses=documented(*BODY, *_SITE, "email-invalid", "mail-off", "rate-limited"),
    summary="Ask for a letter with a link that signs in",
    tags=["readers"],
)
async def post_sign_in_email(request: AnyRequest, data: JSONBody[EmailSignInIn]) -> Response[LetterOut]:
    """The same answer whether the address has an account or not.

    With a guest's reader token, the guest's comments become the account's when the link is followed in this
    browser.
    """
    service, site = _asked(request, data.article)
    await limited(request, service.letters, "letters")
    wait = service.links.take(site.id, data.email, service.house.clock())
    if wait:
        raise Problem(
            "rate-limited",
            f"Too many letters were asked for. Try again in {wait} second{'s' if wait > 1 else ''}.",
            headers={"Retry-After": str(wait)},
        )
    language = data.language if data.language in LANGUAGES else language_for(request, site)
    guest = await reader_of(service, request, site.id)
    await ask_for_link(service.house, site, data.email, data.article, language, guest)
    return Response(LetterOut(sent=True), status_code=202, headers=HEADERS)


@post(
    "/sign-in/exchange",
    dto=JsonBody[ExchangeIn],
    return_dto=None,
    status_code=200,
    responses=documented(*BODY, *_SITE, "link-gone", "rate-limited"),
    summary="Exchange a link's proof for a reader token",
    tags=["readers"],
)
async def post_exchange(request: AnyRequest, data: JSONBody[ExchangeIn]) -> Response[SignedInOut]:
    """What stood behind `#gatepost-sign-in=` in the address. It works once, for 30 minutes."""
    service, site = _asked(request, data.article)
    await limited(request, service.sign_ins, "sign-ins")
    guest = await reader_of(service, request, site.id)
    language = language_for(request, site)
    try:
        signed_in = await exchange_link(service.house, site, data.token, language, guest)
    except Refusal as refused:
        security_events.kept_out("email", refused.code)
        raise
    return _answer(site, signed_in, "email")


@post(
    "/sign-in/sso",
    dto=JsonBody[SsoIn],
    return_dto=None,
    status_code=200,
    responses=documented(*BODY, *_SITE, "sso-token-invalid", "sso-unavailable", "rate-limited"),
    summary="Exchange the publisher's signed token for a reader token",
    tags=["readers"],
)
async def post_sso(request: AnyRequest, data: JSONBody[SsoIn]) -> Response[SignedInOut]:
    """A JWT from the publisher's server: docs/how-to/single-sign-on.md. `detail` says what is wrong."""
    service, site = _asked(request, data.article)
    await limited(request, service.sign_ins, "sign-ins")
    publisher = service.publishers.get(site.id)
    if publisher is None or "sso" not in site.who:
        raise Problem("sign-in-unavailable", f"{site.name} has no sign-in of its own here.")
    try:
        vouched = await publisher.vouched(data.token)
    except TokenRefused as refused:
        security_events.kept_out("sso", "token-refused")
        raise Problem("sso-token-invalid", str(refused)) from None
    except KeysFailed as failed:
        # Where the keys lie is told to the operator; whoever asks here may be anybody.
        _log.error("sso-keys-failed", site=site.id, error=told(failed))
        raise Problem(
            "sso-unavailable",
            "The publisher's keys cannot be had. The server's log says why.",
            headers={"Retry-After": "60"},
        ) from None
    guest: Author | None = await reader_of(service, request, site.id)
    signed_in = await sign_in_vouched(service.house, site, vouched, language_for(request, site), guest)
    return _answer(site, signed_in, "sso")


@post(
    "/sign-out",
    dto=JsonBody[SignOutIn],
    return_dto=None,
    status_code=200,
    responses=documented(*BODY, "origin-not-allowed", "rate-limited", "store-unavailable"),
    summary="End a session",
    tags=["readers"],
)
async def post_sign_out(request: AnyRequest, data: JSONBody[SignOutIn]) -> Response[SignedOutOut]:
    """The session of `Authorization: Bearer TOKEN`, or with `everywhere` all of the account's."""
    service = service_of(request)
    await limited(request, service.sign_ins, "requests")
    check_origin(request, *service.house.sites.all)
    token, ended = reader_token(request), 0
    for site in service.house.sites.all if token else ():
        ended = await sign_out(service.house, site, token or "", everywhere=data.everywhere)
        if ended:
            break
    return Response(SignedOutOut(ended), headers=HEADERS)


def _asked(request: AnyRequest, article: str) -> tuple[Service, Site]:
    """The site that the page belongs to, from whose pages alone one signs in."""
    service = service_of(request)
    site = site_for(service, article)
    check_origin(request, site)
    return service, site


def _answer(site: Site, signed_in: SignedIn, door: str) -> Response[SignedInOut]:
    security_events.came_in(door, signed_in.account.author)
    session = SessionOut(signed_in.token, iso(signed_in.expires_at))
    return Response(SignedInOut(session, account_out(site, signed_in.account)), headers=HEADERS)
