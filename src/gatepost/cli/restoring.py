"""A backup in the database's place: checked, migrated, verified; what was erased since is erased again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from gatepost.cli.readers_house import NoEngine
from gatepost.conversation.erasures import Again, Gone, erase_again
from gatepost.conversation.house import House
from gatepost.conversation.sites import Sites
from gatepost.engine.guidelines import load
from gatepost.store.keyring import NOTE_FILE
from gatepost.store.ledger.damage import Damage
from gatepost.store.ledger.verify import Verification
from gatepost.store.sqlite.audit import open_ledger
from gatepost.store.sqlite.backup import Copied, discard, put_back, settle
from gatepost.store.sqlite.opening import bring_up_to_date
from gatepost.store.sqlite.store import SQLiteStore
from gatepost.web.composition import site_from
from gatepost.web.settings import Settings
from gatepost.web.single import only_server


class Damaged(Exception):
    """The ledger in the backup is not what was recorded."""

    def __init__(self, damages: Sequence[Damage]) -> None:
        super().__init__(f"{len(damages)} damages")
        self.damages = damages


class Restored(Struct, frozen=True):
    """What is there again, and what of it was erased again."""

    copied: Copied
    again: Again


async def put(settings: Settings, backup: Path, target: Path, erasures: Sequence[Path]) -> Restored:
    """Raises `Damaged`, `StoreUnavailable`, ValueError (a list of erasures that cannot be read), OSError."""
    wanted = [one for file in erasures for one in read_erasures(file)]
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with only_server(target.parent):
        beside, copied = await asyncio.to_thread(put_back, backup, target)
        try:
            await asyncio.to_thread(_verify, beside)
            again = await _erase(settings, beside, wanted) if wanted else Again()
        except BaseException:
            discard(beside)
            raise
        await asyncio.to_thread(settle, beside, target)
        _set_aside(target.parent / NOTE_FILE)
    return Restored(copied, again)


def _verify(file: Path) -> None:
    """In this version's schema, which verification needs."""
    bring_up_to_date(file)
    with open_ledger(file) as ledger:
        damages = list(Verification(ledger).damages())
    if damages:
        raise Damaged(damages)


async def _erase(settings: Settings, file: Path, wanted: Sequence[Gone]) -> Again:
    store = SQLiteStore(file)
    sites = Sites(site_from(site) for site in settings.sites)
    await store.open()
    try:
        house = House(store, NoEngine(), load(settings.server.guidelines or None), sites)
        return await erase_again(house, wanted, await store.rights.everybody())
    finally:
        await store.close()


def read_erasures(file: Path) -> list[Gone]:
    """What `gatepost db erasures` wrote. Raises ValueError for anything else, OSError."""
    try:
        return [
            msgspec.json.decode(line, type=Gone) for line in file.read_bytes().splitlines() if line.strip()
        ]
    except msgspec.MsgspecError as error:
        raise ValueError(
            f"{file}: this is no list of erasures ({error}): `gatepost db erasures` writes one"
        ) from error


def _set_aside(note: Path) -> None:
    """The note tells of checkpoints that came after the backup: it would call the restored ledger cut off."""
    if note.is_file():
        note.replace(note.with_name(f"{note.name}.before-restore"))
