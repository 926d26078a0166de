"""Which program calls, as the ledger knows it, and what it may settle."""

from __future__ import annotations

from gatepost.conversation.records import TokenRecord
from gatepost.conversation.rights import SCOPES, Right


def who(program: TokenRecord) -> str:
    """As it stands in the ledger after `moderator:`: the beginning of the token's hash."""
    return f"token.{program.token_hash.hex()[:16]}"


def settles(program: TokenRecord) -> bool:
    """Whether it may decide what two moderators disagree about."""
    return any(Right.SETTLE in SCOPES.get(scope, ()) for scope in program.scopes)
