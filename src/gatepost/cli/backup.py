"""`gatepost backup` and `gatepost restore`: the database in one file, and back in its place."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from gatepost.cli.say import answer, complain
from gatepost.conversation.ports import StoreUnavailable
from gatepost.store.keyring import HEIR_FILE, KEY_FILE
from gatepost.store.sqlite.backup import Copied, back_up
from gatepost.web.composition import DATABASE
from gatepost.web.settings import FILE_NAME, Settings
from gatepost.web.settings_file import SettingsInvalid, read_settings
from gatepost.web.times import iso

Config = Annotated[Path | None, Parameter(help="The settings file; gatepost.toml in this folder without.")]
Data = Annotated[Path | None, Parameter(help="The data folder, over the settings file's.")]
DAMAGED, CANNOT = 1, 2
STEM, ENDING = "gatepost-", ".backup.sqlite3"


def backup(
    target: Annotated[
        Path, Parameter(help="A new file, or a folder, which gets a file with the time in its name.")
    ],
    /,
    *,
    prune_days: int | None = None,
    config: Config = None,
    data: Data = None,
) -> int:
    """Copy the database into one file while the server goes on: one state of it, checked.

    Exit status: 0 done, 2 not; then there is no file of that name.

    Parameters
    ----------
    prune_days
        Afterwards delete backups in that folder that are older than so many days, by their names.
    """
    try:
        settings, source = database_of(config, data)
        _only_files(settings)
        if prune_days is not None and (prune_days < 1 or not target.is_dir()):
            return _fail("backup", "--prune-days takes 1 or more, and a folder of backups as the target")
        file = target / _dated(time.time()) if target.is_dir() else target
        copied = back_up(source, file, _progress if sys.stderr.isatty() else lambda done, all_: None)
        answer(_said(copied))
        for line in _beside(settings, config, source.parent):
            answer(line)
        if prune_days is not None:
            for old in _older(target, time.time() - prune_days * 86_400, file):
                old.unlink()
                answer(f"Deleted {old}: older than {prune_days} days.")
    except (StoreUnavailable, SettingsInvalid, OSError, ValueError, sqlite3.Error) as error:
        return _fail("backup", str(error))
    return 0


def restore(
    backup: Annotated[Path, Parameter(help="A file that `gatepost backup` wrote.")],
    /,
    *,
    erasures: Annotated[list[Path] | None, Parameter(negative="")] = None,
    config: Config = None,
    data: Data = None,
) -> int:
    """Put a backup where the database was: checked, its ledger verified, brought to this version's schema.

    The server must be stopped, and the old database moved away. Exit status: 0 done, 1 the backup's ledger is
    damaged, 2 it could not be done; unless it is 0 nothing was changed.

    Parameters
    ----------
    erasures
        What `gatepost db erasures` wrote since the backup: it is erased again. May be given several times.
    """
    from gatepost.cli.restoring import Damaged, put

    try:
        settings, target = database_of(config, data)
        _only_files(settings)
        done = asyncio.run(put(settings, backup, target, erasures or []))
    except Damaged as damaged:
        for one in damaged.damages:
            answer(str(one))
        complain(f"gatepost restore: {backup}: the ledger in it is damaged; nothing was changed")
        return DAMAGED
    except (StoreUnavailable, SettingsInvalid, OSError, ValueError, sqlite3.Error) as error:
        return _fail("restore", str(error))
    answer(
        f"{target} is back: {done.copied.comments:,} comments, {done.copied.entries:,} ledger entries"
        f"{_until(done.copied.newest)}; everything is as it was recorded."
    )
    if erasures:
        answer(
            f"Erased or withdrawn again: {done.again.comments:,} comments, {done.again.readers:,} readers."
        )
    else:
        answer("What was erased since then is back, too: see --erasures, and docs/how-to/backup.md.")
    answer("Start the server; what waited is screened again by itself.")
    return 0


def _said(copied: Copied) -> str:
    return (
        f"Wrote {copied.file} ({copied.size / 1e6:,.1f} MB): {copied.comments:,} comments, {copied.entries:,}"
        f" ledger entries{_until(copied.newest)}, schema {copied.revision}. It holds texts and addresses."
    )


def _until(newest: int | None) -> str:
    return f", the newest of {iso(newest)}" if newest is not None else ""


def _beside(settings: Settings, config: Path | None, folder: Path) -> list[str]:
    """What else belongs to a whole backup, and which of it is secret."""
    file = config or Path(FILE_NAME)
    found = [
        (file, "secret where it names secrets"),
        (folder / KEY_FILE, "secret: signs checkpoints"),
        (folder / HEIR_FILE, "secret: will sign checkpoints"),
        (Path(settings.server.guidelines or "-"), "the guidelines"),
        (Path(settings.oidc.client_secret_file or "-"), "secret"),
        (Path(settings.mail.password_file or "-"), "secret"),
        *((Path(site.sso.keys_file or "-"), "secret where it holds shared ones") for site in settings.sites),
    ]
    here = [(path, what) for path, what in dict(found).items() if path.is_file()]
    if not here:
        return []
    return [
        "To a whole backup belong, too, kept apart from it:",
        *(f"  {path} ({what})" for path, what in here),
    ]


def database_of(config: Path | None, data: Path | None) -> tuple[Settings, Path]:
    """The settings and where their database is. Raises `SettingsInvalid` or ValueError."""
    file = config or Path(FILE_NAME)
    settings = Settings()
    if config is not None or file.is_file():
        settings = read_settings(file)
    elif data is None:
        raise ValueError(
            f"there is no {FILE_NAME} in this folder: name the settings with --config FILE or the data folder"
            " with --data DIR"
        )
    return settings, (settings.data if data is None else data) / DATABASE


def _only_files(settings: Settings) -> None:
    if settings.server.database:
        raise ValueError(
            "this is for SQLite; for PostgreSQL there are its own tools (pg_dump): docs/how-to/postgresql.md"
        )


def _dated(at: float) -> str:
    return f"{STEM}{datetime.fromtimestamp(at, UTC):%Y%m%dT%H%M%SZ}{ENDING}"


def _older(folder: Path, at: float, but: Path) -> list[Path]:
    """Backups by their names, made before that time; file times change when files are copied."""
    return [
        one
        for one in sorted(folder.glob(f"{STEM}*{ENDING}"))
        if one != but and len(one.name) == len(but.name) and one.name < _dated(at)
    ]


def _progress(done: int, all_: int) -> None:
    print(f"\r{100 * done // max(all_, 1):3d} %{os.linesep if done >= all_ else ''}", end="", file=sys.stderr)  # noqa: T201


def _fail(command: str, message: str) -> int:
    complain(f"gatepost {command}: {message}")
    return CANNOT
