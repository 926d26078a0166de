"""What SQLite and PostgreSQL say in different words, said once each."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, FromClause, Select, Text, cast, func, literal_column, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler


class Either(ColumnElement[Any]):
    """An expression of SQLite, and what stands for it in PostgreSQL."""

    inherit_cache = False

    def __init__(self, sqlite: ColumnElement[Any], postgresql: ColumnElement[Any]) -> None:
        self.sqlite, self.postgresql = sqlite, postgresql
        self.type = sqlite.type

    @property
    def _from_objects(self) -> list[FromClause]:
        return self.sqlite._from_objects


@compiles(Either)
def _in_sqlite(element: Either, compiler: SQLCompiler, **more: Any) -> str:
    return compiler.process(element.sqlite, **more)


@compiles(Either, "postgresql")
def _in_postgresql(element: Either, compiler: SQLCompiler, **more: Any) -> str:
    return compiler.process(element.postgresql, **more)


EMPTY: ColumnElement[bytes] = Either(literal_column("x''"), literal_column("''::bytea"))
"""No bytes."""


def among(column: ColumnElement[Any], bound: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether the column's value stands in the JSON list of strings that is bound."""
    return _in(column, select(func.json_each(bound).table_valued("value").c.value), _strings(bound))


def either_among(
    column: ColumnElement[Any], sqlite: Select[Any], postgresql: Select[Any]
) -> ColumnElement[bool]:
    """Whether the column's value is one that the statement gives."""
    return _in(column, sqlite, postgresql)


def _strings(bound: ColumnElement[Any]) -> Select[Any]:
    listed = func.json_array_elements_text(bound.op("::")(literal_column("json")))
    return select(listed.table_valued("value").c.value)


def _in(column: ColumnElement[Any], sqlite: Select[Any], postgresql: Select[Any]) -> ColumnElement[bool]:
    both = Either(sqlite.scalar_subquery(), postgresql.scalar_subquery())
    return column.op("IN", is_comparison=True)(both)


def later_of(one: ColumnElement[int], other: ColumnElement[int]) -> ColumnElement[int]:
    """The greater of two numbers, neither of which is NULL."""
    return Either(func.max(one, other), func.greatest(one, other))


def new_id() -> ColumnElement[str]:
    """32 random hexadecimal digits for each row."""
    uuid = func.replace(cast(func.gen_random_uuid(), Text), literal_column("'-'"), literal_column("''"))
    return Either(func.lower(func.hex(func.randomblob(literal_column("16")))), uuid)


def listed(numbers: ColumnElement[int]) -> ColumnElement[str]:
    """The group's numbers as a JSON list."""
    return Either(func.json_group_array(numbers), cast(func.json_agg(numbers), Text))


def total(numbers: ColumnElement[int]) -> ColumnElement[int]:
    """The group's sum as a whole number: PostgreSQL would make a decimal one of it."""
    return Either(func.sum(numbers), cast(func.sum(numbers), BigInteger))
