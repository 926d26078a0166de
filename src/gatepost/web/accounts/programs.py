"""Programs' keys: `gp_` and 256 random bits, shown once, with the scopes that they hold."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence

from gatepost.conversation.ports import Store
from gatepost.conversation.records import TokenRecord
from gatepost.web.accounts.hashing import hash_of
from gatepost.web.problems import Problem

SCOPES = ("check", "desk", "desk-admin")
TOKEN_PREFIX = "gp_"  # noqa: S105 - a prefix by which secret scanners know our tokens


class Programs:
    def __init__(self, store: Store, clock: Callable[[], int]) -> None:
        self._store = store
        self._clock = clock

    async def add(self, name: str, scopes: Sequence[str]) -> str:
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

    async def end(self, name: str) -> bool:
        return await self._store.end_token(name)

    async def calling(self, authorization: str, *scopes: str) -> TokenRecord:
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
