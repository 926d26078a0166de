"""The machine: where the data lies, how much room there is, how many files may be open, what time it is."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from gatepost.web.descriptors import RESERVED
from gatepost.web.doctor.findings import Finding, fail, ok, warn
from gatepost.web.settings import Settings

MIB = 2**20
FULL, NEARLY_FULL = 200 * MIB, 2_000 * MIB
LEAST_FILES, GOOD_FILES = 1_024, 8_192


def folder(settings: Settings) -> Iterator[Finding]:
    """The data folder: there, ours, for us alone."""
    name, data = "data-folder", settings.data
    if not data.exists():
        parent = next(one for one in data.absolute().parents if one.exists())
        if os.access(parent, os.W_OK):
            yield ok(name, f"{data} is made at the first start")
        else:
            yield fail(
                name,
                f"{data} is not there, and {parent} may not be written to",
                f"As root: install -d -m 700 -o USER {data}, with the user that runs Gatepost",
            )
        return
    if not data.is_dir() or not os.access(data, os.W_OK | os.X_OK):
        yield fail(
            name,
            f"{data} cannot be written to by {_me()}",
            f"Run this as the user that runs Gatepost, or: chown -R USER {data}",
        )
        return
    mode = stat.S_IMODE(data.stat().st_mode)
    if mode & 0o007:
        yield warn(name, f"{data} has the mode {mode:04o}: everybody here can look in", f"chmod 700 {data}")
    else:
        yield ok(name, f"{data}, mode {mode:04o}")


def disk(settings: Settings, free: int | None = None) -> Iterator[Finding]:
    """Room for what comes. `free`: bytes, for a test."""
    at = _nearest(settings.data)
    try:
        left = shutil.disk_usage(at).free if free is None else free
    except OSError as error:
        yield fail("disk", f"{at}: {error.strerror}", "Correct server.data or the disk")
        return
    told = f"{left // MIB:,} MiB free for {settings.data}"
    mend = "Make room: a full disk takes no comments (nothing is lost, and nothing is published)"
    if left < FULL:
        yield fail("disk", told, mend)
    elif left < NEARLY_FULL:
        yield warn("disk", told, mend)
    else:
        yield ok("disk", told)


def files(limits: tuple[int, int] | None = None) -> Iterator[Finding]:
    """How many files may be open: each reader who listens takes one. `limits`: soft and hard, for a test."""
    if limits is None:
        try:
            import resource
        except ImportError:  # Windows has no such limit
            yield ok("open-files", "no limit")
            return
        limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    hard = limits[1] if limits[1] >= 0 else 2**31
    told = f"{hard:,} may be open: at most {max(0, hard - RESERVED):,} readers listen at once"
    mend = "LimitNOFILE=65536 in the unit, or --ulimit nofile=65536:65536 for a container"
    if hard < LEAST_FILES:
        yield fail("open-files", told, mend)
    elif hard < GOOD_FILES:
        yield warn("open-files", told, mend)
    else:
        yield ok("open-files", told)


def zones(settings: Settings) -> Iterator[Finding]:
    """Sites that go by hours say by whose clock."""
    vague = [site.id for site in settings.sites if site.hours and site.timezone == "UTC"]
    if vague:
        yield warn(
            "time-zone",
            f"the hours of {', '.join(vague)} are by UTC",
            'Write timezone = "Europe/Istanbul", or whichever the newsroom lives by; or leave hours out',
        )
        return
    named = {site.timezone for site in settings.sites}
    yield ok("time-zone", ", ".join(sorted(named)) or "UTC")


def _nearest(path: Path) -> Path:
    """The path, or the nearest folder above it that is there."""
    here = path.absolute()
    return here if here.exists() else next(one for one in here.parents if one.exists())


def _me() -> str:
    return f"user {os.getuid()}" if hasattr(os, "getuid") else "this user"
