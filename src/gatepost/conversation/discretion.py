"""What logs may say of a failure or a record: never a reader's words, never a secret.

Messages of exceptions quote what was being worked on: a `UnicodeEncodeError` holds the whole text, a
database's constraint names the value that broke it. So only what our own exceptions say is repeated, which
is written for operators, and the system's number of an `OSError`.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any, ClassVar

from msgspec import Struct

HIDDEN = "(hidden)"


class Discreet(Struct, frozen=True):
    """A record whose `repr` says that its `SECRET` fields are set, and not to what."""

    SECRET: ClassVar[frozenset[str]] = frozenset()

    def __repr__(self) -> str:
        shown = (f"{name}={value!r}" for name, value in self._told())
        return f"{type(self).__name__}({', '.join(shown)})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return list(self._told())

    def _told(self) -> Iterator[tuple[str, object]]:
        for name in self.__struct_fields__:
            value = getattr(self, name)
            yield name, HIDDEN if value and name in self.SECRET else value


def told(error: BaseException) -> str:
    """An exception in one line: its type, and what it says where that is ours or the system's."""
    kind = type(error)
    name = kind.__name__
    if kind.__module__.partition(".")[0] == "gatepost":
        return f"{name}: {error}"
    if isinstance(error, OSError) and error.errno is not None:
        return f"{name}: [Errno {error.errno}] {error.strerror}"
    return name


def told_at_length(
    kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
) -> str:
    """A traceback with the lines of the code, of causes too, and without anything that they worked on."""
    if error is None:
        return kind.__name__ if kind is not None else ""
    parts: list[str] = []
    seen: set[int] = set()
    one: BaseException | None = error
    at = trace if trace is not None else error.__traceback__
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        frames = "".join(traceback.format_tb(at))
        parts.append(f"Traceback (most recent call last):\n{frames}{told(one)}")
        if isinstance(one, BaseExceptionGroup):
            parts[-1] += "".join(f"\n  with {told(each)}" for each in one.exceptions)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
        at = one.__traceback__ if one is not None else None
    return "\n\nwhich came from:\n\n".join(parts)
