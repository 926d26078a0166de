"""Passkeys, begun ceremonies, identities at a provider: the statements behind accounts.py."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from sqlalchemy import BindParameter, bindparam, delete, insert, select, update

from gatepost.conversation.accounts.ports import IdentityTaken
from gatepost.conversation.accounts.records import Identity
from gatepost.store.sql.cursor import Cursor
from gatepost.store.sql.statements import sql
from gatepost.store.tables import ceremonies, identities, passkeys

_wanted: BindParameter[Any] = bindparam("wanted")
_now: BindParameter[Any] = bindparam("now")
ADD_PASSKEY = sql(insert(passkeys))
PASSKEY = sql(select(*passkeys.c).where(passkeys.c.id == _wanted))
PASSKEYS = sql(
    select(*passkeys.c).where(passkeys.c.moderator == _wanted).order_by(passkeys.c.made_at, passkeys.c.id)
)
USE_PASSKEY = sql(
    update(passkeys)
    .where(passkeys.c.id == _wanted, passkeys.c.sign_count == bindparam("before"))
    .values(sign_count=bindparam("after"), used_at=bindparam("at"))
)
_own_passkey = (passkeys.c.moderator == bindparam("owner")) & (passkeys.c.id == _wanted)
NAME_PASSKEY = sql(update(passkeys).where(_own_passkey).values(label=bindparam("new_label")))
REMOVE_PASSKEY = sql(delete(passkeys).where(_own_passkey))

BEGIN = sql(insert(ceremonies))
OLD_CEREMONIES = sql(delete(ceremonies).where(ceremonies.c.expires_at <= _now))
TAKE_CEREMONY = sql(
    delete(ceremonies)
    .where(ceremonies.c.token_hash == _wanted)
    .returning(
        ceremonies.c.token_hash,
        ceremonies.c.kind,
        ceremonies.c.record,
        ceremonies.c.expires_at,
        ceremonies.c.moderator,
    )
)

LINK_IDENTITY = sql(insert(identities))
OWNER = sql(
    select(identities.c.moderator).where(
        identities.c.issuer == bindparam("issuer"), identities.c.subject == bindparam("subject")
    )
)
IDENTITIES = sql(select(*identities.c).where(identities.c.moderator == _wanted).order_by(identities.c.issuer))
UNLINK = sql(
    delete(identities).where(identities.c.moderator == _wanted, identities.c.issuer == bindparam("issuer"))
)


def fields(record: Struct) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__struct_fields__}


def link(cursor: Cursor, identity: Identity) -> None:
    row = cursor.execute(OWNER, {"issuer": identity.issuer, "subject": identity.subject}).fetchone()
    if row is not None:
        if row[0] != identity.moderator:
            raise IdentityTaken(identity.issuer)
        return
    cursor.execute(LINK_IDENTITY, fields(identity))
