"""`gatepost ledger checkpoint` and `gatepost ledger key`: sign what is new, export it, change the key."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeVar

from cyclopts import Parameter

from gatepost.cli.ledger.common import FAILURES, Config, Data, database_of, fail, say, settings_of
from gatepost.conversation.checkpoints.records import Checkpoint
from gatepost.conversation.ports import Store
from gatepost.store.keyring import Keyring
from gatepost.store.ledger.signed import exported
from gatepost.store.ledger.signing import public_pem
from gatepost.web.composition import keyring, now, open_store
from gatepost.web.settings import Settings

Result = TypeVar("Result")


def checkpoint(
    *,
    config: Config = None,
    data: Data = None,
    number: int | None = None,
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
    body: Path | None = None,
) -> int:
    """Sign what was written since the last checkpoint, and export the newest: keep it away from the server.

    Parameters
    ----------
    number
        Export this one, and sign nothing.
    output
        The file to write; without, the checkpoint goes to standard output.
    body
        Write the signed bytes alone into this file, as services for time-stamps take them.
    """
    try:
        settings = settings_of(config, data)
        wanted = _work(settings, data, lambda store: _checkpoint(store, keyring(settings), number))
        if wanted is None:
            raise ValueError(
                "nothing was written yet: there is no checkpoint"
                if number is None
                else f"there is no checkpoint {number}"
            )
        shown = exported(wanted)
        if body is not None:
            body.write_bytes(wanted.body)
        if output is None:
            say(json.dumps(shown, indent=1))
        else:
            output.write_text(json.dumps(shown, indent=1) + "\n", "utf-8")
            say(f"Checkpoint {shown['number']}, digest {shown['digest']}, written to {output}.")
    except FAILURES as error:
        return fail(error)
    return 0


def key(
    *,
    config: Config = None,
    data: Data = None,
    rotate: Annotated[bool, Parameter(negative="")] = False,
    announce: str | None = None,
) -> int:
    """Print the public key that signs checkpoints; publish it where you publish your guidelines.

    Parameters
    ----------
    rotate
        Make a new key, which the old one announces in a checkpoint; from then on the new one signs.
    announce
        The same for a new key that lies elsewhere: its public key, `ed25519:` and 64 hexadecimal digits.
    """
    try:
        settings = settings_of(config, data)
        keys = keyring(settings)
        if rotate and announce:
            raise ValueError("--rotate makes a new key, --announce names one: give one of them")
        if announce:
            public_pem(announce)
        if rotate or announce:
            made = _work(settings, data, lambda store: _hand_over(store, keys, announce))
            say(f"Checkpoint {made.number} announces the new key.")
        current = announce or keys.signer(None).key
        say(current)
        say(public_pem(current).rstrip())
    except FAILURES as error:
        return fail(error)
    return 0


def _work(settings: Settings, data: Path | None, work: Callable[[Store], Awaitable[Result]]) -> Result:
    """Do something with the open store. Raises `StoreUnavailable`, ValueError, `KeyMissing` or OSError."""
    if not settings.server.database and not database_of(settings, data).is_file():
        raise ValueError(f"there is no database in {settings.data}")

    async def run() -> Result:
        store = open_store(settings)
        await store.open()
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(run())


async def _checkpoint(store: Store, keys: Keyring, number: int | None) -> Checkpoint | None:
    if number is not None:
        return await store.checkpoints.one(number)
    await store.checkpoints.make(now(), keys)
    return await store.checkpoints.newest()


async def _hand_over(store: Store, keys: Keyring, announced: str | None) -> Checkpoint:
    """The old key announces the new one, which signs at once: nobody with the old one goes back behind it."""
    heir = announced or keys.heir().key
    made = await store.checkpoints.make(now(), keys, heir=heir)
    if announced is None:
        keys.inherit()
        await store.checkpoints.make(now(), keys, always=True)
    return made[-1]
