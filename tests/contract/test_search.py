"""What every store promises about finding texts again, and about forgetting them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from tests.contract.making import add, article, carry, change, new
from tests.contract.test_queues import approve, refer

from gatepost.conversation import entries
from gatepost.conversation.ports import Store
from gatepost.conversation.queues.records import Filter, Kind, Wanted
from gatepost.conversation.records import AppealRecord, PageRecord, ReportRecord
from gatepost.store.sql.search import expression
from gatepost.store.sqlite import SQLiteStore
from gatepost.vocabulary import Decision, Finding, Outcome, State

REJECT = Decision(Outcome.REJECT, "moderator:m", (Finding("threat", 1.0, "moderator:m"),))


async def found(store: Store, words: str, kind: Kind = Kind.ALL, **more: object) -> list[str]:
    await store.caught_up()
    wanted = Wanted(kind, Filter(words=words, **more))  # type: ignore[arg-type]
    page = await store.queues.page(wanted, moderator="m", now=10_000_000, limit=50)
    counts = await store.queues.counts(wanted.filter, moderator="m", now=10_000_000, kinds=(kind,))
    assert counts[kind] == len(page.items)
    return [item.comment.id for item in page.items]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("The BRIDGE was sold", "bridge"),
        ("The bridge was sold", "brid"),
        ("The bridge was sold", "sold bridge"),
        ("The bridge was sold", '"bridge was"'),
        ("The bridge was sold", '"the  BRIDGE'),
        ("Çok güzel bir KIŞ", "kis guzel"),
        ("IĞDIR", "ığdır"),
        ("هذا كتاب عربيّ", "كتاب عربی"),
        ("الأمّة الإسلامية", "الامه"),
        ("کوردستان وڵاتێکی جوانە", "كوردستان ولاتيکی"),
        ("می‌خواهم بنویسم", "میخواهم"),
        ("Ｆｕｌｌ ｗｉｄｔｈ", "full"),
        ("naïve café", "naive CAFE"),
        ("تـــطويل", "تطويل"),
        ("۱۲۳ نفر", "123"),
    ],
)
async def test_one_spelling_finds_the_others(store: Store, written: str, asked: str) -> None:
    await store.ensure_article(article())
    comment = await refer(store, new(written))
    await refer(store, new("Something else entirely."))
    assert await found(store, asked) == [comment]
    assert await found(store, asked, Kind.REFERRED) == [comment]


async def test_words_that_are_not_there_find_nothing(store: Store) -> None:
    await store.ensure_article(article())
    await refer(store, new("The bridge was sold"))
    for asked in ("ridge", "bridge river", '"was bridge"', '"bridge w"', "!!!", '"', '""', "😀", "\x00"):
        assert await found(store, asked) == [], asked


async def test_newest_first_and_with_other_filters(store: Store) -> None:
    await store.ensure_article(article())
    await store.ensure_article(article("a", "t"))
    one, two = await refer(store, new("bridge one")), await refer(store, new("bridge two", where="t-a"))
    three = await refer(store, new("bridge three"), language="ar")
    await approve(store, two)
    assert await found(store, "bridge") == [three, two, one]
    assert await found(store, "bridge", Kind.REFERRED) == [one, three]
    assert await found(store, "bridge", Kind.MINE) == [two]
    assert await found(store, "bridge", site="s", language="ar") == [three]


async def test_everything_that_moderators_may_see_is_found(store: Store) -> None:
    await store.ensure_article(article())
    comment = new("plain text", author_name="Quux Ånström")
    await refer(store, comment)
    drafts = (entries.decision(REJECT),)
    await carry(
        store, change(comment.id, State.REJECTED, *drafts, decision=REJECT, note="looks like a spammer")
    )
    appeal = AppealRecord("a", comment.id, "I never wrote that", 5)
    was = {"expected": (State.REJECTED,)}
    await carry(store, change(comment.id, State.REJECTED, entries.appeal("a", b"d"), appeal=appeal, **was))
    answer = AppealRecord("a", comment.id, appeal.text, 5, "upheld", 6, "m", "unfortunately upheld")
    await carry(
        store,
        change(comment.id, State.REJECTED, *drafts, decision=REJECT, appeal=answer, **was),
    )
    report = ReportRecord("r", comment.id, "threat", 7, "disgusting fellow")
    await carry(store, change(comment.id, State.REJECTED, report=report, **was))
    for asked in ("plain", "quux anstrom", "spammer", '"never wrote"', "unfortunately", "disgust"):
        assert await found(store, asked) == [comment.id], asked
    # The answer is taken back, and with it its words.
    await carry(store, change(comment.id, State.REJECTED, *drafts, decision=REJECT, appeal=appeal, **was))
    assert await found(store, "unfortunately") == []
    assert await found(store, '"never wrote"') == [comment.id]


async def test_authors_names_and_titles_of_articles_are_filters(store: Store) -> None:
    await store.ensure_article(article("a", title="The bridge of Amêdî"))
    await store.ensure_article(article("b"))
    await store.keep_page_read(PageRecord("s-b", "River and bridge", read_at=1))
    one = await refer(store, new("Zana says no", author_name="Zana"))
    two = await refer(store, new("I say yes", where="s-b", author_name="Berîvan Zana"))
    three = await refer(store, new("Zana is right", author_name="Deniz"))
    await store.caught_up()

    async def listed(**fields: str) -> list[str]:
        wanted = Wanted(filter=Filter(**fields))  # type: ignore[arg-type]
        page = await store.queues.page(wanted, moderator="m", now=1)
        return [item.comment.id for item in page.items]

    assert await listed(name="zana") == [one, two]
    assert await listed(name="ZAN ber") == [two]
    assert await listed(words="zana") == [one, two, three]
    assert await listed(title="bridge") == [one, two, three]
    assert await listed(title="amedi bridge") == [one, three]
    assert await listed(title="river", name="zana") == [two]
    assert await listed(title="ridge") == []
    assert await listed(title="bridge", site="t") == []


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


async def test_operators_are_only_words(store: Store) -> None:
    await store.ensure_article(article())
    comment = await refer(store, new("black OR white, NOT grey (near: none) a-b c*d words:x ^top"))
    for asked in ("or", "NOT", "(near", "a-b", "c*d", "words:x", "^top", 'black "or white', "NEAR(none"):
        assert await found(store, asked) == [comment], asked
    assert await found(store, "black AND white") == []  # nobody wrote "and"


async def test_erased_words_are_gone_from_the_index_and_from_the_file(store: Store, tmp_path: Path) -> None:
    await store.ensure_article(article())
    others = [new(f"quite ordinary number {number}") for number in range(40)]
    for other in others[:20]:
        await add(store, other)
    comment = new("xyzzyplugh lives here", author_name="Plughname")
    await refer(store, comment)
    note = {"decision": REJECT, "note": "plughnote"}
    await carry(store, change(comment.id, State.REJECTED, entries.decision(REJECT), **note))
    await store.caught_up()
    for other in others[20:]:
        await add(store, other)
    assert await found(store, "xyzzy") == [comment.id]
    erasure = change(
        comment.id, State.ERASED, entries.erasure("author"), erase=True, expected=(State.REJECTED,)
    )
    await carry(store, erasure)
    for asked in ("xyzzy", "plughname", "plughnote", "lives"):
        assert await found(store, asked) == []
    assert len(await found(store, "ordinary")) == 40
    assert not remains(tmp_path, b"yzzyplugh", b"plughn", b"Plughn")


def remains(folder: Path, *words: bytes) -> list[tuple[str, bytes]]:
    """Which of the words stand in which file."""
    contents = [(path.name, path.read_bytes()) for path in folder.iterdir()]
    return [(name, word) for name, content in contents for word in words if word in content]


async def test_what_was_withdrawn_is_still_found_by_moderators(store: Store) -> None:
    await store.ensure_article(article())
    comment = await refer(store, new("bridge"))
    await carry(store, change(comment, State.WITHDRAWN, entries.withdrawal()))
    assert await found(store, "bridge") == [comment]
    assert await found(store, "bridge", Kind.REFERRED) == []


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
