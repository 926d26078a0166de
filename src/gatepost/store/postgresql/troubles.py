"""Which of the server's errors mean "not now", what to do about them, and which mean "try that again"."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from gatepost.conversation.ports import StoreUnavailable

AGAIN = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError, asyncpg.LockNotAvailableError)
"""Two transactions came between each other: the server has ended one of them, and nothing of it remains."""

ONLY_READS = "this server only reads (a standby?): name the one that writes"
_ADVICE = {
    "53100": "the server's disk is full: make room",
    "53300": "the server takes no more connections: raise its max_connections, or have fewer here",
    "25006": ONLY_READS,
    "3D000": "there is no such database: make it with `createdb`",
    "28P01": "the password is wrong: set GATEPOST_DATABASE_PASSWORD, or name a file in PGPASSFILE",
    "28000": "the server does not let this user in: look at its pg_hba.conf",
    "42501": "this user may not do that: make it the owner of the database (docs: PostgreSQL)",
    "57P01": "the server is being stopped",
    "57P02": "the server has crashed and comes back",
    "57P03": "the server is starting or stopping",
    "58030": "the server cannot write to its disk: look at its log",
    "XX001": "the server's data are damaged: restore a backup, then run `gatepost ledger verify`",
}
_LOOK = "the server has a trouble of its own: look at its log"
LOST = (asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError)
"""The driver's own: the server cannot be reached, or the connection broke in the middle of something."""
_OURS = ("22", "23", "42")
"""Classes of errors that say that Gatepost asked something wrong: no waiting would help."""


def concerns_everybody(error: Exception) -> bool:
    """Whether the server or the connection is in trouble, and not one operation with what it asked."""
    if isinstance(error, asyncpg.PostgresError):
        state = error.sqlstate or ""
        return state in _ADVICE or state[:2] not in _OURS
    # A value error is a value that the driver does not take.
    return isinstance(error, LOST) and not isinstance(error, ValueError)


@contextmanager
def unavailable(where: str) -> Iterator[None]:
    """Turn the driver's troubles (server gone, disk full, wrong password) into `StoreUnavailable`.

    `AGAIN`, broken constraints and what is wrong with a statement itself are let through.
    """
    try:
        yield
    except AGAIN:
        raise
    except (asyncpg.PostgresError, *LOST) as error:
        if not concerns_everybody(error):
            raise
        raise explained(where, error) from error


def explained(where: str, error: Exception) -> StoreUnavailable:
    """What is wrong and what to do next; never a password, and in the advice no address either."""
    name = type(error).__name__
    if isinstance(error, asyncpg.PostgresError):
        state = error.sqlstate or ""
        told = str(error.args[0] if error.args else name)
        return StoreUnavailable(f"{where}: {_ADVICE.get(state) or told} ({state})", _ADVICE.get(state, _LOOK))
    if isinstance(error, TimeoutError):
        slow = "the server does not answer in time"
        return StoreUnavailable(f"{where}: {slow} ({name})", slow)
    if isinstance(error, OSError):
        away = "the server cannot be reached: is it running, are host and port right?"
        return StoreUnavailable(f"{where}: {away} ({error.strerror or str(error)})", away)
    return StoreUnavailable(f"{where}: the connection was lost ({error})", "the connection was lost")
