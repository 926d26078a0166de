"""The accounts room of the SQLite store: each method is handed to the writer or to a reader."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from gatepost.conversation.accounts.ports import PasskeyTaken
from gatepost.conversation.accounts.records import Ceremony, Identity, Invitation, Passkey
from gatepost.conversation.ports import EntryDraft
from gatepost.conversation.records import Moderator
from gatepost.store.sql import chains, doors, people, seats
from gatepost.store.sql.cursor import BROKEN, Cursor, Readers, Writer
from gatepost.vocabulary import DESK_CHAIN


class SQLAccounts:
    """Fulfils `AccountStore`."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer = writer
        self._readers = readers

    # People
    async def add_person(self, moderator: Moderator, at: int, entry: EntryDraft) -> None:
        await self._writer.run(partial(seats.add_person, moderator=moderator, at=at, entry=entry))

    async def set_role(self, moderator: str, role: str, at: int, entry: EntryDraft) -> Moderator:
        return await self._writer.run(
            partial(seats.set_role, wanted=moderator, role=role, at=at, entry=entry)
        )

    async def set_disabled(self, moderator: str, disabled: bool, at: int, entry: EntryDraft) -> Moderator:
        return await self._writer.run(
            partial(seats.set_disabled, wanted=moderator, disabled=disabled, at=at, entry=entry)
        )

    async def set_password(self, moderator: str, password_hash: str, keep: bytes = b"") -> None:
        def work(cursor: Cursor) -> None:
            cursor.execute(seats.SET_PASSWORD, {"wanted": moderator, "new_hash": password_hash})
            cursor.execute(seats.END_SESSIONS, {"wanted": moderator, "keep": keep})
            cursor.execute(seats.END_LINKS, {"wanted": moderator})

        await self._writer.run(work)

    # Invitations
    async def invite(self, invitation: Invitation, entry: EntryDraft) -> None:
        await self._writer.run(partial(seats.invite, invitation=invitation, entry=entry))

    async def invitation(self, token_hash: bytes, now: int) -> Invitation | None:
        return await self._readers.run(partial(seats.invitation, token_hash=token_hash, now=now))

    async def invitations(self, now: int) -> Sequence[Invitation]:
        def look(cursor: Cursor) -> list[Invitation]:
            return [Invitation(*row) for row in cursor.execute(seats.INVITATIONS, {"now": now}).fetchall()]

        return await self._readers.run(look)

    async def withdraw_invitation(self, invitation: str, at: int, entry: EntryDraft) -> bool:
        def work(cursor: Cursor) -> bool:
            found = cursor.execute(seats.END_INVITATION, {"wanted": invitation}).rowcount > 0
            if found:
                chains.append(cursor, DESK_CHAIN, invitation, at, (entry,))
            return found

        return await self._writer.run(work)

    async def accept(
        self,
        token_hash: bytes,
        password_hash: str,
        at: int,
        entry: EntryDraft,
        identity: tuple[str, str] | None = None,
    ) -> Moderator:
        return await self._writer.run(
            partial(
                seats.accept,
                token_hash=token_hash,
                password_hash=password_hash,
                at=at,
                entry=entry,
                identity=identity,
            )
        )

    # Sessions
    async def seen(self, token_hash: bytes, at: int) -> None:
        await self._writer.run(_execute(seats.SEEN, wanted=token_hash, at=at))

    async def end_other_sessions(self, moderator: str, keep: bytes) -> None:
        await self._writer.run(_execute(seats.END_SESSIONS, wanted=moderator, keep=keep))

    # Passkeys
    async def add_passkey(self, passkey: Passkey) -> None:
        def work(cursor: Cursor) -> None:
            try:
                cursor.execute(doors.ADD_PASSKEY, doors.fields(passkey))
            except BROKEN:
                raise PasskeyTaken(passkey.id.hex()) from None

        await self._writer.run(work)

    async def passkey(self, credential: bytes) -> Passkey | None:
        def look(cursor: Cursor) -> Passkey | None:
            row = cursor.execute(doors.PASSKEY, {"wanted": credential}).fetchone()
            return Passkey(*row) if row else None

        return await self._readers.run(look)

    async def passkeys(self, moderator: str) -> Sequence[Passkey]:
        def look(cursor: Cursor) -> list[Passkey]:
            return [Passkey(*row) for row in cursor.execute(doors.PASSKEYS, {"wanted": moderator}).fetchall()]

        return await self._readers.run(look)

    async def use_passkey(self, credential: bytes, before: int, after: int, at: int) -> bool:
        done = _execute(doors.USE_PASSKEY, wanted=credential, before=before, after=after, at=at)
        return await self._writer.run(done) > 0

    async def name_passkey(self, moderator: str, credential: bytes, label: str) -> bool:
        done = _execute(doors.NAME_PASSKEY, owner=moderator, wanted=credential, new_label=label)
        return await self._writer.run(done) > 0

    async def remove_passkey(self, moderator: str, credential: bytes) -> bool:
        return await self._writer.run(_execute(doors.REMOVE_PASSKEY, owner=moderator, wanted=credential)) > 0

    # Ceremonies
    async def begin(self, ceremony: Ceremony, now: int) -> None:
        def work(cursor: Cursor) -> None:
            cursor.execute(doors.OLD_CEREMONIES, {"now": now})
            cursor.execute(doors.BEGIN, doors.fields(ceremony))

        await self._writer.run(work)

    async def take_ceremony(self, token_hash: bytes, kind: str, now: int) -> Ceremony | None:
        def work(cursor: Cursor) -> Ceremony | None:
            rows = cursor.execute(doors.TAKE_CEREMONY, {"wanted": token_hash}).fetchall()
            found = Ceremony(*rows[0]) if rows else None
            return found if found and found.kind == kind and found.expires_at > now else None

        return await self._writer.run(work)

    # Identities
    async def link_identity(self, identity: Identity) -> None:
        await self._writer.run(partial(doors.link, identity=identity))

    async def moderator_of(self, issuer: str, subject: str) -> Moderator | None:
        def look(cursor: Cursor) -> Moderator | None:
            row = cursor.execute(doors.OWNER, {"issuer": issuer, "subject": subject}).fetchone()
            return people.moderator(cursor, row[0]) if row else None

        return await self._readers.run(look)

    async def identities(self, moderator: str) -> Sequence[Identity]:
        def look(cursor: Cursor) -> list[Identity]:
            return [
                Identity(*row) for row in cursor.execute(doors.IDENTITIES, {"wanted": moderator}).fetchall()
            ]

        return await self._readers.run(look)

    async def unlink(self, moderator: str, issuer: str) -> bool:
        return await self._writer.run(_execute(doors.UNLINK, wanted=moderator, issuer=issuer)) > 0


def _execute(statement: str, **values: Any) -> Callable[[Cursor], int]:
    """An operation of one statement, which gives the number of rows that it touched."""
    return lambda cursor: cursor.execute(statement, values).rowcount
