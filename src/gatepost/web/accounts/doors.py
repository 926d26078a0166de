"""The accounts of one house: every way to come in, each of which ends in a session."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence

from litestar.datastructures import Cookie

from gatepost.conversation.accounts import people
from gatepost.conversation.accounts.records import Invitation
from gatepost.conversation.ports import Store
from gatepost.conversation.records import Moderator, TokenRecord
from gatepost.conversation.refusals import Refusal
from gatepost.web import security_events
from gatepost.web.accounts.attempts import KNOWN_COOKIE, KNOWN_DAYS, Attempts, is_known, known_value
from gatepost.web.accounts.hashing import Passwords, hash_of
from gatepost.web.accounts.passkeys import Passkeys
from gatepost.web.accounts.programs import Programs
from gatepost.web.accounts.sessions import MINUTE, Sessions, SignedIn
from gatepost.web.problems import Problem

ROLES = people.ROLES
LINK_MINUTES = 60


class Accounts:
    """People and programs of one house. `clock` gives microseconds since 1970 (UTC)."""

    def __init__(self, store: Store, clock: Callable[[], int], *, secure_cookies: bool) -> None:
        self._store = store
        self._clock = clock
        self.passwords = Passwords()
        self.sessions = Sessions(store, clock, secure=secure_cookies)
        self.attempts = Attempts(clock)
        self.programs = Programs(store, clock)
        self.passkeys = Passkeys(store, clock)

    # People
    async def add_moderator(self, name: str, password: str, role: str = "moderator") -> Moderator:
        """A new person at the desk, by the operator. Raises ValueError that says what to change."""
        try:
            people.checked_name(name)
            people.checked_role(role)
            hashed = await self.passwords.hash(password)
            return await people.add_person(self._store, self._clock(), people.OPERATOR, name, role, hashed)
        except Refusal as refused:
            raise ValueError(refused.detail) from None

    async def set_password(self, moderator: Moderator, password: str, keep: str = "") -> None:
        """Another password. Every session of this person ends but the one whose token is `keep`, and every
        link. Raises ValueError."""
        hashed = await self.passwords.hash(password)
        kept = hash_of(keep) if keep else b""
        await self._store.accounts.set_password(moderator.id, hashed, kept)
        security_events.changed("password-changed", moderator.id)

    # By name and password
    async def sign_in(
        self, name: str, password: str, client: str, label: str = "", known: str = ""
    ) -> SignedIn:
        """A session. `known`: the cookie of a browser used before. Problems `sign-in-refused`, the same for a
        wrong name, a wrong password and somebody shut out; `rate-limited` with Retry-After."""
        moderator = await self._store.moderator_by_name(name)
        at_home = moderator is not None and is_known(moderator, known)
        whose = moderator.id if moderator is not None else ""
        try:
            self.attempts.password(name, client, moderator if at_home else None)
        except Problem as problem:
            security_events.kept_out("password", problem.code, whose)
            raise
        right = await self.passwords.match(moderator.password_hash if moderator else "", password)
        if not right or moderator is None or moderator.disabled:
            security_events.kept_out("password", "shut-out" if right else "wrong", whose)
            raise _wrong()
        signed_in = await self.sessions.start(moderator, "password", label)
        # Another password ends every session that is there. One that began while the old password was being
        # compared must not outlive it.
        stands = await self._store.moderator(moderator.id)
        if stands is None or stands.disabled or stands.password_hash != moderator.password_hash:
            await self.sessions.end(signed_in.token)
            raise _wrong()
        return signed_in

    async def is_password(self, moderator: Moderator, password: str, client: str) -> bool:
        """Somebody who is signed in says who they are once more. Problem `rate-limited`."""
        self.attempts.password(moderator.name, client, moderator)
        return bool(moderator.password_hash) and await self.passwords.match(moderator.password_hash, password)

    def known_in(self, cookies: Mapping[str, str]) -> str:
        return cookies.get(self.sessions.name_of(KNOWN_COOKIE), "")

    def known_cookie(self, moderator: Moderator) -> Cookie:
        """Set this when somebody has signed in: later guesses at their name do not keep this browser out."""
        name = self.sessions.name_of(KNOWN_COOKIE)
        return self.sessions.make_cookie(name, known_value(moderator), KNOWN_DAYS * 24 * 3600)

    # By a link that signs in once
    async def make_link(self, moderator: str, minutes: int = LINK_MINUTES) -> str:
        """A token for `/desk/enter?token=...` that works once, within `minutes`."""
        token = secrets.token_urlsafe(32)
        await self._store.add_link(hash_of(token), moderator, self._clock() + minutes * MINUTE)
        return token

    async def enter(self, link_token: str, label: str = "") -> SignedIn | None:
        """Use a one-time link up. None when it is unknown, used or too old, or its owner was shut out."""
        moderator_id = await self._store.take_link(hash_of(link_token), self._clock())
        moderator = await self._store.moderator(moderator_id) if moderator_id else None
        if moderator is None or moderator.disabled:
            security_events.kept_out("link", "gone" if moderator is None else "shut-out", moderator_id or "")
            return None
        return await self.sessions.start(moderator, "link", label)

    # By an invitation
    async def invite(self, name: str, role: str, by: str) -> tuple[Invitation, str]:
        """An offered seat and the token for `/desk/invitation?token=...`, shown once. Refusals: people.py."""
        token = secrets.token_urlsafe(32)
        offered = await people.invite(self._store, self._clock(), by, name, role, hash_of(token))
        return offered, token

    async def invitation(self, token: str) -> Invitation | None:
        """What a link offers, if it still does."""
        return await self._store.accounts.invitation(hash_of(token), self._clock())

    async def accept(self, token: str, password: str, label: str) -> SignedIn:
        """Take the seat, with a password, or with none to add a passkey next. ValueError, refusals."""
        hashed = await self.passwords.hash(password) if password else ""
        moderator = await people.accept(self._store, self._clock(), hash_of(token), hashed)
        return await self.sessions.start(moderator, "invitation", label)

    # Sessions, programs: short ways to what is asked most
    def session_in(self, cookies: Mapping[str, str]) -> str:
        return self.sessions.token_in(cookies)

    @property
    def cookie_name(self) -> str:
        return self.sessions.cookie_name

    async def moderator_of_session(self, token: str | None) -> Moderator | None:
        found = await self.sessions.of(token)
        return found[0] if found else None

    async def sign_out(self, token: str | None) -> None:
        await self.sessions.end(token)

    async def end_sessions(self, moderator: str) -> None:
        """Sign this person out everywhere."""
        await self._store.accounts.end_other_sessions(moderator, b"")

    def session_cookie(self, token: str) -> Cookie:
        return self.sessions.cookie(token)

    def ended_cookie(self) -> Cookie:
        return self.sessions.ended_cookie()

    async def add_token(self, name: str, scopes: Sequence[str]) -> str:
        return await self.programs.add(name, scopes)

    async def end_token(self, name: str) -> bool:
        return await self.programs.end(name)

    async def program(self, authorization: str, *scopes: str) -> TokenRecord:
        return await self.programs.calling(authorization, *scopes)


def _wrong() -> Problem:
    return Problem("sign-in-refused", "The name or the password is wrong.")
