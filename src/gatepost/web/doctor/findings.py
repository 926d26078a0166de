"""What a check found: one line, and what to do where something is wrong."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

State = Literal["ok", "warn", "fail"]


class Finding(Struct, frozen=True):
    """`check`: its name, stable for programs. `said`: what is there. `mend`: what to do; empty where well."""

    check: str
    state: State
    said: str
    mend: str = ""


def ok(check: str, said: str) -> Finding:
    return Finding(check, "ok", said)


def warn(check: str, said: str, mend: str) -> Finding:
    return Finding(check, "warn", said, mend)


def fail(check: str, said: str, mend: str) -> Finding:
    return Finding(check, "fail", said, mend)
