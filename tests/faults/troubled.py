"""A real `gatepost` in a machine that fails: `python -m tests.faults.troubled FILE serve ...`.

FILE holds a few numbers in shared memory, by which a test makes this process's disk full, read-only, broken
or slow, its clock jump, and its engine hang or fail, while it runs. Nothing of this is part of Gatepost.

The disk fails below SQLite, at its system calls, which SQLite lets tests replace (`xSetSystemCall`). The
clock is the one by which Gatepost tells the time; timers go on, as they do when a real clock jumps.
"""

from __future__ import annotations

import ctypes
import errno
import importlib
import mmap
import struct
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

LAYOUT = struct.Struct("<5q")
FULL, READ_ONLY, BROKEN = errno.ENOSPC, errno.EROFS, errno.EIO
HANGS, FAILS = 1, 2


class Trouble:
    """The numbers, as both sides see them. All zero: no trouble."""

    def __init__(self, file: Path) -> None:
        if not file.exists():
            file.write_bytes(bytes(LAYOUT.size))
        with file.open("r+b") as handle:
            self._shared = mmap.mmap(handle.fileno(), LAYOUT.size)

    def _get(self, place: int) -> int:
        return int(LAYOUT.unpack(self._shared[:])[place])

    def _set(self, place: int, value: int) -> None:
        struct.pack_into("<q", self._shared, 8 * place, value)

    error = property(lambda self: self._get(0), lambda self, value: self._set(0, value))
    """What every write to the disk fails with, e.g. `errno.ENOSPC`."""
    slow_ms = property(lambda self: self._get(1), lambda self, value: self._set(1, value))
    """How long every write to the disk takes."""
    clock_us = property(lambda self: self._get(2), lambda self, value: self._set(2, value))
    """How far the clock is off."""
    engine = property(lambda self: self._get(3), lambda self, value: self._set(3, value))
    """`HANGS` or `FAILS`."""
    patience_s = property(lambda self: self._get(4), lambda self, value: self._set(4, value))
    """After how long an engine is said to hang, when not 0; read at the start."""


def trouble_the_disk(trouble: Trouble) -> None:
    """Replace SQLite's system calls that write, in this process."""
    extension = importlib.import_module("_sqlite3").__file__
    library = ctypes.CDLL(extension)
    find = library.sqlite3_vfs_find
    find.restype = ctypes.POINTER(_VFS)
    vfs = find(None)
    calls = {
        "write": ctypes.CFUNCTYPE(
            ctypes.c_ssize_t, ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, use_errno=True
        ),
        "pwrite": ctypes.CFUNCTYPE(
            ctypes.c_ssize_t, ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int64, use_errno=True
        ),
    }
    calls["pwrite64"] = calls["pwrite"]
    calls["ftruncate"] = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, ctypes.c_int64, use_errno=True)
    for name, kind in calls.items():
        address = vfs.contents.get(vfs, name.encode())
        if address:
            replaced = _failing(trouble, kind(address), kind)
            _KEPT.append(replaced)
            assert vfs.contents.set(vfs, name.encode(), ctypes.cast(replaced, ctypes.c_void_p)) == 0


def _failing(trouble: Trouble, real: Any, kind: Any) -> Any:
    def call(*given: int) -> int:
        if trouble.slow_ms:
            time.sleep(trouble.slow_ms / 1_000)
        if trouble.error:
            ctypes.set_errno(trouble.error)
            return -1
        return int(real(*given))

    return kind(call)


_KEPT: list[Any] = []


class _VFS(ctypes.Structure):
    """`sqlite3_vfs` as far as it is needed (sqlite.org/c3ref/vfs.html)."""


_SET = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(_VFS), ctypes.c_char_p, ctypes.c_void_p)
_GET = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.POINTER(_VFS), ctypes.c_char_p)
_VFS._fields_ = [
    ("version", ctypes.c_int),
    ("file_size", ctypes.c_int),
    ("longest_path", ctypes.c_int),
    ("next", ctypes.c_void_p),
    ("name", ctypes.c_char_p),
    ("data", ctypes.c_void_p),
    *((f"method{number}", ctypes.c_void_p) for number in range(13)),
    ("set", _SET),
    ("get", _GET),
]


def trouble_the_clock(trouble: Trouble) -> None:
    """Let Gatepost's own clock jump."""
    real_ns, real = time.time_ns, time.time
    time.time_ns = lambda: real_ns() + trouble.clock_us * 1_000
    time.time = lambda: real() + trouble.clock_us / 1_000_000


def trouble_the_engine(trouble: Trouble) -> None:
    """Let the engine hang, or fail at every text."""
    from gatepost.engine.face import Engine
    from gatepost.web import health

    real = Engine.screen_many

    def screen_many(self: Engine, *given: Any, **more: Any) -> Sequence[Any]:
        while trouble.engine == HANGS:
            time.sleep(0.02)
        if trouble.engine == FAILS:
            raise RuntimeError("the engine stumbles")
        return real(self, *given, **more)

    Engine.screen_many = screen_many  # type: ignore[method-assign]
    if trouble.patience_s:
        health.ENGINE_SECONDS = float(trouble.patience_s)


def main() -> None:
    trouble = Trouble(Path(sys.argv[1]))
    trouble_the_disk(trouble)
    trouble_the_clock(trouble)
    trouble_the_engine(trouble)
    from gatepost.cli import main as gatepost

    sys.argv[1:] = sys.argv[2:]
    sys.exit(gatepost())


if __name__ == "__main__":
    main()
