"""`gatepost ledger verify`: every chain recomputed, compared with the store and with what outsiders kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import Parameter

from gatepost.cli.ledger.common import DAMAGED, FAILURES, Config, Data, fail, opened, say, settings_of
from gatepost.conversation.article_keys import canonical_url
from gatepost.conversation.moments import microseconds
from gatepost.conversation.refusals import Refusal
from gatepost.store.keyring import NOTE_FILE
from gatepost.store.ledger.checkpoint import Seen, read_checkpoint, read_receipt
from gatepost.store.ledger.trust import SeenCheckpoint
from gatepost.store.ledger.verify import Verification, Wish
from gatepost.store.sql.audit import SQLLedger
from gatepost.vocabulary import DESK_CHAIN
from gatepost.web.composition import keyring
from gatepost.web.settings import Settings

Files = Annotated[list[Path] | None, Parameter(negative="")]


def verify(
    *,
    config: Config = None,
    data: Data = None,
    database: str = "",
    since: str | None = None,
    article: str | None = None,
    checkpoint: Files = None,
    receipt: Files = None,
    root: str | None = None,
    key: str | None = None,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Recompute every chain and compare it with every comment, verdict, decision and signed checkpoint.

    Exit status: 0 all is as it was recorded, 1 damage, 2 it could not be checked.

    Parameters
    ----------
    database
        The PostgreSQL database, over the settings file's: postgresql://USER@HOST/NAME.
    since
        Only what was written after this checkpoint, by its number or by a time (the last one before it); what
        it covers is believed.
    article
        Only this article, by its address or its id.
    checkpoint
        A checkpoint exported earlier and kept elsewhere; may be given several times.
    receipt
        A reader's receipt (JSON); may be given several times.
    root
        The digest or root that the checkpoint must have, as it was published.
    key
        The public key that must have signed, as it was published; without, the one in the data folder.
    as_json
        One JSON object a damage, and a last one with the counts.
    """
    try:
        settings = Settings() if database and config is None and data is None else settings_of(config, data)
        keys = keyring(settings)
        seen, checkpoints = _seen(checkpoint or [], receipt or [], root)
        note = keys.note()
        if note is not None:
            checkpoints.append(SeenCheckpoint(note.number, note.digest, f"the note {NOTE_FILE}"))
        with opened(settings, data, database) as (ledger, spread):
            wish = Wish(
                tuple(seen),
                tuple(checkpoints),
                key or keys.public() or "",
                _since(ledger, since) if since is not None else -1,
                _chain(ledger, article) if article is not None else None,
            )
            verification = Verification(ledger, wish, spread if article is None else None)
            damages = 0
            for damage in verification.damages():
                damages += 1
                say(msgspec.json.encode(damage).decode() if as_json else str(damage))
    except FAILURES as error:
        return fail(error)
    counts: dict[str, object] = {
        "chains": verification.chains,
        "entries": verification.entries,
        "comments": verification.comments,
        "checkpoints": verification.checkpoints,
        "damages": damages,
    }
    if as_json:
        say(json.dumps({**counts, "signer": verification.signer}))
        return DAMAGED if damages else 0
    say(
        f"{counts['chains']} chains, {counts['entries']} entries, {counts['comments']} comments, "
        f"{counts['checkpoints']} checkpoints: "
        + (f"{damages} damages found." if damages else "everything is as it was recorded.")
    )
    if verification.signer:
        say(
            f"The newest checkpoint is signed by {verification.signer}: compare it with the key as published."
        )
    else:
        say("The loss of a chain's end, or of a whole chain, shows only against checkpoints and receipts.")
    return DAMAGED if damages else 0


def _seen(
    checkpoints: list[Path], receipts: list[Path], expected: str | None
) -> tuple[list[Seen], list[SeenCheckpoint]]:
    entries: list[Seen] = []
    signed: list[SeenCheckpoint] = []
    for file in checkpoints:
        heads, numbers = read_checkpoint(file.read_bytes(), str(file), expected)
        entries += heads
        signed += numbers
    entries += [read_receipt(file.read_bytes(), str(file)) for file in receipts]
    return entries, signed


def _since(ledger: SQLLedger, wanted: str) -> int:
    """The number of the checkpoint from which on to look. Raises ValueError."""
    if wanted.isascii() and wanted.isdigit():
        if next(iter(ledger.checkpoints(int(wanted) - 1)), None) is None:
            raise ValueError(f"there is no checkpoint {wanted} (yet): `gatepost ledger checkpoint` makes one")
        return int(wanted)
    try:
        at = microseconds(wanted)
    except (ValueError, OverflowError):
        raise ValueError(
            f"--since: {wanted!r} is neither a checkpoint's number nor a time such as 2026-03-01T08:00Z"
        ) from None
    found = ledger.checkpoint_at(at)
    if found is None:
        raise ValueError(f"there was no checkpoint before {wanted}: leave --since out")
    return found


def _chain(ledger: SQLLedger, article: str) -> str:
    """The chain of an article. Raises ValueError."""
    if article == DESK_CHAIN:
        return article
    found = ledger.named(article)
    if not found:
        try:
            found = ledger.named(canonical_url(article))
        except Refusal:
            found = []
    if not found:
        raise ValueError(f"--article: no article has the address or id {article!r}")
    if len(found) > 1:
        raise ValueError(f"--article: several have this address; name one by its id: {', '.join(found)}")
    return found[0]
