"""What each role may do at the desk. Whatever is not named here is refused."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Right(StrEnum):
    """One kind of thing that can be done at the desk.

    look: see everything that moderators see. decide: decide about comments, answer appeals and reports.
    suspend: suspend an author, escalate a comment, close an article. settle: what two moderators disagree
    about, other people's suspensions, closing escalations. rules: change guidelines and modes. people:
    invite, change roles, see the accounts.
    """

    LOOK = "look"
    DECIDE = "decide"
    SUSPEND = "suspend"
    SETTLE = "settle"
    RULES = "rules"
    PEOPLE = "people"


_MODERATOR = frozenset({Right.LOOK, Right.DECIDE, Right.SUSPEND})
_EDITOR = _MODERATOR | {Right.SETTLE, Right.RULES}

RIGHTS: Mapping[str, frozenset[Right]] = {
    "auditor": frozenset({Right.LOOK}),
    "moderator": _MODERATOR,
    "editor": _EDITOR,
    "admin": frozenset(Right),
}
"""By role."""

SCOPES: Mapping[str, frozenset[Right]] = {"desk": _MODERATOR, "desk-admin": frozenset(Right)}
"""By scope of a program's token."""


def may(role: str, right: Right) -> bool:
    """Whether somebody with this role may do this. An unknown role may do nothing."""
    return right in RIGHTS.get(role, frozenset())
