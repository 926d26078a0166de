"""One server for one data folder: open streams are told by their own process, so two would leave some untold.

The lock is the kernel's (flock): it ends with the process, however that ends. Other commands of the command
line do not need it; the database itself takes several writers.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gatepost.conversation.ports import StoreUnavailable

LOCK = "gatepost.lock"


@contextmanager
def only_server(folder: Path) -> Iterator[None]:
    """Hold the folder. Raises `StoreUnavailable` when another server does, OSError where we may not write."""
    try:
        import fcntl
    except ImportError:  # Windows, where Gatepost is only tried out
        yield
        return
    handle = os.open(folder / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(handle, 20, 0).decode("ascii", "replace").strip()
            raise StoreUnavailable(f"another server (process {holder or 'unknown'}) uses it") from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)
