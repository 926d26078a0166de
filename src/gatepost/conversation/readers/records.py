"""What is known of a reader with an account, and of the ways in. Times are microseconds (UTC)."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

AccountKind = Literal["email", "sso"]
Who = Literal["guest", "email", "sso"]
"""Who may comment: anybody, who proved an e-mail address, whom the publisher's own sign-in vouches for."""


class Tell(Struct, frozen=True):
    """Of what a reader wants letters."""

    replies: bool = True
    mentions: bool = True
    decisions: bool = True


class Account(Struct, frozen=True):
    """A reader with an account: one of the authors, and what is known beside the id.

    `name` is empty until the reader or the publisher's sign-in gives one. `badge`: an id of the site's
    badges, "" for most. `language`: of letters.
    """

    author: str
    kind: AccountKind
    email: str | None
    name: str
    badge: str = ""
    language: str = "en"
    tell: Tell = Tell()
    made_at: int = 0
    seen_at: int = 0


class ReaderSession(Struct, frozen=True):
    """A signed-in browser of a reader. Only the token's hash is kept."""

    token_hash: bytes
    author: str
    made_at: int
    expires_at: int


class EmailLink(Struct, frozen=True):
    """A link that proves an address, once. `guest`: the guest's id whose browser asked for it, if one did."""

    token_hash: bytes
    site: str
    email: str
    made_at: int
    expires_at: int
    guest: str | None = None


class SignIn(Struct, frozen=True):
    """What one sign-in writes, in one transaction.

    The author is found by `key_hash` or made with the id `author`. `name` and `language` None: they stay as
    they are; a new account begins with `first_language`. `guest`: this guest's comments become the account's.
    `link`: the hash of the link that is used up by it.
    """

    site: str
    author: str
    key_hash: bytes
    kind: AccountKind
    email: str | None
    session: bytes
    at: int
    expires_at: int
    name: str | None = None
    badge: str = ""
    language: str | None = None
    guest: str | None = None
    link: bytes | None = None
    first_language: str = "en"
