"""The way through the provider and back, bound to one browser and usable once.

`state` finds the ceremony, which holds the nonce, the PKCE verifier and what the way is for. It is kept under
the hash of the state, taken with the first answer, and belongs to the browser that began: a cookie proves it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable
from typing import Literal
from urllib.parse import urlencode

import msgspec
from msgspec import Struct

from gatepost.conversation.accounts import people
from gatepost.conversation.accounts.ports import IdentityTaken
from gatepost.conversation.accounts.records import Ceremony, Identity
from gatepost.conversation.ports import Store
from gatepost.conversation.records import Moderator
from gatepost.conversation.refusals import Refusal
from gatepost.web.accounts.hashing import hash_of
from gatepost.web.accounts.oidc.provider import Provider, ProviderFailed
from gatepost.web.accounts.oidc.roles import NoRole, email_of, name_of, role_from

COOKIE = "gatepost_provider"
MINUTES = 10
CALLBACK = "/desk/oidc/callback"
_MINUTE = 60_000_000
Purpose = Literal["sign-in", "connect", "join"]


class _Way(Struct, frozen=True):
    """`browser`: the hash of the cookie. `goal`: the page wanted, or the invitation's token hash in hex."""

    purpose: Purpose
    nonce: str
    verifier: str
    browser: bytes
    goal: str


class Begun(Struct, frozen=True):
    """Where to send the browser, and the cookie value that it must bring back."""

    address: str
    cookie: str


class Arrived(Struct, frozen=True):
    """Somebody came back. `connected` only: they were signed in already, and nothing else happens."""

    moderator: Moderator
    goal: str
    connected: bool = False


class Unknown(Exception):
    """The provider vouches for somebody whom nobody here has invited."""


class Flow:
    """`base_url` is this server's own address."""

    def __init__(self, store: Store, clock: Callable[[], int], provider: Provider, base_url: str) -> None:
        self._store = store
        self._clock = clock
        self._provider = provider
        self._redirect = base_url + CALLBACK

    async def begin(self, purpose: Purpose, goal: str, moderator: str | None = None) -> Begun:
        """Raises `ProviderFailed`. `moderator`: who is signed in, to connect."""
        metadata = await self._provider.metadata()
        state, nonce, verifier, cookie = (secrets.token_urlsafe(32) for _ in range(4))
        way = _Way(purpose, nonce, verifier, hash_of(cookie), goal)
        now = self._clock()
        ends = now + MINUTES * _MINUTE
        kept = Ceremony(hash_of(state), "oidc", msgspec.json.encode(way), ends, moderator)
        await self._store.accounts.begin(kept, now)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
        query = {
            "response_type": "code",
            "client_id": self._provider.settings.client_id,
            "redirect_uri": self._redirect,
            "scope": self._provider.settings.scopes,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge.decode(),
            "code_challenge_method": "S256",
        }
        joined = "&" if "?" in metadata.authorization else "?"
        return Begun(metadata.authorization + joined + urlencode(query), cookie)

    async def end(
        self, state: str, code: str, issuer: str, cookie: str, signed_in: Moderator | None
    ) -> Arrived:
        """Who came back. `issuer`: the answer's `iss`, where the provider sends one (RFC 9207).

        Raises `ProviderFailed`, `Unknown`, and the refusals of an invitation.
        """
        found = await self._store.accounts.take_ceremony(hash_of(state), "oidc", self._clock())
        if found is None:
            raise ProviderFailed("the state is unknown, used or too old")
        way = msgspec.json.decode(found.record, type=_Way)
        if not hmac.compare_digest(way.browser, hash_of(cookie)):
            raise ProviderFailed("another browser began this")
        if issuer and issuer != self._provider.settings.issuer:
            raise ProviderFailed("another provider answered")
        if not code:
            raise ProviderFailed("the provider sent no code")
        token = await self._provider.identity_token(code, way.verifier, self._redirect)
        claims = await self._provider.claims(token, way.nonce)
        identity = (self._provider.settings.issuer, str(claims["sub"]))
        if way.purpose == "connect":
            return await self._connect(identity, found.moderator, signed_in)
        if way.purpose == "join":
            joined = await people.accept(
                self._store, self._clock(), bytes.fromhex(way.goal), identity=identity
            )
            return Arrived(joined, "/desk")
        moderator = await self._store.accounts.moderator_of(*identity)
        try:
            role = role_from(claims, self._provider.settings)
            if moderator is None:
                moderator = await self._newcomer(claims, identity, role)
        except NoRole:
            raise Unknown from None
        if moderator.disabled:
            raise Unknown
        if role and role != moderator.role:
            moderator = await people.change_role(
                self._store, self._clock(), people.PROVIDER, moderator.id, role
            )
        return Arrived(moderator, way.goal)

    async def _connect(
        self, identity: tuple[str, str], began: str | None, signed_in: Moderator | None
    ) -> Arrived:
        if signed_in is None or signed_in.id != began:
            raise ProviderFailed("somebody else is signed in by now")
        try:
            await self._store.accounts.link_identity(Identity(*identity, signed_in.id))
        except IdentityTaken:
            raise people.identity_taken() from None
        return Arrived(signed_in, "/desk/account", connected=True)

    async def _newcomer(self, claims: dict[str, object], identity: tuple[str, str], role: str) -> Moderator:
        """Somebody of the newsroom's own e-mail domain gets a seat; anybody else needs an invitation."""
        email = email_of(claims)
        if email.rpartition("@")[2] not in self._provider.settings.allow_domains or not email:
            raise Unknown
        name = name_of(claims) or email
        for called in (name, f"{name} ({email})"):
            try:
                made = await people.add_person(
                    self._store, self._clock(), people.PROVIDER, called[:80], role or "moderator"
                )
            except Refusal as refused:
                if refused.code != "name-taken":
                    raise
                continue
            try:
                await self._store.accounts.link_identity(Identity(*identity, made.id))
            except IdentityTaken:  # the same person, twice at once
                raise people.identity_taken() from None
            return made
        raise Unknown
