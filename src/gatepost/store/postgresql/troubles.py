"""Which of the server's errors mean "not now", what to do about them, and which mean "try that again"."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from gatepost.conversation.ports import StoreUnavailable

AGAIN = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError)
"""Two transactions came between each other: the server has ended one of them, and nothing of it remains."""

_ADVICE = {
    "53100": "the server's disk is full: make room",
    "53300": "the server takes no more connections: raise its max_connections, or have fewer here",
    "25006": "this server only reads (a standby?): name the one that writes",
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
_OURS = ("22", "42")
"""Classes of errors that say that Gatepost asked something wrong: no waiting would help."""


@contextmanager
def unavailable(where: str) -> Iterator[None]:
    """Turn the driver's troubles (server gone, disk full, wrong password) into `StoreUnavailable`.

    `AGAIN`, broken constraints and what is wrong with a statement itself are let through.
    """
    try:
        yield
    except AGAIN:
        raise
    except asyncpg.PostgresError as error:
        state = error.sqlstate or ""
        if state not in _ADVICE and state[:2] in _OURS:
            raise
        raise explained(where, error) from error
    except asyncpg.DataError:
        raise
    except LOST as error:
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
