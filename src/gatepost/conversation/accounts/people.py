"""Who may sit at the desk: adding, inviting, changing roles, shutting out. All of it is in the ledger.

`by` is `moderator:ID`, `moderator:token.ID` for a program, `operator` at the command line, or `provider`
(OpenID). The ledger's chain `desk` gets ids and roles; names stay in the table of moderators.
"""

from __future__ import annotations

import unicodedata

from uuid_utils import uuid7

from gatepost.conversation.accounts.ports import IdentityTaken, InvitationGone, LastAdmin
from gatepost.conversation.accounts.records import Invitation
from gatepost.conversation.ports import EntryDraft, NameTaken, Store
from gatepost.conversation.records import Moderator
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.rights import RIGHTS
from gatepost.vocabulary import Kind

INVITATION_DAYS = 7
DAY = 86_400_000_000
LONGEST_NAME = 80
OPERATOR = "operator"
PROVIDER = "provider"
ROLES = tuple(RIGHTS)


def checked_name(name: str) -> str:
    """The name as it is kept: NFC, without space around it. Refusal `name-invalid`."""
    clean = unicodedata.normalize("NFC", name).strip()
    if not clean or len(clean) > LONGEST_NAME or not clean.isprintable():
        raise Refusal("name-invalid", f"A name has 1 to {LONGEST_NAME} characters, all of them visible.")
    return clean


def checked_role(role: str) -> str:
    """Refusal `role-unknown`."""
    if role not in RIGHTS:
        raise Refusal("role-unknown", f"The role is one of {', '.join(ROLES)}.")
    return role


async def add_person(
    store: Store, at: int, by: str, name: str, role: str, password_hash: str = ""
) -> Moderator:
    """Somebody new without an invitation. Refusals `name-invalid`, `role-unknown`, `name-taken`."""
    moderator = Moderator(uuid7().hex, checked_name(name), checked_role(role), password_hash)
    try:
        await store.accounts.add_person(moderator, at, _entry("added", by, role))
    except NameTaken:
        raise _taken(moderator.name) from None
    return moderator


async def invite(store: Store, at: int, by: str, name: str, role: str, token_hash: bytes) -> Invitation:
    """Offer a seat to whoever holds the link. Refusals as for `add_person`."""
    invitation = Invitation(
        uuid7().hex, token_hash, checked_name(name), checked_role(role), by, at, at + INVITATION_DAYS * DAY
    )
    try:
        await store.accounts.invite(invitation, _entry("invited", by, role))
    except NameTaken:
        raise _taken(invitation.name) from None
    return invitation


async def withdraw_invitation(store: Store, at: int, by: str, invitation: str) -> None:
    """Its link works no more. Refusal `not-found`."""
    if not await store.accounts.withdraw_invitation(invitation, at, _entry("invitation-withdrawn", by)):
        raise Refusal("not-found", "There is no such invitation; it may have been taken.")


async def accept(
    store: Store,
    at: int,
    token_hash: bytes,
    password_hash: str = "",
    identity: tuple[str, str] | None = None,
) -> Moderator:
    """Take the seat: with a password, with (issuer, subject) at a provider, or with neither, for a passkey.

    Refusals `invitation-gone`, `name-taken`, `identity-taken`.
    """
    invitation = await store.accounts.invitation(token_hash, at)
    if invitation is None:
        raise _gone()
    entry = _entry("joined", f"moderator:{invitation.id}", invitation.role)
    try:
        return await store.accounts.accept(token_hash, password_hash, at, entry, identity)
    except InvitationGone:
        raise _gone() from None
    except NameTaken:
        raise _taken(invitation.name) from None
    except IdentityTaken:
        raise identity_taken() from None


async def change_role(store: Store, at: int, by: str, moderator: str, role: str) -> Moderator:
    """Another role; holds from the next request on. Refusals `role-unknown`, `not-found`, `last-admin`."""
    try:
        return await store.accounts.set_role(
            moderator, checked_role(role), at, _entry("role-changed", by, role)
        )
    except KeyError:
        raise _nobody() from None
    except LastAdmin:
        raise _last_admin() from None


async def shut_out(store: Store, at: int, by: str, moderator: str) -> Moderator:
    """May not sign in any more, and is signed out everywhere. Refusals `not-found`, `last-admin`."""
    try:
        return await store.accounts.set_disabled(moderator, True, at, _entry("disabled", by))
    except KeyError:
        raise _nobody() from None
    except LastAdmin:
        raise _last_admin() from None


async def let_in(store: Store, at: int, by: str, moderator: str) -> Moderator:
    """May sign in again. Refusal `not-found`."""
    try:
        return await store.accounts.set_disabled(moderator, False, at, _entry("enabled", by))
    except KeyError:
        raise _nobody() from None


def identity_taken() -> Refusal:
    return Refusal("identity-taken", "This account of the provider belongs to another moderator.")


def _entry(act: str, by: str, role: str = "") -> EntryDraft:
    return EntryDraft(Kind.PEOPLE, {"act": act, "by": by, **({"role": role} if role else {})})


def _taken(name: str) -> Refusal:
    return Refusal("name-taken", f"There is somebody named {name!r} already, or an open invitation.")


def _gone() -> Refusal:
    return Refusal("invitation-gone", "This invitation was taken, withdrawn or has expired. Ask for another.")


def _nobody() -> Refusal:
    return Refusal("not-found", "There is nobody with this id.")


def _last_admin() -> Refusal:
    return Refusal("last-admin", "This is the last admin. Make somebody else one first.")
