"""Changes of people that the ledger records, and invitations: the operations behind accounts.py."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BindParameter, bindparam, delete, func, insert, literal_column, select, update

from gatepost.conversation.accounts.ports import InvitationGone, LastAdmin
from gatepost.conversation.accounts.records import Identity, Invitation
from gatepost.conversation.ports import EntryDraft, NameTaken
from gatepost.conversation.records import Moderator
from gatepost.store.sql import chains, doors, people
from gatepost.store.sql.cursor import BROKEN, Cursor
from gatepost.store.sql.statements import sql
from gatepost.store.tables import ceremonies, invitations, links, moderators, sessions
from gatepost.vocabulary import DESK_CHAIN

_wanted: BindParameter[Any] = bindparam("wanted")
_now: BindParameter[Any] = bindparam("now")
ADD_PERSON = sql(insert(moderators))
INVITED_NAME = sql(
    select(invitations.c.id).where(invitations.c.name == _wanted, invitations.c.expires_at > _now)
)
OTHER_ADMINS = sql(
    select(func.count())
    .select_from(moderators)
    .where(
        moderators.c.role == literal_column("'admin'"),
        moderators.c.disabled == literal_column("0"),
        moderators.c.id != _wanted,
    )
)
SET_ROLE = sql(update(moderators).where(moderators.c.id == _wanted).values(role=bindparam("new_role")))
SET_DISABLED = sql(
    update(moderators).where(moderators.c.id == _wanted).values(disabled=bindparam("new_disabled"))
)
SET_PASSWORD = sql(
    update(moderators).where(moderators.c.id == _wanted).values(password_hash=bindparam("new_hash"))
)
END_SESSIONS = sql(
    delete(sessions).where(sessions.c.moderator == _wanted, sessions.c.token_hash != bindparam("keep"))
)
END_LINKS = sql(delete(links).where(links.c.moderator == _wanted))
END_CEREMONIES = sql(delete(ceremonies).where(ceremonies.c.moderator == _wanted))
SEEN = sql(update(sessions).where(sessions.c.token_hash == _wanted).values(seen_at=bindparam("at")))

INVITE = sql(insert(invitations))
OLD_INVITATIONS = sql(delete(invitations).where(invitations.c.expires_at <= _now))
INVITATION = sql(
    select(*invitations.c).where(invitations.c.token_hash == _wanted, invitations.c.expires_at > _now)
)
INVITATIONS = sql(
    select(*invitations.c).where(invitations.c.expires_at > _now).order_by(invitations.c.made_at.desc())
)
END_INVITATION = sql(delete(invitations).where(invitations.c.id == _wanted))


def _add(cursor: Cursor, moderator: Moderator) -> None:
    values = doors.fields(moderator) | {"disabled": int(moderator.disabled)}
    try:
        cursor.execute(ADD_PERSON, values)
    except BROKEN:
        raise NameTaken(moderator.name) from None


def add_person(cursor: Cursor, moderator: Moderator, at: int, entry: EntryDraft) -> None:
    if cursor.execute(INVITED_NAME, {"wanted": moderator.name, "now": at}).fetchone():
        raise NameTaken(moderator.name)
    _add(cursor, moderator)
    chains.append(cursor, DESK_CHAIN, moderator.id, at, (entry,))


def _person(cursor: Cursor, wanted: str) -> Moderator:
    found = people.moderator(cursor, wanted)
    if found is None:
        raise KeyError(wanted)
    return found


def _needs_another_admin(cursor: Cursor, moderator: Moderator) -> None:
    if moderator.role == "admin" and not moderator.disabled:
        (others,) = cursor.execute(OTHER_ADMINS, {"wanted": moderator.id}).fetchone()
        if not others:
            raise LastAdmin(moderator.id)


def set_role(cursor: Cursor, wanted: str, role: str, at: int, entry: EntryDraft) -> Moderator:
    before = _person(cursor, wanted)
    if before.role == role:
        return before
    if role != "admin":
        _needs_another_admin(cursor, before)
    cursor.execute(SET_ROLE, {"wanted": wanted, "new_role": role})
    chains.append(cursor, DESK_CHAIN, wanted, at, (entry,))
    return _person(cursor, wanted)


def set_disabled(cursor: Cursor, wanted: str, disabled: bool, at: int, entry: EntryDraft) -> Moderator:
    before = _person(cursor, wanted)
    if before.disabled == disabled:
        return before
    if disabled:
        _needs_another_admin(cursor, before)
        cursor.execute(END_SESSIONS, {"wanted": wanted, "keep": b""})
        cursor.execute(END_LINKS, {"wanted": wanted})
        cursor.execute(END_CEREMONIES, {"wanted": wanted})
    cursor.execute(SET_DISABLED, {"wanted": wanted, "new_disabled": int(disabled)})
    chains.append(cursor, DESK_CHAIN, wanted, at, (entry,))
    return _person(cursor, wanted)


def invitation(cursor: Cursor, token_hash: bytes, now: int) -> Invitation | None:
    row = cursor.execute(INVITATION, {"wanted": token_hash, "now": now}).fetchone()
    return Invitation(*row) if row else None


def invite(cursor: Cursor, invitation: Invitation, entry: EntryDraft) -> None:
    cursor.execute(OLD_INVITATIONS, {"now": invitation.made_at})
    if people.moderator_by_name(cursor, invitation.name) is not None:
        raise NameTaken(invitation.name)
    try:
        cursor.execute(INVITE, doors.fields(invitation))
    except BROKEN:
        raise NameTaken(invitation.name) from None
    chains.append(cursor, DESK_CHAIN, invitation.id, invitation.made_at, (entry,))


def accept(
    cursor: Cursor,
    token_hash: bytes,
    password_hash: str,
    at: int,
    entry: EntryDraft,
    identity: tuple[str, str] | None,
) -> Moderator:
    offered = invitation(cursor, token_hash, at)
    if offered is None:
        raise InvitationGone
    cursor.execute(END_INVITATION, {"wanted": offered.id})
    moderator = Moderator(offered.id, offered.name, offered.role, password_hash)
    _add(cursor, moderator)
    if identity is not None:
        doors.link(cursor, Identity(*identity, moderator.id))
    chains.append(cursor, DESK_CHAIN, moderator.id, at, (entry,))
    return moderator
