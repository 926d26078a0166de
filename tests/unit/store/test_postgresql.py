"""What PostgreSQL's store does that the contract says nothing of: opening, guards, others, trouble."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
from sqlalchemy.util import await_only
from tests.contract.making import add, approval, article, carry, change, new, publish
from tests.postgres import a_database, database_url, server, wait_for

from gatepost.conversation import entries
from gatepost.conversation.ports import NameTaken, StoreUnavailable
from gatepost.conversation.records import Moderator
from gatepost.conversation.talk.records import Wish as Setting
from gatepost.store.ledger.spreading import spread_over
from gatepost.store.ledger.verify import Verification, Wish
from gatepost.store.postgresql import PostgreSQLStore
from gatepost.store.postgresql.audit import open_ledger
from gatepost.store.postgresql.connections import _SETTINGS, Address
from gatepost.store.postgresql.opening import revision_of
from gatepost.store.postgresql.troubles import explained
from gatepost.store.postgresql.writer import TURN
from gatepost.store.sql import articles
from gatepost.store.sql.cursor import Cursor
from gatepost.store.tables import metadata
from gatepost.vocabulary import State


@pytest.fixture
def url() -> Iterator[str]:
    with a_database() as found:
        yield found


@pytest.fixture
async def store(url: str) -> AsyncIterator[PostgreSQLStore]:
    async with opened(url) as made:
        yield made


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[PostgreSQLStore]:
    made = PostgreSQLStore(url)
    await made.open()
    try:
        yield made
    finally:
        await made.close()


async def by_hand(url: str, *statements: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def empty() -> str:
    """A database without tables."""
    name = f"t_empty_{os.getpid()}"
    await by_hand(server().get_uri(), f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
    return server().get_uri(name)


# Opening


async def test_processes_that_open_a_new_database_at_once_wait_for_each_other() -> None:
    url = await empty()
    stores = [PostgreSQLStore(url) for _ in range(3)]
    await asyncio.gather(*(store.open() for store in stores))
    await stores[0].ensure_article(article())
    assert await stores[2].article("s", "a") is not None
    for store in stores:
        await store.close()
    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda *_: asyncpg.connect(url), poolclass=NullPool
    )
    # The search index stands in no table of SQLAlchemy's.
    ours = {"include_name": lambda name, kind, _: kind != "index" or name != "search"}
    async with engine.connect() as connection:
        differences = await connection.run_sync(
            lambda found: compare_metadata(MigrationContext.configure(found, opts=ours), metadata)
        )
    await engine.dispose()
    assert differences == []


async def test_a_newer_database_is_left_alone() -> None:
    url = database_url()
    await by_hand(url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreUnavailable, match="another version of Gatepost"):
        await PostgreSQLStore(url).open()
    connection = await asyncpg.connect(url)
    assert await revision_of(connection) == "9999"
    await connection.close()


async def test_another_programs_database_is_left_alone() -> None:
    url = await empty()
    await by_hand(url, "CREATE TABLE comments (id int)")
    with pytest.raises(StoreUnavailable, match="tables of another program"):
        await PostgreSQLStore(url).open()
    with pytest.raises(StoreUnavailable, match="no database of Gatepost"), open_ledger(url):
        pass


@pytest.mark.parametrize("url", ["sqlite:///x", "postgres", "mysql://a/b"])
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(ValueError, match="postgresql://"):
        PostgreSQLStore(url)


def test_no_password_is_ever_told() -> None:
    address = Address("postgresql://ann:s3cret@db.example:5433/news")
    told = f"{address!r} {address.where} {explained(address.where, ConnectionRefusedError(111, 'refused'))}"
    assert "s3cret" not in told
    assert "db.example:5433/news" in told


# The ledger

ENTRY = "kind, comment, at, canonical, previous, digest"


async def test_the_database_refuses_what_the_ledger_does_not_allow(store: PostgreSQLStore, url: str) -> None:
    await store.ensure_article(article())
    await publish(store, new())
    for statement in (
        "UPDATE ledger SET at = 0",
        "DELETE FROM ledger",
        "TRUNCATE ledger",
        f"INSERT INTO ledger SELECT chain, 9, {ENTRY} FROM ledger LIMIT 1",
        f"INSERT INTO ledger SELECT chain, 0, {ENTRY} FROM ledger LIMIT 1"
        " ON CONFLICT (chain, seq) DO UPDATE SET at = 0",
    ):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="append-only"):
            await by_hand(url, statement)
    with pytest.raises(asyncpg.CheckViolationError):
        await by_hand(url, "UPDATE comments SET screened = 0")


async def test_verification_finds_what_an_operator_did(store: PostgreSQLStore, url: str) -> None:
    await store.ensure_article(article())
    comments = [new(f"text {number}") for number in range(5)]
    for comment in comments:
        await publish(store, comment)
    gone = change(
        comments[4].id,
        State.ERASED,
        entries.erasure("author"),
        entries.retraction("erasure"),
        expected=(State.APPROVED,),
        erase=True,
    )
    await carry(store, gone)
    with open_ledger(url) as ledger:
        verification = Verification(ledger)
        assert list(verification.damages()) == []
        assert (verification.chains, verification.comments, verification.entries) == (1, 5, 22)
    await by_hand(
        url,
        "ALTER TABLE ledger DISABLE TRIGGER ledger_never_changes",
        "UPDATE ledger SET canonical = canonical || 'x' WHERE seq = 3",
        "UPDATE comments SET text = 'other' WHERE text = 'text 1'",
    )
    with open_ledger(url) as ledger:
        found = list(Verification(ledger, Wish()).damages())
    assert any("ledger_never_changes is missing" in one.detail for one in found)
    assert any("not the submitted text" in one.detail for one in found)
    assert any(one.seq == 3 for one in found)
    await by_hand(url, "ALTER TABLE ledger ENABLE TRIGGER ledger_never_changes")


async def test_verification_streams_and_spreads(
    store: PostgreSQLStore, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gatepost.store.postgresql.audit.STRETCH", 3)
    for key in "ab":
        await store.ensure_article(article(key))
        for number in range(4):
            await publish(store, new(f"text {number}", where=f"s-{key}"))
    with open_ledger(url) as ledger:
        assert [row.seq for row in ledger.rows("s-a")] == list(range(16))
        whole = Verification(ledger, Wish(), spread_over(partial(open_ledger, url), 2))
        assert list(whole.damages()) == []
        assert (whole.chains, whole.entries, whole.comments) == (2, 32, 8)


# Others who write


async def test_two_processes_write_to_one_article(store: PostgreSQLStore, url: str) -> None:
    await store.ensure_article(article())
    async with opened(url) as other:
        sent = [new() for _ in range(40)]
        await asyncio.gather(*(add((store, other)[n % 2], comment) for n, comment in enumerate(sent)))
        changes = [(store, other)[n % 2].apply([approval(one)]) for n, one in enumerate(sent)]
        await asyncio.gather(*changes)
    assert [entry.seq async for entry in store.entries("s-a")] == list(range(160))
    page = await store.page("s-a", "oldest", None, 100)
    assert (page.total, len(page.comments), page.revision) == (40, 40, 40)
    with open_ledger(url) as ledger:
        assert list(Verification(ledger).damages()) == []


async def test_who_comes_between_is_seen_and_the_transaction_run_again(
    store: PostgreSQLStore, url: str
) -> None:
    await store.ensure_article(article())
    first = new()
    await add(store, first)
    other = await asyncpg.connect(url)
    runs: list[int] = []

    def work(cursor: Cursor) -> int:
        found = articles.by_id(cursor, "s-a")
        assert found is not None
        runs.append(found.revision)
        if len(runs) == 1:
            await_only(other.execute("UPDATE articles SET revision = revision + 10"))
        return articles.set_up(cursor, "s-a", Setting(closed=True)).revision

    assert await store._writer.run(work) == 11
    assert runs == [0, 10]
    assert store._writer.again == 1
    await other.close()


async def test_a_turn_that_does_not_end_holds_nobody_up(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(_SETTINGS, "lock_timeout", "50ms")
    holder = await asyncpg.connect(url)
    await holder.execute(f"SELECT pg_advisory_lock({TURN})")
    async with opened(url) as store:
        assert await store.ensure_article(article()) is not None
    await holder.close()


async def test_one_that_fails_takes_nothing_of_the_others_along(store: PostgreSQLStore) -> None:
    await store.ensure_article(article())
    ann, rival = Moderator("m1", "ann", "editor", "x"), Moderator("m2", "ann", "editor", "x")
    await store.add_moderator(ann)
    sent = [new() for _ in range(6)]
    results = await asyncio.gather(
        *(add(store, one) for one in sent[:3]),
        store.add_moderator(rival),
        *(add(store, one) for one in sent[3:]),
        return_exceptions=True,
    )
    assert [type(one) for one in results].count(NameTaken) == 1
    assert isinstance(results[3], NameTaken)
    assert [entry.seq async for entry in store.entries("s-a")] == list(range(6))
    assert await store.moderators() == [ann]


async def test_what_was_begun_is_carried_out_when_nobody_waits_any_more(store: PostgreSQLStore) -> None:
    await store.ensure_article(article())
    sent = new()
    task = asyncio.create_task(add(store, sent))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await store._writer.finish()
    assert await store.comment(sent.id) is not None


async def test_a_reader_who_goes_away_leaves_the_connection_as_it_was(store: PostgreSQLStore) -> None:
    await store.ensure_article(article())
    for _ in range(20):
        task = asyncio.create_task(store.page("s-a", "oldest", None, 10))
        await asyncio.sleep(0.001)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert (await store.page("s-a", "oldest", None, 10)).total == 0


# Trouble


async def test_a_database_that_only_reads_says_so() -> None:
    url = database_url()
    name = url.partition("/t")[2].partition("?")[0]
    await by_hand(url, f"ALTER DATABASE t{name} SET default_transaction_read_only = on")
    store = PostgreSQLStore(url)
    await store.open()
    with pytest.raises(StoreUnavailable, match="only reads"):
        await store.ping()
    with pytest.raises(StoreUnavailable, match="only reads"):
        await store.ensure_article(article())
    await store.close()


async def test_connections_that_end_come_back(store: PostgreSQLStore, url: str) -> None:
    await store.ensure_article(article())
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    await by_hand(url, f"{others} AND pid <> pg_backend_pid()")
    for _ in range(10):
        try:
            await store.ping()
            break
        except StoreUnavailable:
            continue
    assert await store.article("s", "a") is not None
    await add(store, new())


async def test_a_server_that_is_not_there() -> None:
    with pytest.raises(StoreUnavailable, match="cannot be reached"):
        await PostgreSQLStore("postgresql://gatepost@127.0.0.1:1/gatepost").open()
    with pytest.raises(StoreUnavailable, match="no such database"):
        await PostgreSQLStore(server().get_uri("nowhere")).open()


async def test_nul_in_a_name_finds_nothing_and_is_not_kept(store: PostgreSQLStore) -> None:
    await store.ensure_article(article())
    assert await store.article("s", "a\0") is None
    assert await store.comment("\0") is None
    assert not await store.views.delete("x\0")
    with pytest.raises(ValueError, match="NUL"):
        await store.ensure_article(article("b\0"))
    assert wait_for(_count(store.address)) == 1


async def _count(address: Address) -> int:
    connection = await address.connect()
    try:
        return int(await connection.fetchval("SELECT count(*) FROM articles"))
    finally:
        await connection.close()
