"""What readers' accounts need of a store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from gatepost.conversation.readers.records import Account, EmailLink, ReaderSession, SignIn, Tell


class LinkGone(Exception):
    """The link was used already, or its time is over."""


class BeingErased(Exception):
    """All about the account is being erased at this moment."""


class ReaderAccounts(Protocol):
    """Accounts, sessions and links. A session's token opens its author: see `Authors.of_token`."""

    async def account(self, author: str) -> Account | None: ...

    async def of_key(self, site: str, key_hash: bytes) -> Account | None:
        """The account that is found again by this hash."""

    async def by_email(self, email: str) -> Sequence[Account]:
        """Every account with this address, on all sites, whatever its kind: `addresses.same` compares. Looks
        through all accounts; for the operator."""

    async def keep_link(self, link: EmailLink) -> None:
        """A link that proves an address; old ones are forgotten."""

    async def link(self, token_hash: bytes, at: int) -> EmailLink | None:
        """A link that still works; it is used up by `sign_in` alone."""

    async def sign_in(self, sign_in: SignIn) -> Account:
        """Make or find the account, begin the session, take the guest along. `LinkGone`, `BeingErased`."""

    async def forget(self, at: int) -> int:
        """Remove links and sessions that have ended; a link holds an address. How many."""

    async def sessions_of(self, author: str, at: int) -> Sequence[ReaderSession]:
        """Those that have not ended, newest first."""

    async def end_session(self, token_hash: bytes) -> bool:
        """Whether there was one."""

    async def end_sessions(self, author: str) -> int:
        """End all of them; how many there were."""

    async def change(
        self, author: str, name: str | None = None, language: str | None = None, tell: Tell | None = None
    ) -> Account | None:
        """What the reader says of oneself; None leaves it as it is. None when there is no such account."""
