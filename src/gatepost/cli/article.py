"""`gatepost article URL`: what would be read of an article from its page."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from gatepost.cli.say import answer, complain
from gatepost.conversation.article_keys import origin
from gatepost.conversation.page_reading import PageText, PageUnreadable
from gatepost.conversation.refusals import Refusal
from gatepost.web.settings import FILE_NAME, PageSettings
from gatepost.web.settings_file import SettingsInvalid, read_settings

MENDS = {
    "origin-not-allowed": "the page, or one that it redirects to, lies on none of the site's `origins`",
    "address-not-public": "name the network under [pages] private_addresses if that is right",
    "address-invalid": "write the page's full address, without a user name",
    "too-many-redirects": "give the address at the end of the redirects",
    "too-slow": "raise timeout_seconds under [pages], or ask why the page takes so long",
    "too-large": "pages of more than 2 MB are not read",
    "not-html": "the server must send text/html",
    "no-text": "no article was found in the page's HTML; text that scripts write later is not seen",
    "unreachable": "check the name, the network and the certificate from this machine",
}


def article(
    url: str,
    *,
    config: Path | None = None,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Show what would be read of an article from its page. Nothing is stored.

    Parameters
    ----------
    url
        The article's address.
    config
        The settings file, whose origins and networks then hold; `gatepost.toml` in this folder without. Where
        there is neither, the address's own origin is asked.
    as_json
        Print one JSON object.
    """
    try:
        origins, pages = _rules(url, config)
    except (Refusal, SettingsInvalid) as error:
        complain(f"gatepost: {error.detail if isinstance(error, Refusal) else error}")
        return 2
    try:
        found = asyncio.run(_read(url, origins, pages))
    except PageUnreadable as error:
        complain(f"gatepost: the page cannot be read: {error.reason}")
        if error.reason in MENDS:
            complain(f"          {MENDS[error.reason]}")
        return 1
    if as_json:
        answer(
            json.dumps(
                {"title": found.title, "authors": found.authors, "body": found.body}, ensure_ascii=False
            )
        )
        return 0
    answer(f"title    {found.title or '(none)'}")
    answer(f"authors  {'; '.join(found.authors) or '(none)'}")
    answer(f"words    {len(found.body.split()):,}\n")
    answer(found.body)
    return 0


def _rules(url: str, config: Path | None) -> tuple[tuple[str, ...], PageSettings]:
    """The origins that may be asked and how; the address's own origin where no settings are."""
    own = origin(url)
    file = config or Path(FILE_NAME)
    if config is None and not file.is_file():
        return (own,), PageSettings()
    settings = read_settings(file)
    site = next((site for site in settings.sites if own in map(origin, site.origins)), None)
    if site is None:
        known = ", ".join(one for site in settings.sites for one in site.origins)
        raise Refusal("unknown-article", f"{own} is no origin of a site in {file}: it has {known}")
    if not site.read_pages:
        complain(
            f"gatepost: note: the server reads no pages of site {site.id!r} until it has read_pages = true"
        )
    return site.origins, settings.pages


async def _read(url: str, origins: tuple[str, ...], pages: PageSettings) -> PageText:
    from gatepost.web.clients import networks
    from gatepost.web.pages.reader import Pages

    found = await Pages(networks(pages.private_addresses), pages.timeout_seconds).read(url, origins)
    assert found is not None  # only an answer to an etag is None
    return found
