"""`gatepost quality`: the blind sample of decided comments, for `gatepost calibrate`. A server may run."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import App, Parameter

from gatepost.cli.say import complain
from gatepost.conversation.figures.months import day_of, micro
from gatepost.conversation.figures.quality import Export, draw_for, export, lines
from gatepost.conversation.figures.records import DAY
from gatepost.conversation.ports import StoreUnavailable
from gatepost.conversation.sites import Sites
from gatepost.web.composition import now, open_store, site_from
from gatepost.web.settings import FILE_NAME, Settings
from gatepost.web.settings_file import SettingsInvalid, read_settings

quality = App(name="quality", help="The blind sample of decided comments.")


@quality.command(name="export")
def export_sample(
    *,
    since: Annotated[date | None, Parameter(name="--from")] = None,
    until: Annotated[date | None, Parameter(name="--to")] = None,
    site: str = "",
    out: Annotated[Path | None, Parameter(name=["--out", "-o"])] = None,
    force: Annotated[bool, Parameter(negative="")] = False,
    config: Path | None = None,
) -> int:
    """Write the answered part of the sample as JSON lines: `gatepost calibrate FILE --label reject`.

    Parameters
    ----------
    since
        The first day (UTC) on which the comments were decided; without, the beginning.
    until
        The last day; without, today.
    site
        Only this site's; without, all.
    out
        The file to write; without, standard output.
    force
        Write over that file.
    config
        The settings file; gatepost.toml in this folder without.
    """
    if out is not None and out.exists() and not force:
        complain(f"{out} is there already; choose another name with --out, or write over it with --force")
        return 2
    span = (micro(since) if since else 0, (micro(until) if until else micro(day_of(now()))) + DAY)
    try:
        settings = read_settings(config or Path(FILE_NAME))
        if site and site not in {one.id for one in settings.sites}:
            known = ", ".join(one.id for one in settings.sites)
            complain(f"there is no site {site!r}; the sites are: {known}")
            return 2
        return asyncio.run(_write(settings, site, span, out))
    except SettingsInvalid as invalid:
        for fault in invalid.faults:
            complain(str(fault))
    except (StoreUnavailable, sqlite3.Error, OSError) as error:
        complain(str(error))
    return 2


async def _write(settings: Settings, site: str, span: tuple[int, int], out: Path | None) -> int:
    store = open_store(settings)
    await store.open()
    try:
        await draw_for(store, Sites(site_from(one) for one in settings.sites), now())
        found = await export(store, site or None, *span)
        if not found.samples:
            complain(_nothing(found))
            return 1
        encoder = msgspec.json.Encoder()
        written = [encoder.encode(line) + b"\n" async for line in lines(store, found)]
    finally:
        await store.close()
    await asyncio.to_thread(_save, b"".join(written), out)
    _report(found, len(written))
    return 0


def _save(content: bytes, out: Path | None) -> None:
    if out is None:
        sys.stdout.buffer.write(content)
    else:
        out.write_bytes(content)


def _nothing(found: Export) -> str:
    if found.open:
        return f"none of the {found.open:,} comments drawn has been judged a second time: /desk/quality"
    return "nothing was drawn in this time; is quality_share set? See docs/reference/settings.md"


def _report(found: Export, written: int) -> None:
    """What makes the sample one, and what is missing for that; beside the output, not in it."""
    complain(f"{written:,} comments, drawn by chance: {found.share / 10_000:g}% of those that were decided")
    if found.thinned:
        complain(f"{found.thinned:,} left out: they were drawn while the share was greater")
    if found.open:
        complain(
            f"{found.open:,} drawn comments have no second view yet. The sample is uniform only once they "
            "are judged, too: those that are left may not be like the others"
        )
