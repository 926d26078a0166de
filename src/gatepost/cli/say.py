"""How commands speak to a person: answers to standard output, everything else to standard error."""

from __future__ import annotations

import sys


def answer(line: str) -> None:
    """Say what was asked for."""
    print(line)  # noqa: T201


def complain(line: str) -> None:
    """Say what went wrong, where it does not mix with the output."""
    print(line, file=sys.stderr)  # noqa: T201
