"""The key that signs checkpoints, in the data folder; and a note of the newest checkpoint beside it."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from pathlib import Path

from msgspec import Struct

from gatepost.conversation.checkpoints.ports import KeyMissing
from gatepost.conversation.checkpoints.records import Checkpoint
from gatepost.conversation.tokens import shown
from gatepost.store.ledger.signed import digest_of
from gatepost.store.ledger.signing import Ed25519Signer

KEY_FILE = "checkpoint.key"
HEIR_FILE = "checkpoint.next.key"
NOTE_FILE = "checkpoint.last"


class Note(Struct, frozen=True):
    """The newest checkpoint that this folder has seen."""

    number: int
    digest: str


class Keyring:
    """Made at first use. `pem`: the key itself, from outside, for processes that share no folder."""

    def __init__(self, folder: Path, *, file: Path | None = None, pem: str = "") -> None:
        self._folder = folder
        self.file = file or folder / KEY_FILE
        self._given = pem
        self._ours: Ed25519Signer | None = None

    def signer(self, wanted: str | None) -> Ed25519Signer:
        """Raises `KeyMissing`, also for a file that cannot be read or is no key."""
        if self._ours is None or wanted not in (None, self._ours.key):
            self._ours = self._load(wanted)
        if wanted not in (None, self._ours.key):
            raise KeyMissing(
                f"the next checkpoint must be signed by {wanted}, and {self._where()} holds "
                f"{self._ours.key}: put the right key there (docs/explanation/ledger.md#the-key)"
            )
        return self._ours

    def public(self) -> str | None:
        """The public key; None while there is none. Raises `KeyMissing` for a file that is no key."""
        if self._given or self.file.is_file():
            return self.signer(None).key
        return None

    def made(self, checkpoint: Checkpoint) -> None:
        """A folder that cannot be written has no note, and nothing else is the worse for it."""
        note = json.dumps({"number": checkpoint.number, "digest": shown(digest_of(checkpoint.body))}) + "\n"
        seen = self.note()
        if seen is None or seen.number <= checkpoint.number:
            with contextlib.suppress(OSError):
                _write(self._folder / NOTE_FILE, note.encode())

    def note(self) -> Note | None:
        try:
            value = json.loads((self._folder / NOTE_FILE).read_bytes())
            return Note(int(value["number"]), str(value["digest"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def heir(self) -> Ed25519Signer:
        """A new key that shall follow; the same again until `inherit`. Raises `KeyMissing`."""
        if self._given:
            raise KeyMissing(
                "the key comes from the environment: make the new one with "
                "`openssl genpkey -algorithm ed25519`, announce it with `gatepost ledger key "
                "--announce`, and then give it to every process"
            )
        return _load_or_make(self.file.with_name(HEIR_FILE))

    def inherit(self) -> None:
        """The announced key takes the place of the old one."""
        heir = self.file.with_name(HEIR_FILE)
        if heir.is_file():
            heir.replace(self.file)
            self._ours = None

    def _load(self, wanted: str | None) -> Ed25519Signer:
        if self._given:
            try:
                return Ed25519Signer.from_pem(self._given.encode())
            except ValueError as error:
                raise KeyMissing(f"GATEPOST_CHECKPOINT_KEY: {error}") from None
        heir = self.file.with_name(HEIR_FILE)
        if wanted is not None and heir.is_file() and _read(heir).key == wanted:
            self.inherit()  # it was announced, and the process that did so ended before it took it up
        if wanted is not None and not self.file.is_file():
            raise KeyMissing(
                f"the next checkpoint must be signed by {wanted}, and there is no {self.file}: "
                "restore it from a backup (docs/explanation/ledger.md#the-key)"
            )
        return _load_or_make(self.file)

    def _where(self) -> str:
        return "GATEPOST_CHECKPOINT_KEY" if self._given else str(self.file)


def _load_or_make(file: Path) -> Ed25519Signer:
    if not file.is_file():
        try:
            _write(file, Ed25519Signer.new().pem(), only_new=True)
        except FileExistsError:
            pass  # another process came first: its key is ours
        except OSError as error:
            raise KeyMissing(f"{file}: the key cannot be written: {error.strerror}") from None
    return _read(file)


def _read(file: Path) -> Ed25519Signer:
    try:
        return Ed25519Signer.from_pem(file.read_bytes())
    except (OSError, ValueError) as error:
        raise KeyMissing(f"{file}: {error}") from None


def _write(file: Path, data: bytes, *, only_new: bool = False) -> None:
    """Whole or not at all, for its owner's eyes."""
    beside = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    handle = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(data)
            opened.flush()
            os.fsync(opened.fileno())
        if only_new:
            os.link(beside, file)
        else:
            beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
