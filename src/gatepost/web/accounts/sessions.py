"""Signed-in browsers: a random token in a cookie, its hash in the store, twelve hours at most."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Mapping, Sequence

from litestar.datastructures import Cookie
from msgspec import Struct

from gatepost.conversation.ports import Store, StoreUnavailable
from gatepost.conversation.records import Moderator, SessionRecord
from gatepost.web import security_events
from gatepost.web.accounts.hashing import hash_of

COOKIE = "gatepost_session"
SESSION_HOURS = 12
MINUTE = 60_000_000
SEEN_EVERY = 5 * MINUTE
"""How coarse `seen_at` is: a write now and then instead of one for each page."""
FRESH = 15 * MINUTE
"""So long after signing in nobody is asked again who they are."""


class SignedIn(Struct, frozen=True):
    """A new session: `token` goes into the cookie and nowhere else."""

    moderator: Moderator
    token: str


class Sessions:
    """`secure`: the desk is reached over https."""

    def __init__(self, store: Store, clock: Callable[[], int], *, secure: bool) -> None:
        self._store = store
        self._clock = clock
        self.secure = secure
        self.cookie_name = self.name_of(COOKIE)

    def name_of(self, cookie: str) -> str:
        """Over https browsers themselves keep a `__Host-` cookie from being set by a neighbouring host."""
        return f"__Host-{cookie}" if self.secure else cookie

    def token_in(self, cookies: Mapping[str, str]) -> str:
        """The session token that a browser shows; empty when it shows none."""
        return cookies.get(self.cookie_name, "")

    async def start(self, moderator: Moderator, via: str, label: str) -> SignedIn:
        """Always a new token: whatever the browser had before is worth nothing."""
        token = secrets.token_urlsafe(32)
        now = self._clock()
        await self._store.add_session(
            SessionRecord(
                token_hash=hash_of(token),
                moderator=moderator.id,
                created_at=now,
                expires_at=now + SESSION_HOURS * 60 * MINUTE,
                label=label[:120],
                via=via,
                seen_at=now,
            )
        )
        security_events.came_in(via, moderator.id)
        return SignedIn(moderator, token)

    async def of(self, token: str | None) -> tuple[Moderator, SessionRecord] | None:
        """Whose cookie this is; None when it is none, unknown, ended, too old, or of somebody shut out."""
        if not token:
            return None
        session = await self._store.session(hash_of(token))
        now = self._clock()
        if session is None or session.expires_at <= now:
            return None
        moderator = await self._store.moderator(session.moderator)
        if moderator is None or moderator.disabled:
            return None
        if now - (session.seen_at or session.created_at) >= SEEN_EVERY:
            with contextlib.suppress(StoreUnavailable):  # a nicety: it must not keep anybody out
                await self._store.accounts.seen(session.token_hash, now)
        return moderator, session

    def is_fresh(self, session: SessionRecord) -> bool:
        return self._clock() - session.created_at < FRESH

    async def end(self, token: str | None) -> None:
        if token:
            await self._store.end_session(hash_of(token))

    async def open_ones(self, moderator: str) -> Sequence[SessionRecord]:
        now = self._clock()
        return [one for one in await self._store.sessions(moderator) if one.expires_at > now]

    def cookie(self, token: str) -> Cookie:
        """Set this on the answer to a sign-in."""
        return self.make_cookie(self.cookie_name, token, SESSION_HOURS * 3600)

    def ended_cookie(self) -> Cookie:
        """Set this on the answer to a sign-out."""
        return self.make_cookie(self.cookie_name, "", 0)

    def make_cookie(self, name: str, value: str, max_age: int) -> Cookie:
        """For the server alone. `max_age` in seconds."""
        return Cookie(
            key=name,
            value=value,
            path="/",
            max_age=max_age,
            httponly=True,
            samesite="lax",
            secure=self.secure,
        )
