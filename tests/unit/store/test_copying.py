"""A database copied into another: whole, the same, whatever interrupts it."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.contract.making import new, publish

from gatepost.cli.copying import copy as copy_command
from gatepost.conversation.ports import StoreUnavailable
from gatepost.store.copying import copy as copying
from gatepost.store.copying.plan import LEFT_OUT, TABLES, Place, Sum, packed, read, unpacked, written
from gatepost.store.sqlite import SQLiteStore
from gatepost.store.sqlite.copying import SQLiteSide, as_source, as_target
from gatepost.store.tables import metadata


class Killed(Exception):
    """As if the process had been killed there."""


def run(source: Path, target: Path, stretch: int = 3, dies: random.Random | None = None) -> copying.Copied:
    async def work() -> copying.Copied:
        with as_source(source) as there, as_target(target) as here:
            if dies is not None:
                mortal(here, dies)
            return await copying.copy(there, here, stretch=stretch)

    return asyncio.run(work())


def mortal(side: SQLiteSide, dies: random.Random) -> None:
    put = side.put

    async def dying(*given: object) -> None:
        if dies.random() < 0.2:
            raise Killed
        await put(*given)  # type: ignore[arg-type]
        if dies.random() < 0.2:
            raise Killed

    side.put = dying  # type: ignore[method-assign]


def sums(path: Path) -> dict[str, Sum]:
    found = {}
    with closing(sqlite3.connect(path)) as connection:
        for table in TABLES:
            found[table.name] = Sum()
            found[table.name].add(map(table.plain, connection.execute(f'SELECT * FROM "{table.name}"')))
    return found


def test_every_table_is_copied_but_the_words() -> None:
    assert {table.name for table in TABLES} == set(metadata.tables) - LEFT_OUT


@pytest.mark.parametrize("stretch", [1, 2, 1_000])
def test_the_copy_is_the_same_and_works(full: Path, tmp_path: Path, stretch: int) -> None:
    target = tmp_path / "copy.sqlite3"
    copied = run(full, target, stretch)
    assert copied.rows == copied.now == sum(one.rows for one in sums(full).values())
    assert sums(target) == sums(full)

    async def work() -> list[str]:
        store = SQLiteStore(target)
        await store.open()
        await store.caught_up()
        await publish(store, new("after the copy"))
        page = await store.page("s-a", "newest", None, 50)
        await store.close()
        return [comment.text or "" for comment in page.comments]

    assert "after the copy" in asyncio.run(work())
    with closing(sqlite3.connect(target)) as connection:
        (words,) = connection.execute("SELECT count(*) FROM documents WHERE kind = 'text'").fetchone()
    assert words


@pytest.mark.parametrize("seed", range(2))
def test_killed_anywhere_it_goes_on_where_it_was(full: Path, tmp_path: Path, seed: int) -> None:
    target, dies = tmp_path / "copy.sqlite3", random.Random(seed)
    deaths = 0
    while True:
        try:
            copied = run(full, target, 5, dies)
            break
        except Killed:
            deaths += 1
            with pytest.raises(StoreUnavailable, match="another version"):  # no server opens it half
                asyncio.run(SQLiteStore(target).open())
    assert deaths
    assert copied.now < copied.rows
    assert sums(target) == sums(full)


def test_a_source_that_changed_is_noticed(full: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.sqlite3"
    with pytest.raises(Killed):
        run(full, target, 5, random.Random(0))
    with closing(sqlite3.connect(full)) as connection, connection:
        connection.execute("INSERT INTO tokens VALUES (x'77', 'late', 'desk', 1)")
    with pytest.raises(StoreUnavailable, match="make it anew"):
        run(full, target)


def test_what_was_changed_behind_its_back_is_noticed(full: Path, tmp_path: Path) -> None:
    """A row that says something else, without any that came or went."""
    target = tmp_path / "copy.sqlite3"
    with pytest.raises(Killed):
        run(full, target, 5, random.Random(0))
    with closing(sqlite3.connect(target)) as connection, connection:
        assert connection.execute("UPDATE articles SET title = 'Another'").rowcount
    with pytest.raises(StoreUnavailable, match="articles has"):
        run(full, target)


def test_nothing_is_copied_into_a_database_with_data(
    full: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "copy.sqlite3"
    assert copy_command(str(full), str(target)) == 0
    assert "say the same" in capsys.readouterr().out
    assert copy_command(str(full), str(target)) == 2
    assert "data in it" in capsys.readouterr().err
    assert copy_command(str(full), str(full)) == 2
    assert "the same" in capsys.readouterr().err
    assert copy_command(str(tmp_path / "nothing.sqlite3"), str(tmp_path / "other.sqlite3")) == 2
    assert "no such file" in capsys.readouterr().err


def test_a_damaged_source_is_not_copied(
    full: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(full)) as connection, connection:
        connection.execute("UPDATE comments SET text = x'00' WHERE text IS NOT NULL")
    assert copy_command(str(full), str(tmp_path / "copy.sqlite3")) == 1
    assert "ledger verify" in capsys.readouterr().err


@given(
    st.lists(st.integers(-(2**53), 2**53) | st.text().filter(lambda s: not s.startswith("\0")) | st.binary()),
    st.integers(0, 99),
)
def test_a_place_comes_back_as_it_was(key: list[int | str | bytes], level: int) -> None:
    place = unpacked(packed(Place(written(tuple(key)), level)))
    assert (read(place.last), place.level) == (tuple(key), level)


@given(st.lists(st.tuples(st.integers(), st.text(), st.binary(), st.none())), st.randoms())
def test_a_sum_knows_rows_in_any_order(rows: list[tuple[object, ...]], dice: random.Random) -> None:
    one, other = Sum(), Sum()
    one.add(rows)
    shuffled = rows[:]
    dice.shuffle(shuffled)
    other.add(shuffled)
    assert one == other
    other.add([("more",)])
    assert one != other
