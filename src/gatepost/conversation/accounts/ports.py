"""What the accounts need of a store. Each method is one transaction, with its ledger entry if it has one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from gatepost.conversation.accounts.records import Ceremony, Identity, Invitation, Passkey
from gatepost.conversation.ports import EntryDraft
from gatepost.conversation.records import Moderator


class LastAdmin(Exception):
    """Nobody would be left who can manage the people."""


class InvitationGone(Exception):
    """The invitation was taken, withdrawn or has expired."""


class IdentityTaken(Exception):
    """This account of the provider belongs to another moderator."""


class PasskeyTaken(Exception):
    """This credential is registered already."""


class AccountStore(Protocol):
    """People, and by which doors they come in."""

    # People
    async def add_person(self, moderator: Moderator, at: int, entry: EntryDraft) -> None:
        """Somebody new. Raises `NameTaken` (a moderator or an open invitation has the name)."""

    async def set_role(self, moderator: str, role: str, at: int, entry: EntryDraft) -> Moderator:
        """Another role; the same one changes nothing and records nothing. Raises `KeyError`, `LastAdmin`."""

    async def set_disabled(self, moderator: str, disabled: bool, at: int, entry: EntryDraft) -> Moderator:
        """Shut out, or let in again; as it is already changes and records nothing. Shutting out ends
        sessions, links and begun ceremonies. Raises `KeyError`, `LastAdmin`."""

    async def set_password(self, moderator: str, password_hash: str, keep: bytes = b"") -> None:
        """Another password; every session but `keep` and every link ends."""

    # Invitations
    async def invite(self, invitation: Invitation, entry: EntryDraft) -> None:
        """Offer a seat; what has expired is forgotten. Raises `NameTaken`."""

    async def invitation(self, token_hash: bytes, now: int) -> Invitation | None: ...

    async def invitations(self, now: int) -> Sequence[Invitation]:
        """The open ones, newest first."""

    async def withdraw_invitation(self, invitation: str, at: int, entry: EntryDraft) -> bool: ...

    async def accept(
        self,
        token_hash: bytes,
        password_hash: str,
        at: int,
        entry: EntryDraft,
        identity: tuple[str, str] | None = None,
    ) -> Moderator:
        """Use an invitation up and make its moderator, with (issuer, subject) of a provider if given.

        Raises `InvitationGone`, `NameTaken`, `IdentityTaken`.
        """

    # Sessions
    async def seen(self, token_hash: bytes, at: int) -> None: ...

    async def end_other_sessions(self, moderator: str, keep: bytes) -> None:
        """Every session of this person ends, except the one with this hash (none has the empty one)."""

    # Passkeys
    async def add_passkey(self, passkey: Passkey) -> None:
        """Raises `PasskeyTaken`."""

    async def passkey(self, credential: bytes) -> Passkey | None: ...

    async def passkeys(self, moderator: str) -> Sequence[Passkey]:
        """Oldest first."""

    async def use_passkey(self, credential: bytes, before: int, after: int, at: int) -> bool:
        """Count a use. False, and nothing changed, when the stored sign count is not `before` any more."""

    async def name_passkey(self, moderator: str, credential: bytes, label: str) -> bool: ...

    async def remove_passkey(self, moderator: str, credential: bytes) -> bool: ...

    # Ceremonies
    async def begin(self, ceremony: Ceremony, now: int) -> None:
        """Keep it; what has expired is forgotten."""

    async def take_ceremony(self, token_hash: bytes, kind: str, now: int) -> Ceremony | None:
        """The unexpired ceremony of this kind, which is used up by this, whatever its kind is."""

    # Identities at a provider
    async def link_identity(self, identity: Identity) -> None:
        """Raises `IdentityTaken`. Linking the same again is fine."""

    async def moderator_of(self, issuer: str, subject: str) -> Moderator | None: ...

    async def identities(self, moderator: str) -> Sequence[Identity]: ...

    async def unlink(self, moderator: str, issuer: str) -> bool: ...
