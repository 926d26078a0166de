"""Reads an article's page: fetches it, then has its words extracted by a process that can be ended."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence

import msgspec
from msgspec import Struct

from gatepost.conversation.page_reading import PageText, PageUnreadable
from gatepost.web.pages.addresses import Network

EXTRACTION_SECONDS = 10.0


class Extracted(Struct, frozen=True):
    """What the process answers."""

    title: str
    body: str
    authors: tuple[str, ...]


class Pages:
    """The conversation's `PageReader`. `private`: networks that pages may lie in besides the internet."""

    def __init__(self, private: Sequence[Network] = (), seconds: float | None = None) -> None:
        self._private = tuple(private)
        self._seconds = seconds

    async def read(self, url: str, origins: Sequence[str], etag: str = "") -> PageText | None:
        from gatepost.web.pages import fetching  # only who reads pages pays for its imports

        page = await fetching.fetch(
            url, origins, etag=etag, private=self._private, seconds=self._seconds or fetching.SECONDS
        )
        if page is None:
            return None
        found = await extracted(page.content, page.charset, page.url)
        if not found.body:
            raise PageUnreadable("no-text")
        return PageText(found.title, found.body, found.authors, page.etag)


async def extracted(
    content: bytes, charset: str = "", url: str = "", seconds: float = EXTRACTION_SECONDS
) -> Extracted:
    """The words of a page. Raises `PageUnreadable` when that takes too long or cannot be done."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-X", "utf8", "-m", "gatepost.web.pages.extraction", charset, url,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(seconds):
            answer, _ = await process.communicate(content)
    except TimeoutError:
        raise PageUnreadable("extraction-too-slow") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise PageUnreadable("extraction-failed")
    try:
        return msgspec.json.decode(answer, type=Extracted)
    except msgspec.DecodeError:
        raise PageUnreadable("extraction-failed") from None
