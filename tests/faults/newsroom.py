"""A newsroom for tests of faults: settings, a database, processes that may die, and the keys to its desk."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from tests.faults.databases import Database, SQLite
from tests.faults.postgres import PostgreSQL
from tests.faults.processes import GATEPOST, Web, Worker

SITE = "https://news.test"
SETTINGS = """
[server]
engine = "fast"
data = "data"
{server}

[limits]
posts_per_minute = {posts}
posts_burst = {posts}
writes_per_minute = 1000000
writes_burst = 1000000
attack_per_minute = 0

[[sites]]
id = "news"
name = "News"
origins = ["{site}"]
modes = {{ default = "automatic" }}
{site_settings}
"""


class Victim(Protocol):
    """What can be killed and started again: one of Gatepost's processes, or a database server."""

    @property
    def runs(self) -> bool: ...
    async def spawn(self) -> None: ...
    async def start(self) -> None: ...
    async def kill(self) -> None: ...
    def terminate(self) -> None: ...


class Newsroom:
    """`webs` take requests; `others` work without being asked."""

    def __init__(
        self,
        folder: Path,
        database: Database | None = None,
        *,
        webs: int = 1,
        site_settings: str = "",
        posts: int = 1_000_000,
        program: Sequence[str] = GATEPOST,
        wrapped: Sequence[str] = (),
    ) -> None:
        self.folder = folder
        self.database: Database = database or SQLite(folder)
        settings = SETTINGS.format(
            server=self.database.settings, site=SITE, site_settings=site_settings, posts=posts
        )
        (folder / "gatepost.toml").write_text(settings, "utf-8")
        self.webs = [
            Web(self._own(f"web{number}"), *self.configured, program=program, wrapped=wrapped)
            for number in range(webs)
        ]
        self.others: list[Victim] = []

    @property
    def configured(self) -> tuple[str, str]:
        return "--config", str(self.folder / "gatepost.toml")

    @property
    def processes(self) -> list[Victim]:
        return [*self.others, *self.webs]

    def _own(self, name: str) -> Path:
        """A process's own folder, for its log."""
        made = self.folder / name
        made.mkdir(exist_ok=True)
        return made

    def gatepost(self, *words: str) -> str:
        """What a command prints. Blocking; raises `CalledProcessError`."""
        command = [sys.executable, "-m", "gatepost", *words, *self.configured]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    async def program_key(self, name: str) -> str:
        """A key to the desk for a program."""
        return await asyncio.to_thread(self.gatepost, "token", "add", name, "--scope", "desk")

    async def start(self) -> None:
        for process in self.processes:
            if not process.runs:
                await process.start()

    async def kill(self) -> None:
        for process in self.processes:
            await process.kill()


def several_processes(folder: Path, database: PostgreSQL) -> Newsroom:
    """Two servers, of which one screens nothing, and a worker, on PostgreSQL, which may die as well."""
    newsroom = Newsroom(folder, database, webs=2)
    newsroom.webs[1].command += ["--role", "web"]
    newsroom.others = [database, Worker(newsroom._own("worker"), *newsroom.configured)]
    return newsroom
