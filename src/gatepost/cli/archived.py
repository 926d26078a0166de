"""How a run over an archive is told: a bar while it works, what came of it at its end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from gatepost.batch.figures import Figures
from gatepost.batch.job import Versions
from gatepost.batch.one_file import Finished
from gatepost.batch.plan import Task
from gatepost.cli.say import answer, complain


@contextmanager
def watching(tasks: Sequence[Task]) -> Iterator[Callable[[int, int], None]]:
    """A bar over the bytes of all files, with the comments a second, where somebody watches."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (
        TextColumn("Screening"),
        BarColumn(),
        TextColumn("{task.fields[rows]:,} comments, {task.fields[pace]:,.0f}/s"),
        TimeRemainingColumn(),
    )
    size = sum(task.source.stat().st_size for task in tasks if task.source.exists())
    rows, began = 0, time.monotonic()
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        bar = progress.add_task("", total=size or None, rows=0, pace=0.0)

        def tell(read: int, more: int) -> None:
            nonlocal rows
            rows += more
            pace = rows / max(time.monotonic() - began, 1e-9)
            progress.update(bar, advance=read, rows=rows, pace=pace)

        yield tell


class Archived:
    """Counts what became of the files, names those that failed, and says it all at the end."""

    def __init__(self, judge: Versions, files: int) -> None:
        self.judge, self.files = judge, files
        self.figures = Figures()
        self.done = self.before = self.failed = 0
        self.began = time.monotonic()

    def add(self, finished: Finished) -> None:
        """One file more."""
        if finished.wrong:
            self.failed += 1
            complain(f"{finished.task.name}: {finished.wrong}")
        elif finished.before:
            self.before += 1
        else:
            self.done += 1
            self.figures.add(finished.figures)

    @property
    def status(self) -> int:
        """0 when every file and row was screened; else 1."""
        return 1 if self.failed or self.figures.wrong else 0

    def show(self) -> None:
        """Say what was done."""
        seconds = time.monotonic() - self.began
        figures = self.figures
        parts = [f"{self.done:,} of {self.files:,} screened"]
        parts += [f"{self.before:,} finished before"] * bool(self.before)
        parts += [f"{self.failed:,} failed"] * bool(self.failed)
        answer(f"files       {', '.join(parts)}")
        pace = figures.rows / max(seconds, 1e-9)
        answer(f"comments    {figures.rows:,} in {_duration(seconds)}, {pace:,.0f}/s")
        for name, counts in (
            ("outcomes", figures.outcomes),
            ("languages", figures.languages),
            ("errors", figures.errors),
        ):
            if counts:
                answer(f"{name:<12}{_counted(counts)}")
        answer(f"engine      {self.judge.engine}\nguidelines  {self.judge.guidelines}")
        if figures.wrong:
            complain(f"{figures.wrong:,} comments could not be screened: see `error_code` in the output")


def _counted(counts: dict[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return ", ".join(f"{name} {count:,}" for name, count in ordered)


def _duration(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.1f} s"
    minutes = round(seconds / 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 120 else f"{minutes} min"
