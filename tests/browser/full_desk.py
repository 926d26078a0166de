"""A desk with a long queue, served in this process, and moderators who work at it with the keyboard alone."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from playwright.sync_api import Browser, BrowserContext, Page
from tests.api.gatepost_here import SITE, LiveServer, settings_in
from tests.api.stub_engine import StubEngine
from tests.filling import fill

from gatepost.conversation.records import Moderator
from gatepost.web.composition import now, open_store

Result = TypeVar("Result")

READ = """() => new Promise(done => {
    const look = () => desk.fresh() ? requestAnimationFrame(look) : done()
    look()
})"""
TIMES = """() => {
    window.times = []
    const painted = then => requestAnimationFrame(() => requestAnimationFrame(then))
    addEventListener('keydown', event => {
        const { code, timeStamp } = event
        if (event.target.matches('textarea') && event.key !== 'Enter') return  // typing is no action
        const before = document.activeElement
        painted(() => times.push([code, performance.now() - timeStamp]))
        if (code !== 'KeyU') return
        const back = () => {
            if (document.activeElement === before || !document.activeElement.matches('[data-card]')) return
            removeEventListener('focusin', back)
            painted(() => times.push(['taken back', performance.now() - timeStamp]))
        }
        addEventListener('focusin', back)
    }, true)
}"""


def apart(work: Coroutine[Any, Any, Result]) -> Result:
    """Run it in a thread: Playwright's synchronous face leaves no event loop to this one."""
    results: list[Result] = []
    thread = threading.Thread(target=lambda: results.append(asyncio.run(work)))
    thread.start()
    thread.join()
    (result,) = results
    return result


class FullDesk:
    """`waiting`: the ids of what waits, oldest first. `kept`: a folder from which a filled desk is taken, or
    where it is put for the next time."""

    def __init__(
        self,
        folder: Path,
        *,
        stored: int,
        waiting: int,
        moderators: tuple[str, ...],
        kept: Path | None = None,
    ) -> None:
        self.folder = folder
        ready = kept / "waiting.txt" if kept else None
        if kept and ready and ready.exists():
            shutil.copytree(kept, folder, dirs_exist_ok=True)
            self.waiting = ready.read_text().split()
        else:
            self.waiting = apart(self._fill(stored, waiting, moderators))
            if kept and ready:
                shutil.copytree(folder, kept, dirs_exist_ok=True)
                ready.write_text("\n".join(self.waiting))
        self.server = LiveServer(folder, StubEngine())

    async def _fill(self, stored: int, waiting: int, moderators: tuple[str, ...]) -> list[str]:
        store = open_store(settings_in(self.folder))
        await store.open()
        try:
            for name in moderators:
                await store.add_moderator(Moderator(name.lower(), name, "moderator"))
            ids = await fill(
                store, now=now(), stored=stored, waiting=waiting, site="news", origin=SITE, moderators=()
            )
            at = {one: (await store.comment(one)).submitted_at for one in ids}  # type: ignore[union-attr]
            return sorted(ids, key=lambda one: (at[one], one))
        finally:
            await store.close()

    def ask(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Something of the running server's own, in its own thread."""
        assert self.server.loop is not None
        return asyncio.run_coroutine_threadsafe(work, self.server.loop).result(60)

    @property
    def house(self) -> Any:
        assert self.server.service is not None
        return self.server.service.house

    def sit(self, browser: Browser, moderator: str, **options: Any) -> Keyboard:
        """A moderator in a browser of their own, signed in, with the list before them."""
        assert self.server.service is not None
        token = self.ask(self.server.service.accounts.make_link(moderator))
        context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB", **options)
        context.set_default_timeout(30_000)
        page = context.new_page()
        page.goto(f"{self.server.url}/desk/enter?token={token}")
        page.wait_for_selector("[data-card]")
        return Keyboard(context, page)


class Keyboard:
    """Hands on the keys, eyes on the card with the focus."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self.context, self.page = context, page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def read(self) -> str:
        """Wait until the card could have been read; the comment's id."""
        self.page.evaluate(READ)
        return self.at()

    def at(self) -> str:
        """The id of the comment before the moderator; empty for none."""
        return str(
            self.page.evaluate("() => document.activeElement.closest('[data-card]')?.dataset.card || ''")
        )

    def all_answered(self) -> None:
        """Wait until nothing is on its way to the server."""
        self.page.wait_for_selector("[data-going]", state="detached")

    def measures(self) -> None:
        """From now on every press is timed until the frame after the one that shows what it did."""
        self.page.evaluate(TIMES)

    def times(self) -> list[tuple[str, float]]:
        """What was pressed, and milliseconds."""
        return [(str(code), float(ms)) for code, ms in self.page.evaluate("() => window.times")]
