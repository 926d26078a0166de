"""A house without an engine: enough to read and erase what is kept, and quick to open."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from msgspec import structs

from gatepost.conversation.house import House
from gatepost.conversation.sites import Sites
from gatepost.engine.guidelines import load
from gatepost.vocabulary import Context, Submission, Verdict
from gatepost.web.composition import DATABASE, open_store, site_from
from gatepost.web.settings import FILE_NAME, ServerSettings, Settings
from gatepost.web.settings_file import read_settings


class NoEngine:
    """Nothing is screened here."""

    version = "none"

    def screen_many(
        self, submissions: Sequence[Submission], contexts: Sequence[Context]
    ) -> Sequence[Verdict]:
        raise RuntimeError("there is no engine here")


@asynccontextmanager
async def open_house(config: Path | None, data: Path | None) -> AsyncIterator[House]:
    """Raises `SettingsInvalid`, `GuidelinesError`, `ValueError`, `StoreUnavailable` or OSError."""
    settings = _settings(config, data)
    if not settings.server.database and not (settings.data / DATABASE).is_file():
        raise ValueError(f"there is no {DATABASE} in {settings.data}")
    store = open_store(settings)
    sites = Sites(site_from(site) for site in settings.sites)
    house = House(store, NoEngine(), load(settings.server.guidelines or None), sites)
    await store.open()
    try:
        for version in await store.rules.versions():
            house.book.add(version)
        yield house
    finally:
        await store.close()


def _settings(config: Path | None, data: Path | None) -> Settings:
    file = config or Path(FILE_NAME)
    if config is None and not file.is_file():
        if data is None:
            raise ValueError(
                f"there is no {FILE_NAME} in this folder: name the settings with --config FILE "
                "or the data folder with --data DIR"
            )
        return Settings(server=ServerSettings(data=str(data)))
    settings = read_settings(file)
    if data is None:
        return settings
    server = structs.replace(settings.server, data=str(data))
    return Settings(server, settings.limits, settings.sites)
