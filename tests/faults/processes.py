"""Gatepost's own programs as an operator runs them: real processes, which can be killed and started again."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

START_SECONDS = 180.0
"""Generous: machines that test are busy."""
ROOT = Path(__file__).parents[2]
GATEPOST = ("-m", "gatepost")


class Ended(Exception):
    """The process ended before it was ready; the message holds what it said."""


class Process:
    """One program. `start` waits until it is ready; `kill` is `kill -9`."""

    ready_line = re.compile(r"")

    def __init__(
        self, folder: Path, *words: str, program: Sequence[str] = GATEPOST, wrapped: Sequence[str] = ()
    ) -> None:
        self.folder = folder
        self.command = [*wrapped, sys.executable, *program, *words]
        self.log = folder / f"{words[0]}.log"
        # The command runs elsewhere; `python -m tests...` is found from there, too.
        path = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        self.environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path)}
        self._running: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        assert self._running is not None
        return self._running.pid

    @property
    def runs(self) -> bool:
        return self._running is not None and self._running.returncode is None

    @property
    def status(self) -> int | None:
        """How it ended: negative for a signal; None while it runs."""
        return None if self._running is None else self._running.returncode

    def said(self) -> str:
        """What it wrote to standard error since it was first started."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    async def spawn(self) -> None:
        with self.log.open("a") as log:
            self._running = await asyncio.create_subprocess_exec(
                *self.command,
                cwd=self.folder,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                env=self.environment,
            )

    async def ready(self) -> re.Match[str]:
        """What its first line says. Raises `Ended`."""
        assert self._running is not None
        assert self._running.stdout is not None
        async with asyncio.timeout(START_SECONDS):
            line = (await self._running.stdout.readline()).decode()
            found = self.ready_line.search(line)
            if found is None:
                await self._running.wait()
                raise Ended(f"exit status {self.status}: {line}{self.said()}")
        return found

    async def start(self) -> None:
        await self.spawn()
        await self.ready()

    async def kill(self) -> None:
        """At once and without a word; nothing of it runs on."""
        if self._running is not None and self.runs:
            self._running.kill()
        await self.ended()

    def terminate(self) -> None:
        if self._running is not None and self.runs:
            self._running.send_signal(signal.SIGTERM)

    async def stop(self) -> int:
        """As an operator does; the exit status."""
        self.terminate()
        return await self.ended()

    async def ended(self) -> int:
        """Wait for its end; the exit status."""
        if self._running is None:
            return 0
        async with asyncio.timeout(START_SECONDS):
            if self._running.stdout is not None:
                await self._running.stdout.read()  # else its pipe stays open
            return await self._running.wait()


class Web(Process):
    """`gatepost serve` on a port that the system gives. `up` is set while it listens at `url`."""

    ready_line = re.compile(r"listens on (http://\S+)")

    def __init__(
        self, folder: Path, *words: str, program: Sequence[str] = GATEPOST, wrapped: Sequence[str] = ()
    ) -> None:
        named = ("serve", "--port", "0", "--log-level", "warning", *words)
        super().__init__(folder, *named, program=program, wrapped=wrapped)
        self.url = ""
        self.up = asyncio.Event()

    async def ready(self) -> re.Match[str]:
        found = await super().ready()
        self.url = found[1]
        self.up.set()
        return found

    async def kill(self) -> None:
        self.up.clear()
        await super().kill()

    async def stop(self) -> int:
        self.up.clear()
        return await super().stop()


class Worker(Process):
    """`gatepost worker`: it screens what servers leave."""

    ready_line = re.compile(r"Gatepost works")

    def __init__(self, folder: Path, *words: str) -> None:
        super().__init__(folder, "worker", "--log-level", "warning", *words)
