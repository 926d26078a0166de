"""Statements as PostgreSQL takes them: `$1`, `$2` and so on in place of names, each with its type.

The server would guess a type where none is written, from the first place that a parameter stands in: `int4`
beside a small column, and a time of today would not fit. So whole numbers are `BIGINT` throughout.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import BindParameter, ClauseElement, Integer, LargeBinary, String
from sqlalchemy.dialects.postgresql.base import PGCompiler, PGDialect
from sqlalchemy.types import NullType, TypeEngine

from gatepost.store.tables.words import Asked, Words, query, vector

_POSITION = re.compile(r"\$(\d+)")
Convert = Callable[[Any], Any]


class Plan(Struct, frozen=True):
    """A statement with its parameters in their order.

    `gives_rows`: it asks, or returns something. `writes`: it changes something, `fills`: with its parameters.
    """

    text: str
    names: tuple[str, ...]
    gives_rows: bool
    converts: Mapping[str, Convert]
    writes: bool
    fills: bool

    def values(self, parameters: Mapping[str, Any]) -> list[Any]:
        found = [parameters[name] for name in self.names]
        for name, convert in self.converts.items():
            place = self.names.index(name)
            found[place] = convert(found[place])
        return found


class _Compiler(PGCompiler):
    """Remembers of which type each parameter is, wherever in the statement that is said."""

    def visit_bindparam(self, bindparam: BindParameter[Any], *args: Any, **more: Any) -> Any:
        types: dict[str, TypeEngine[Any]] = self.__dict__.setdefault("types", {})
        if not isinstance(bindparam.type, NullType):
            types.setdefault(bindparam.key, bindparam.type)
        return super().visit_bindparam(bindparam, *args, **more)  # type: ignore[no-untyped-call]

    def _on_conflict_target(self, clause: Any, **more: Any) -> str:
        """Also for the `insert` of SQLite's dialect, which lacks but one name."""
        if not hasattr(clause, "constraint_target"):
            clause.constraint_target = None
        return str(super()._on_conflict_target(clause, **more))  # type: ignore[no-untyped-call]


class _Dialect(PGDialect):
    statement_compiler = _Compiler
    supports_statement_cache = False


_DIALECT = _Dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]


def plan(statement: ClauseElement, columns: Sequence[str] | None) -> Plan:
    """For a statement of SQLAlchemy; `columns` limits an insert to these."""
    compiled = statement.compile(dialect=_DIALECT, column_keys=columns)
    assert isinstance(compiled, _Compiler)
    types: dict[str, TypeEngine[Any]] = compiled.__dict__.get("types", {})
    names: list[str] = []

    def place(found: re.Match[str]) -> str:
        assert compiled.positiontup is not None
        name = compiled.positiontup[int(found[1]) - 1]
        bind = compiled.binds[name]
        if not bind.required and bind.value is not None:
            assert type(bind.value) is int, f"bind this by name: {bind.value!r}"
            return str(bind.value)
        if name not in names:
            names.append(name)
        return f"${names.index(name) + 1}{_cast(types.get(bind.key))}"

    text = _POSITION.sub(place, str(compiled))
    gives_rows = bool(getattr(statement, "is_select", False) or compiled.effective_returning)
    fills = compiled.isinsert or compiled.isupdate
    return Plan(text, tuple(names), gives_rows, _converts(types, names), fills or compiled.isdelete, fills)


def by_hand(text: str) -> Plan:
    """For a text without parameters."""
    asks = text.lstrip().upper().startswith("SELECT")
    return Plan(text, (), asks, {}, not asks, False)


def _cast(kind: TypeEngine[Any] | None) -> str:
    match kind:
        case Words():
            return "::TEXT::TSVECTOR"
        case Asked():
            return "::TEXT::TSQUERY"
        case Integer():
            return "::BIGINT"
        case String():
            return "::TEXT"
        case LargeBinary():
            return "::BYTEA"
    return ""


def _converts(types: Mapping[str, TypeEngine[Any]], names: Sequence[str]) -> Mapping[str, Convert]:
    found: dict[str, Convert] = {}
    for name in names:
        if isinstance(types.get(name), Words):
            found[name] = vector
        elif isinstance(types.get(name), Asked):
            found[name] = query
    return found
