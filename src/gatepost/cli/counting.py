"""A line at the terminal that counts comments while a command works; silent where nobody watches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def counting(done: str) -> Iterator[Callable[[int], None]]:
    """Give what is told how many comments are done so far; `done` says what was done to them."""
    from rich.console import Console
    from rich.progress import Progress, TextColumn

    console = Console(stderr=True)
    columns = (TextColumn(done), TextColumn("{task.completed:,} comments"))
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda comments: bar.update(task, completed=comments)
