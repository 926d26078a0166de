"""All checks in the order in which they are told. One that fails in a way of its own is a finding, too."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path
from typing import Any

from gatepost.conversation.discretion import told
from gatepost.web.doctor import configuration, database, engine, machine, outside
from gatepost.web.doctor.findings import Finding, fail
from gatepost.web.settings import Settings


async def examine(settings: Settings, file: Path | None = None, mail_to: str = "") -> AsyncIterator[Finding]:
    """Every finding as it is made. `file`: where the settings stand. `mail_to`: send one letter there."""
    here: list[tuple[str, Callable[[], Iterable[Finding]]]] = [
        ("base_url", lambda: configuration.address(settings)),
        ("trusted_proxies", lambda: configuration.proxies(settings)),
        ("secrets", lambda: configuration.secrets(settings, os.environ)),
        ("file-modes", lambda: configuration.modes(settings, file, os.environ)),
        ("data-folder", lambda: machine.folder(settings)),
        ("disk", lambda: machine.disk(settings)),
        ("open-files", machine.files),
        ("time-zone", lambda: machine.zones(settings)),
        ("models", engine.digests),
        ("engine", lambda: engine.loads(settings)),
    ]
    for name, check in here:
        try:
            found = await asyncio.to_thread(lambda check=check: list(check()))  # type: ignore[misc]
        except Exception as error:
            found = [_broke(name, error)]
        for one in found:
            yield one
    there: list[tuple[str, Callable[[], AsyncIterator[Finding]]]] = [
        ("database", lambda: database.database(settings)),
        ("mail", lambda: outside.mail(settings, mail_to)),
        ("oidc", lambda: outside.provider(settings)),
        ("sso-keys", lambda: outside.publishers(settings)),
    ]
    for name, ask in there:
        try:
            async for one in ask():
                yield one
        except Exception as error:
            yield _broke(name, error)


def _broke(name: str, error: Any) -> Finding:
    return fail(
        name, f"the check itself failed: {told(error)}", "Tell the makers of Gatepost, with this line"
    )
