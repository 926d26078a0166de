"""What is kept about people at the desk besides `Moderator` and `SessionRecord` (conversation/records.py)."""

from __future__ import annotations

from msgspec import Struct


class Invitation(Struct, frozen=True):
    """A seat that is offered. Who takes it gets `id`, `name` and `role`; only the link's hash is kept.

    `invited_by`: `moderator:ID` (`moderator:token.ID` for a program) or `operator`, as in the ledger.
    """

    id: str
    token_hash: bytes
    name: str
    role: str
    invited_by: str
    made_at: int
    expires_at: int


class Passkey(Struct, frozen=True):
    """A public key that signs its moderator in (WebAuthn). `id` is the credential's."""

    id: bytes
    moderator: str
    public_key: bytes
    sign_count: int
    label: str
    made_at: int
    used_at: int | None = None


class Ceremony(Struct, frozen=True):
    """A sign-in that has begun: found again once, by a token of which only the hash is kept.

    `kind`: what it may be ended as. `moderator`: whose it is, where that is known at the beginning.
    """

    token_hash: bytes
    kind: str
    record: bytes
    expires_at: int
    moderator: str | None = None


class Identity(Struct, frozen=True):
    """Who a moderator is to an OpenID provider."""

    issuer: str
    subject: str
    moderator: str
