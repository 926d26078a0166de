"""How many files this process may hold open: each reader who listens takes one; the usual limit is 1024."""

from __future__ import annotations

RESERVED = 256
"""For the database, other requests, and what the libraries open."""


def raise_limit() -> None:
    """Ask for as many as the system lets us have without special rights. Where it will not, all stays."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = hard if hard != resource.RLIM_INFINITY else max(soft, 65_536)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    except (ValueError, OSError):
        return


def room_for_streams(most: int) -> int:
    """At most `most`, and no more than there are descriptors for beside everything else."""
    try:
        import resource
    except ImportError:
        return most
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return most if soft == resource.RLIM_INFINITY else max(0, min(most, soft - RESERVED))
