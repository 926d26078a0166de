"""Who may sit at the desk: passwords, signed-in browsers, one-time links, programs' tokens.

Passwords are hashed with argon2id. Everything else that opens a door is 256 random bits, of which only the
SHA-256 is stored: whoever reads the database can open nothing.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from litestar.datastructures import Cookie
from msgspec import Struct, structs
from uuid_utils import uuid7

from gatepost.conversation.ports import Store
from gatepost.conversation.records import Moderator, SessionRecord, TokenRecord
from gatepost.web.problems import Problem
from gatepost.web.ratelimit import RateLimit

COOKIE = "gatepost_session"
SESSION_HOURS = 12
LINK_MINUTES = 60
MINUTE = 60_000_000
SCOPES = ("check", "desk", "desk-admin")
ROLES = ("moderator", "editor", "admin", "auditor")
SHORTEST_PASSWORD = 10
TOKEN_PREFIX = "gp_"  # noqa: S105 - a prefix by which secret scanners know our tokens


class SignedIn(Struct, frozen=True):
    """A new session: `token` goes into the cookie and nowhere else."""

    moderator: Moderator
    token: str


def hash_of(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


class Accounts:
    """People and programs of one house. `clock` gives microseconds since 1970 (UTC)."""

    def __init__(self, store: Store, clock: Callable[[], int], *, secure_cookies: bool) -> None:
        self._store = store
        self._clock = clock
        self._secure = secure_cookies
        self._hasher = PasswordHasher()
        # Each hash takes 64 MiB: two at a time, so that a flood of sign-ins cannot eat the memory.
        self._hashing = asyncio.Semaphore(2)
        self._attempts_by_client = RateLimit(per_minute=10, burst=20)
        self._attempts_by_name = RateLimit(per_minute=5, burst=10)
        self._unknown_hash: str | None = None

    # People
    async def add_moderator(self, name: str, password: str, role: str = "moderator") -> Moderator:
        """A new person at the desk. Raises ValueError that says what to change."""
        if not name.strip() or len(name) > 80:
            raise ValueError("a name has 1 to 80 characters")
        if role not in ROLES:
            raise ValueError(f"the role is one of {', '.join(ROLES)}")
        if await self._store.moderator_by_name(name) is not None:
            raise ValueError(
                f"there is a moderator named {name!r} already; `gatepost user passwd` changes a password"
            )
        moderator = Moderator(
            id=uuid7().hex, name=name, role=role, password_hash=await self._hash_password(password)
        )
        await self._store.add_moderator(moderator)
        return moderator

    async def set_password(self, moderator: Moderator, password: str) -> None:
        """Another password; every browser of this person is signed out. Raises ValueError as above."""
        changed = structs.replace(moderator, password_hash=await self._hash_password(password))
        await self._store.add_moderator(changed)
        await self.end_sessions(moderator.id)

    async def sign_in(self, name: str, password: str, client: str, label: str = "") -> SignedIn:
        """Name and password for a session. Problem `sign-in-refused`, or `rate-limited` with Retry-After."""
        now = self._clock()
        wait = max(
            self._attempts_by_client.take(client, now), self._attempts_by_name.take(name.casefold(), now)
        )
        if wait:
            raise Problem(
                "rate-limited",
                f"Too many attempts to sign in. Try again in {wait} seconds.",
                headers={"Retry-After": str(wait)},
            )
        moderator = await self._store.moderator_by_name(name)
        if (
            not await self._is_password(moderator.password_hash if moderator else "", password)
            or moderator is None
        ):
            raise Problem("sign-in-refused", "The name or the password is wrong.")
        return await self._open_session(moderator, label)

    # Links that sign in once
    async def make_link(self, moderator: str, minutes: int = LINK_MINUTES) -> str:
        """A token for `/desk/enter?token=...` that works once, within `minutes`."""
        token = secrets.token_urlsafe(32)
        await self._store.add_link(hash_of(token), moderator, self._clock() + minutes * MINUTE)
        return token

    async def enter(self, link_token: str, label: str = "") -> SignedIn | None:
        """Use a one-time link up. None when it is unknown, used or too old."""
        moderator_id = await self._store.take_link(hash_of(link_token), self._clock())
        moderator = await self._store.moderator(moderator_id) if moderator_id else None
        return await self._open_session(moderator, label) if moderator else None

    # Sessions
    def session_in(self, cookies: Mapping[str, str]) -> str:
        """The session token that a browser shows; empty when it shows none."""
        return cookies.get(self.cookie_name, "")

    @property
    def cookie_name(self) -> str:
        """Over https browsers themselves keep a `__Host-` cookie from being set by a neighbouring host."""
        return f"__Host-{COOKIE}" if self._secure else COOKIE

    async def moderator_of_session(self, token: str | None) -> Moderator | None:
        """Whose cookie this is; None when there is none, it is unknown, ended or too old."""
        if not token:
            return None
        session = await self._store.session(hash_of(token))
        if session is None or session.expires_at <= self._clock():
            return None
        moderator = await self._store.moderator(session.moderator)
        return None if moderator is None or moderator.disabled else moderator

    async def sign_out(self, token: str | None) -> None:
        if token:
            await self._store.end_session(hash_of(token))

    async def sessions(self, moderator: str) -> Sequence[SessionRecord]:
        now = self._clock()
        return [one for one in await self._store.sessions(moderator) if one.expires_at > now]

    async def end_sessions(self, moderator: str) -> None:
        """Sign this person out everywhere."""
        for session in await self._store.sessions(moderator):
            await self._store.end_session(session.token_hash)

    def session_cookie(self, token: str) -> Cookie:
        """Set this on the answer to a sign-in."""
        return self._cookie(token, SESSION_HOURS * 3600)

    def ended_cookie(self) -> Cookie:
        """Set this on the answer to a sign-out."""
        return self._cookie("", 0)

    # Programs
    async def add_token(self, name: str, scopes: Sequence[str]) -> str:
        """A new program's token, shown once. Raises ValueError for an unknown scope."""
        if not name.strip() or len(name) > 80:
            raise ValueError("a name has 1 to 80 characters")
        if not scopes or set(scopes) - set(SCOPES):
            raise ValueError(f"a token needs at least one scope of: {', '.join(SCOPES)}")
        token = TOKEN_PREFIX + secrets.token_urlsafe(32)
        record = TokenRecord(
            token_hash=hash_of(token), name=name, scopes=tuple(sorted(set(scopes))), created_at=self._clock()
        )
        await self._store.add_token(record)
        return token

    async def end_token(self, name: str) -> bool:
        return await self._store.end_token(name)

    async def program(self, authorization: str, *scopes: str) -> TokenRecord:
        """The program behind `Authorization: Bearer ...`, whose token has one of `scopes`.

        Problems `token-invalid`, `scope-missing`.
        """
        kind, _, token = authorization.partition(" ")
        if kind.lower() != "bearer" or not token.strip():
            raise Problem(
                "token-invalid",
                "Send the token as `Authorization: Bearer TOKEN`; `gatepost token add` makes one.",
                headers={"WWW-Authenticate": 'Bearer realm="gatepost"'},
            )
        record = await self._store.token(hash_of(token.strip()))
        if record is None:
            raise Problem(
                "token-invalid",
                "This token is unknown or was ended; `gatepost token list` shows those that work.",
                headers={"WWW-Authenticate": 'Bearer realm="gatepost", error="invalid_token"'},
            )
        if not set(scopes) & set(record.scopes):
            wanted = " or ".join(map(repr, scopes))
            raise Problem("scope-missing", f"The token {record.name!r} lacks the scope {wanted}.")
        return record

    # Within
    async def _hash_password(self, password: str) -> str:
        if len(password) < SHORTEST_PASSWORD:
            raise ValueError(f"a password has at least {SHORTEST_PASSWORD} characters")
        async with self._hashing:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def _is_password(self, password_hash: str, password: str) -> bool:
        """Takes as long for an unknown name as for a wrong password, so that names cannot be probed."""
        async with self._hashing:
            return await asyncio.to_thread(self._verify, password_hash, password)

    def _verify(self, password_hash: str, password: str) -> bool:
        if not password_hash:
            if self._unknown_hash is None:
                self._unknown_hash = self._hasher.hash(secrets.token_hex(16))
            password_hash, password = self._unknown_hash, password + "\0"
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError, UnicodeEncodeError):
            return False

    async def _open_session(self, moderator: Moderator, label: str) -> SignedIn:
        token = secrets.token_urlsafe(32)
        now = self._clock()
        await self._store.add_session(
            SessionRecord(
                token_hash=hash_of(token),
                moderator=moderator.id,
                created_at=now,
                expires_at=now + SESSION_HOURS * 60 * MINUTE,
                label=label[:120],
            )
        )
        return SignedIn(moderator, token)

    def _cookie(self, value: str, max_age: int) -> Cookie:
        return Cookie(
            key=self.cookie_name,
            value=value,
            path="/",
            max_age=max_age,
            httponly=True,
            samesite="lax",
            secure=self._secure,
        )
