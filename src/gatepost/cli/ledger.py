"""`gatepost ledger`: check that nothing recorded was changed, and export what lets others check it too."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import App, Parameter

from gatepost.conversation.ports import StoreUnavailable
from gatepost.store.ledger.checkpoint import NotReadable, Seen, read_checkpoint, read_receipt, root
from gatepost.store.ledger.checkpoint import checkpoint as checkpoint_of
from gatepost.store.ledger.verify import Verification
from gatepost.store.sqlite.audit import open_ledger
from gatepost.web.composition import DATABASE
from gatepost.web.settings import FILE_NAME
from gatepost.web.settings_file import SettingsInvalid, read_settings

app = App(name="ledger", help="Verify and export the ledger.")

Config = Annotated[Path | None, Parameter(help="The settings file; gatepost.toml in this folder without.")]
Data = Annotated[Path | None, Parameter(help="The data folder, over the settings file's.")]
Files = Annotated[list[Path] | None, Parameter(negative="")]
DAMAGED, CANNOT = 1, 2


@app.command
def verify(
    *,
    config: Config = None,
    data: Data = None,
    checkpoint: Files = None,
    receipt: Files = None,
    root: str | None = None,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Recompute every chain and compare it with every comment, verdict and decision.

    Exit status: 0 all is as it was recorded, 1 damage, 2 it could not be checked.

    Parameters
    ----------
    checkpoint
        A checkpoint exported earlier and kept elsewhere; may be given several times.
    receipt
        A reader's receipt (JSON); may be given several times.
    root
        The root digest that the checkpoint must have, as it was published.
    as_json
        One JSON object a damage, and a last one with the counts.
    """
    try:
        seen = _seen(checkpoint or [], receipt or [], root)
        with open_ledger(_database(config, data)) as ledger:
            verification = Verification(ledger, seen)
            damages = 0
            for damage in verification.damages():
                damages += 1
                _say(msgspec.json.encode(damage).decode() if as_json else str(damage))
    except (StoreUnavailable, NotReadable, SettingsInvalid, OSError, ValueError) as error:
        return _fail(error)
    counts = {
        "chains": verification.chains,
        "entries": verification.entries,
        "comments": verification.comments,
        "damages": damages,
    }
    if as_json:
        _say(json.dumps(counts))
    else:
        _say(
            f"{counts['chains']} chains, {counts['entries']} entries, {counts['comments']} comments: "
            + (f"{damages} damages found." if damages else "everything is as it was recorded.")
        )
        if not seen:
            _say("The loss of a chain's end, or of a whole chain, shows only with --checkpoint or --receipt.")
    return DAMAGED if damages else 0


@app.command
def checkpoint(
    *,
    config: Config = None,
    data: Data = None,
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
) -> int:
    """Export the newest entry of every chain: keep it where the server's operator cannot reach it.

    Parameters
    ----------
    output
        The file to write; without, the checkpoint goes to standard output.
    """
    try:
        with open_ledger(_database(config, data)) as ledger:
            heads = ledger.heads()
        made = checkpoint_of(heads, datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"))
        text = json.dumps(made, indent=1)
        if output is None:
            _say(text)
        else:
            output.write_text(text + "\n", "utf-8")
            _say(f"{len(heads)} chains, root {root(heads)}, written to {output}.")
    except (StoreUnavailable, SettingsInvalid, OSError, ValueError) as error:
        return _fail(error)
    return 0


def _seen(checkpoints: list[Path], receipts: list[Path], expected: str | None) -> list[Seen]:
    found: list[Seen] = []
    for file in checkpoints:
        found += read_checkpoint(file.read_bytes(), str(file), expected)
    found += [read_receipt(file.read_bytes(), str(file)) for file in receipts]
    return found


def _database(config: Path | None, data: Path | None) -> Path:
    if data is not None:
        return data if data.is_file() else data / DATABASE
    file = config or Path(FILE_NAME)
    if config is None and not file.is_file():
        raise ValueError(
            f"there is no {FILE_NAME} in this folder: name the settings with --config FILE "
            "or the data folder with --data DIR"
        )
    return read_settings(file).data / DATABASE


def _say(line: str) -> None:
    print(line)  # noqa: T201


def _fail(error: Exception) -> int:
    reasons = [str(fault) for fault in error.faults] if isinstance(error, SettingsInvalid) else [str(error)]
    for reason in reasons:
        print(f"gatepost ledger: {reason}", file=sys.stderr)  # noqa: T201
    return CANNOT
