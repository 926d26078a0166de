"""What the commands of `gatepost ledger` share: their options, where the data is, how they speak."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from gatepost.conversation.checkpoints.ports import KeyMissing
from gatepost.conversation.ports import StoreUnavailable
from gatepost.store.ledger.verify import Spread
from gatepost.store.sql.audit import SQLLedger
from gatepost.store.sqlite.audit import open_ledger
from gatepost.store.sqlite.spreading import spread_over
from gatepost.web.composition import DATABASE
from gatepost.web.settings import FILE_NAME, ServerSettings, Settings
from gatepost.web.settings_file import SettingsInvalid, read_settings

Config = Annotated[Path | None, Parameter(help="The settings file; gatepost.toml in this folder without.")]
Data = Annotated[Path | None, Parameter(help="The data folder, over the settings file's.")]
DAMAGED, CANNOT = 1, 2
FAILURES = (StoreUnavailable, KeyMissing, SettingsInvalid, OSError, ValueError)


def settings_of(config: Path | None, data: Path | None) -> Settings:
    """Raises `SettingsInvalid` or ValueError."""
    if data is not None and config is None:
        folder = data.parent if data.is_file() else data
        return Settings(server=ServerSettings(data=str(folder)))
    file = config or Path(FILE_NAME)
    if config is None and not file.is_file():
        raise ValueError(
            f"there is no {FILE_NAME} in this folder: name the settings with --config FILE "
            "or the data folder with --data DIR"
        )
    return read_settings(file)


@contextmanager
def opened(settings: Settings, data: Path | None, url: str = "") -> Iterator[tuple[SQLLedger, Spread | None]]:
    """The ledger: of the database at `url`, of the one that the settings name, or of the file in the data
    folder; and how to verify it by several processes, where it is large. Raises what `FAILURES` names."""
    url = url or ("" if data is not None else settings.server.database)
    if url:
        from gatepost.store.postgresql import audit

        with audit.open_ledger(url) as ledger:
            yield ledger, audit.spread_over(url, ledger)
        return
    file = database_of(settings, data)
    with open_ledger(file) as found:
        yield found, spread_over(file)


def database_of(settings: Settings, data: Path | None) -> Path:
    """The database: in the data folder, or the file that `--data` names itself."""
    if data is not None:
        return data if data.is_file() else data / DATABASE
    return settings.data / DATABASE


def say(line: str) -> None:
    print(line)  # noqa: T201


def fail(error: Exception) -> int:
    """Say why it could not begin; the exit status for that."""
    reasons = [str(fault) for fault in error.faults] if isinstance(error, SettingsInvalid) else [str(error)]
    for reason in reasons:
        print(f"gatepost ledger: {reason}", file=sys.stderr)  # noqa: T201
    return CANNOT
