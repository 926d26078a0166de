"""SQLAlchemy Core statements compiled once into SQL for the driver: paid at import, not at every call."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ClauseElement
from sqlalchemy.dialects.sqlite import pysqlite
from sqlalchemy.sql.compiler import SQLCompiler

_DIALECT = pysqlite.dialect(paramstyle="named")


def sql(statement: ClauseElement, columns: Sequence[str] | None = None) -> str:
    """The statement as SQLite's driver takes it, with `:name` parameters.

    `columns` limits an insert to these. Values belong in `bindparam` or `literal_column`: a value hidden in the
    statement would be a parameter that no caller knows of, and is refused here.
    """
    compiled = statement.compile(dialect=_DIALECT, column_keys=columns)
    assert isinstance(compiled, SQLCompiler)
    hidden = sorted(name for name, value in compiled.params.items() if value is not None)
    assert not hidden, f"bind these by name: {hidden}"
    return str(compiled)
