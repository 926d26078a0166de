"""Every statement that the operations are made of is shown to a real server."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import asyncpg
import pytest
from tests.postgres import a_database

import gatepost.store.sql
from gatepost.conversation.queues.records import Kind, Order
from gatepost.store.sql import queue_statements
from gatepost.store.sql.statements import Statement

FILTERS = ("words", "name", "title", "clause", "least", "most", "anybody")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with a_database() as found:
        yield found


def known() -> list[Statement]:
    for module in pkgutil.iter_modules(gatepost.store.sql.__path__, "gatepost.store.sql."):
        importlib.import_module(module.name)
    lists = [
        queue_statements.statements(kind, order, frozenset(names))
        for kind in Kind
        for order in Order
        for names in ((), FILTERS)
    ]
    assert lists
    return sorted(Statement.known)


async def test_the_server_takes_each_and_no_number_is_small(url: str) -> None:
    """A small one would not hold a time, nor what a reader may write into a cursor."""
    connection = await asyncpg.connect(url)
    try:
        shown = 0
        for statement in known():
            if statement.postgresql is None:
                continue
            prepared = await connection.prepare(statement.postgresql.text)
            kinds = {kind.name for kind in prepared.get_parameters()}
            assert not kinds & {"int4", "int2", "numeric"}, statement
            assert "numeric" not in {one.type.name for one in prepared.get_attributes()}, statement
            shown += 1
        assert shown > 300
    finally:
        await connection.close()
