"""SQLAlchemy Core statements compiled once into SQL for the driver: paid at import, not at every call."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import ClauseElement
from sqlalchemy.dialects.sqlite import pysqlite
from sqlalchemy.sql.compiler import SQLCompiler

_DIALECT = pysqlite.dialect(paramstyle="named")


def sql(statement: ClauseElement, columns: Sequence[str] | None = None) -> str:
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
    return text
