"""Signing in: a link from a letter, or the publisher's word, is exchanged for a reader token that ends."""

from __future__ import annotations

import secrets

import structlog
from msgspec import Struct
from msgspec.structs import replace

from gatepost.conversation.article_keys import canonical_url
from gatepost.conversation.authors import tokens as reader_tokens
from gatepost.conversation.authors.records import Author
from gatepost.conversation.house import House
from gatepost.conversation.letters.writing import check_mail, write_sign_in
from gatepost.conversation.readers import keys
from gatepost.conversation.readers.addresses import checked
from gatepost.conversation.readers.badges import granted
from gatepost.conversation.readers.ports import BeingErased, LinkGone
from gatepost.conversation.readers.records import Account, EmailLink, SignIn
from gatepost.conversation.readers.signature import check_full
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.sites import Site
from gatepost.conversation.tokens import hash_of_hex, hash_token, new_token
from gatepost.vocabulary import LANGUAGES

_log = structlog.get_logger("gatepost.readers")
MINUTE = 60 * 1_000_000
LINK_MINUTES = 30
SESSION_DAYS = 30
FRAGMENT = "gatepost-sign-in"
"""What stands behind `#` in the link of a letter; browsers send it to no server."""


class Vouched(Struct, frozen=True):
    """What the publisher's signed token says of a reader, after everything about it was checked.

    `email` only when the publisher says that it is verified. `badge` as claimed.
    """

    issuer: str
    subject: str
    name: str = ""
    email: str | None = None
    badge: str = ""
    language: str | None = None


class SignedIn(Struct, frozen=True):
    """`token` goes to the browser, once."""

    token: str
    expires_at: int
    account: Account


async def ask_for_link(
    house: House, site: Site, email: str, article_url: str, language: str, guest: Author | None
) -> None:
    """Write a letter with a link to this address. What happens is the same whether it has an account or not.

    `guest`: whose browser asks; only in that browser do the guest's comments become the account's.
    """
    _must_take(site, "email")
    check_mail(house)
    address, url = checked(email), canonical_url(article_url)
    token, now = secrets.token_bytes(16), house.clock()
    link = EmailLink(
        hash_token(token),
        site.id,
        address,
        now,
        now + LINK_MINUTES * MINUTE,
        guest.id if guest is not None and guest.account is None else None,
    )
    await house.store.readers.keep_link(link)
    await write_sign_in(house, site.id, address, f"{url}#{FRAGMENT}={token.hex()}", language)


async def exchange_link(
    house: House, site: Site, token: str, language: str, guest: Author | None
) -> SignedIn:
    """The link's proof for a session. Refuses (`link-gone`) one that was used, is too old or never was."""
    _must_take(site, "email")
    token_hash = hash_of_hex(token.strip())
    now = house.clock()
    link = await house.store.readers.link(token_hash, now) if token_hash else None
    if link is None or link.site != site.id:
        raise _gone()
    same_browser = guest is not None and guest.account is None and guest.id == link.guest
    sign_in = SignIn(
        site.id,
        house.new_id(),
        await keys.of_email(house, link.email),
        "email",
        link.email,
        b"",
        now,
        0,
        first_language=language,
        guest=guest.id if guest is not None and same_browser else None,
        link=token_hash,
    )
    try:
        return await _begin(house, sign_in)
    except LinkGone:
        raise _gone() from None


async def sign_in_vouched(
    house: House, site: Site, vouched: Vouched, language: str, guest: Author | None
) -> SignedIn:
    """A session for whom the publisher vouches.

    A name that cannot be is left out, and the reader is asked for one; so is an address that is none.
    """
    _must_take(site, "sso")
    badge = granted(site, vouched.badge)
    guest_id = guest.id if guest is not None and guest.account is None else None
    return await _begin(
        house,
        SignIn(
            site.id,
            house.new_id(),
            await keys.of_subject(house, vouched.issuer, vouched.subject),
            "sso",
            _address(vouched.email),
            b"",
            house.clock(),
            0,
            name=await _name(house, site, vouched.name, badge) if vouched.name else None,
            badge=badge,
            language=vouched.language if vouched.language in LANGUAGES else None,
            first_language=language,
            guest=guest_id,
        ),
    )


async def _name(house: House, site: Site, name: str, badge: str) -> str:
    try:
        await check_full(house, site, name, badge)
    except Refusal as refused:
        _log.info("a name from the publisher's sign-in was left out", code=refused.code, site=site.id)
        return ""
    return name


def _address(email: str | None) -> str | None:
    try:
        return checked(email) if email else None
    except Refusal:
        return None


async def sign_out(house: House, site: Site, token: str, *, everywhere: bool = False) -> int:
    """End this session, or all of the account's. How many ended; 0 for what is no session."""
    token_hash = reader_tokens.hash_of(token)
    if token_hash is None:
        return 0
    if everywhere:
        author = await reader_tokens.known(house, site.id, token)
        if author is not None and author.account is not None:
            return await house.store.readers.end_sessions(author.id)
    return int(await house.store.readers.end_session(token_hash))


async def _begin(house: House, sign_in: SignIn) -> SignedIn:

    token = new_token()
    ends = sign_in.at + SESSION_DAYS * 24 * 60 * MINUTE
    try:
        account = await house.store.readers.sign_in(
            replace(sign_in, session=hash_token(token), expires_at=ends)
        )
    except BeingErased:
        raise Refusal(
            "sign-in-unavailable", "Everything about this account is being erased. Sign in again in a minute."
        ) from None
    return SignedIn(reader_tokens.shown(token), ends, account)


def _must_take(site: Site, way: str) -> None:
    if way not in site.who:
        raise Refusal("sign-in-unavailable", f"{site.name} does not offer this way of signing in.")


def _gone() -> Refusal:
    return Refusal("link-gone", "This link was used already, or it is too old. Ask for a new letter.")
