"""SQLAlchemy Core statements compiled once into SQL for the driver: paid at import, not at every call.

A `Statement` is SQLite's text. What PostgreSQL is asked instead comes of the same statement, when it is first
asked there: who runs on SQLite pays nothing for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar
from weakref import WeakSet

from sqlalchemy import ClauseElement
from sqlalchemy.dialects.sqlite import pysqlite
from sqlalchemy.sql.compiler import SQLCompiler

if TYPE_CHECKING:
    from gatepost.store.sql.dollars import Plan

_DIALECT = pysqlite.dialect(paramstyle="named")


class Statement(str):
    """What an operation executes. As a string it is SQLite's."""

    known: ClassVar[WeakSet[Statement]] = WeakSet()
    """All that there are, so that a test can show each of them to a server."""

    _core: ClauseElement | None = None
    _columns: Sequence[str] | None = None
    _text: str | None = None
    _plan: Plan | None = None

    @property
    def postgresql(self) -> Plan | None:
        """The same for PostgreSQL; None when there is nothing to do there."""
        if self._plan is None:
            from gatepost.store.sql import dollars

            if self._core is not None:
                self._plan = dollars.plan(self._core, self._columns)
            elif self._text is not None:
                self._plan = dollars.by_hand(self._text)
        return self._plan

    def hinted(self, hints: Mapping[str, str]) -> Statement:
        """With words that only SQLite needs, to take the right index: each is put in once."""
        text = str(self)
        for plain, hint in hints.items():
            text = text.replace(plain, hint, 1)
        return _made(text, self._core, self._columns)


def sql(statement: ClauseElement, columns: Sequence[str] | None = None) -> Statement:
    """The statement as the driver takes it, with `:name` parameters; `columns` limits an insert to these.

    Whole numbers in the statement are written out. Any other value hidden in it would be a parameter that no
    caller knows of: it belongs in a `bindparam` or `literal_column`, and is refused here.
    """
    compiled = statement.compile(dialect=_DIALECT, column_keys=columns)
    assert isinstance(compiled, SQLCompiler)
    text = str(compiled)
    for name in compiled.positiontup or compiled.bind_names.values():
        bind = compiled.binds[name]
        if bind.required or bind.value is None:
            continue
        assert type(bind.value) is int, f"bind this by name: {bind.value!r}"
        text = re.sub(rf":{re.escape(name)}\b", str(bind.value), text)
    return _made(text, statement, columns)


def by_hand(sqlite: str, postgresql: str | None = None) -> Statement:
    """What SQLAlchemy has no words for. PostgreSQL has nothing to do where nothing is said for it."""
    made = _made(sqlite, None, None)
    made._text = postgresql
    return made


def only_here(statement: ClauseElement) -> Statement:
    """A statement of SQLite's own, which PostgreSQL does not understand."""
    return by_hand(str(sql(statement)))


def _made(text: str, core: ClauseElement | None, columns: Sequence[str] | None) -> Statement:
    made = Statement(text)
    made._core, made._columns = core, columns
    Statement.known.add(made)
    return made
