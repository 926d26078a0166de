"""What SQLite's store promises of its file, which other stores have not."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from tests.contract.making import add, article, carry, change, new
from tests.contract.test_queues import refer
from tests.contract.test_reader_rights import SECRET, a_full_reader, erase
from tests.contract.test_search import REJECT, erased_among_others, found
from tests.contract.test_sketches import LONG, written

from gatepost.conversation import entries
from gatepost.store.ledger.verify import Verification
from gatepost.store.sql.search import expression
from gatepost.store.sqlite import SQLiteStore
from gatepost.store.sqlite.audit import open_ledger
from gatepost.vocabulary import State


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SQLiteStore]:
    made = SQLiteStore(tmp_path / "gatepost.sqlite3")
    await made.open()
    yield made
    await made.close()


async def test_erased_words_are_gone_from_the_index_and_from_the_file(
    store: SQLiteStore, tmp_path: Path
) -> None:
    await erased_among_others(store)
    assert not remains(tmp_path, b"yzzyplugh", b"plughn", b"Plughn")


def remains(folder: Path, *words: bytes) -> list[tuple[str, bytes]]:
    """Which of the words stand in which file."""
    contents = [(path.name, path.read_bytes()) for path in folder.iterdir()]
    return [(name, word) for name, content in contents for word in words if word in content]


hostile = some.text(max_size=60) | some.text(alphabet='"*^():-+{} \x00ANDORNTE', max_size=40)


@given(hostile)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_input_is_a_syntax_error(index: sqlite3.Connection, asked: str) -> None:
    wanted = expression(asked)
    if wanted is not None:
        index.execute("SELECT count(*) FROM search WHERE search MATCH ?", (wanted,)).fetchone()


@pytest.fixture(scope="module")
def index() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE search USING fts5(words, tokenize='unicode61', prefix='2 3')")
    connection.execute("INSERT INTO search VALUES ('the bridge was sold and or not near')")
    return connection


async def test_an_older_database_is_filled_when_it_opens(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite3"
    store = SQLiteStore(path)
    await store.open()
    await store.ensure_article(article())
    made = [await refer(store, new(f"bridge {number}")) for number in range(5)]
    await carry(store, change(made[0], State.REJECTED, entries.decision(REJECT), decision=REJECT, note="why"))
    await store.caught_up()
    await store.close()
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("INSERT INTO search(search) VALUES ('delete-all')")
        database.execute("DELETE FROM documents")
        database.execute("UPDATE comments SET wave = NULL")
    await store.open()
    await refer(store, new("bridge 6"))
    assert len(await found(store, "bridge")) == 6
    assert await found(store, "why") == [made[0]]
    item = await store.queue_item(made[1])
    assert item is not None
    assert item.wave is not None
    await store.close()


async def test_purging_that_was_cut_short_is_taken_up_again(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    store = SQLiteStore(path)
    await store.open()
    await store.ensure_article(article())
    comment = await refer(store, new("xyzzyplugh"))
    for number in range(20):
        await refer(store, new(f"other {number}"))
    await store.caught_up()
    await store.close()
    # As if the process had ended right after the erasing was durable.
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("PRAGMA secure_delete = ON")
        for id_, words in database.execute(
            "SELECT id, words FROM documents WHERE comment = ?", (comment,)
        ).fetchall():
            database.execute("INSERT INTO search(search, rowid, words) VALUES ('delete', ?, ?)", (id_, words))
        database.execute("DELETE FROM documents WHERE comment = ?", (comment,))
        database.execute("UPDATE comments SET text = NULL, salt = NULL WHERE id = ?", (comment,))
        database.execute("PRAGMA user_version = 1")
    assert b"yzzyplugh" in path.read_bytes()
    await store.open()
    await store.caught_up()
    await store.close()
    assert b"yzzyplugh" not in path.read_bytes()
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (0,)
        database.execute("INSERT INTO search(search) VALUES ('integrity-check')")


async def test_nothing_of_an_erased_reader_is_left_in_the_file(store: SQLiteStore) -> None:
    await a_full_reader(store)
    await store.caught_up()
    await erase(store)
    left = b"".join(file.read_bytes() for file in store.path.parent.iterdir() if file.is_file())
    assert SECRET.encode() not in left
    assert b"walrus" in left
    with open_ledger(store.path) as ledger:
        assert list(Verification(ledger).damages()) == []


async def test_when_it_is_answered_the_log_is_empty_already(store: SQLiteStore) -> None:
    """Not a moment later: nobody knows when the next commit comes."""
    await a_full_reader(store)
    await store.caught_up()
    await erase(store)
    assert (store.path.parent / f"{store.path.name}-wal").stat().st_size == 0


async def test_words_in_the_search_index_go_and_others_stay(store: SQLiteStore) -> None:
    await a_full_reader(store)
    await store.caught_up()

    def hits(word: str) -> int:
        with closing(sqlite3.connect(store.path)) as connection:
            return int(
                connection.execute("SELECT count(*) FROM search WHERE search MATCH ?", (word,)).fetchone()[0]
            )

    assert hits(SECRET) >= 2
    assert hits("walrus") == 1
    await erase(store)
    assert hits(SECRET) == 0
    assert hits("walrus") == 1
    assert await store.ensure_article(article()) is not None


async def test_erasing_leaves_no_key_behind(store: SQLiteStore, tmp_path: Path) -> None:
    await store.ensure_article(article())
    comment = written(LONG)
    await add(store, comment)
    assert rows(tmp_path) == 6
    await carry(store, change(comment.id, State.ERASED, entries.erasure("author"), erase=True))
    assert rows(tmp_path) == 0


def rows(folder: Path) -> int:
    """How many rows of sketches and of their keys the database files in `folder` hold."""
    found = 0
    for path in folder.glob("*.sqlite3"):
        with closing(sqlite3.connect(path)) as connection:
            for table in ("sketches", "sketch_bands"):
                found += connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    return found
