"""`gatepost doctor`: is everything set and reached as it must be, and if not, what to do."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from msgspec import structs

from gatepost.cli.say import answer
from gatepost.web.settings import FILE_NAME, Settings
from gatepost.web.settings_file import SettingsInvalid, read_settings

if TYPE_CHECKING:
    from gatepost.web.doctor import Finding

STATUS = {"ok": 0, "warn": 1, "fail": 2}
COLOURS = {"ok": "32", "warn": "33", "fail": "31"}


def doctor(
    *,
    config: Path | None = None,
    data: Path | None = None,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
    mail: str = "",
) -> int:
    """Check the settings and their surroundings, and say the mend. Nothing is changed.

    Exit status 0: all is well; 1: something should be looked at; 2: something is broken.

    Parameters
    ----------
    config
        The settings file; `gatepost.toml` in this folder without.
    data
        The folder of the database, over the settings file's.
    as_json
        One JSON object a line: `check`, `state` (ok, warn, fail), `said`, `mend`.
    mail
        Send one letter to this address, too. Without, the mail server is only greeted.
    """
    file = config or Path(FILE_NAME)
    from gatepost.web.doctor.findings import fail, ok

    try:
        settings = read_settings(file)
    except SettingsInvalid as invalid:
        for fault in invalid.faults:
            where = f"{fault.key}: " if fault.key else ""
            _tell(fail("settings", f"{fault.file}: {where}{fault.wrong}", fault.mend), as_json)
        return STATUS["fail"]
    _tell(ok("settings", f"{file}: every key is known and sound"), as_json)
    if data is not None:
        settings = structs.replace(
            settings, server=structs.replace(settings.server, data=str(data.absolute()))
        )
    return asyncio.run(_all(settings, file, mail, as_json))


async def _all(settings: Settings, file: Path, mail: str, as_json: bool) -> int:
    from gatepost.web.doctor import examine

    worst = 0
    async for finding in examine(settings, file, mail):
        _tell(finding, as_json)
        worst = max(worst, STATUS[finding.state])
    return worst


def _tell(finding: Finding, as_json: bool) -> None:
    if as_json:
        fields = {"check": finding.check, "state": finding.state, "said": finding.said, "mend": finding.mend}
        answer(json.dumps(fields, ensure_ascii=False))
        return
    state = finding.state.ljust(4)
    if sys.stdout.isatty():
        state = f"\x1b[{COLOURS[finding.state]}m{state}\x1b[0m"
    mend = f". {finding.mend}" if finding.mend else ""
    answer(f"{state}  {finding.check}: {finding.said}{mend}")
