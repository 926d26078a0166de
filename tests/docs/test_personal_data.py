"""Every column of the schema is classified: whose data it holds, how long it is kept, how it is erased."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.contract.making import article
from tests.contract.test_reader_rights import SECRET, a_full_reader, erase

from gatepost.conversation.retention.policy import RULES
from gatepost.store.sqlite import SQLiteStore
from gatepost.store.tables import metadata

PAGE = (Path(__file__).parents[2] / "docs/reference/personal-data.md").read_text()
HELD = re.findall(r"^\| `(\w+)\.(\w+)` \| (.+) \| (.+) \| (.+) \|$", PAGE, re.MULTILINE)
NOTHING = [
    (table, column)
    for table, columns in re.findall(r"^\| `(\w+)` \| ((?:`\w+` ?)+) \|$", PAGE, re.MULTILINE)
    for column in re.findall(r"`(\w+)`", columns)
]


def test_every_column_is_classified_once() -> None:
    classified = [(table, column) for table, column, *_ in HELD] + NOTHING
    declared = {(table.name, column.name) for table in metadata.sorted_tables for column in table.c}
    assert sorted(set(classified)) == sorted(classified), "a column stands there twice"
    assert set(classified) - declared == set(), "these are no columns"
    assert declared - set(classified) == set(), (
        "say in docs/reference/personal-data.md whose data this is, what ends it and what erases it"
    )


def test_the_rules_that_are_named_are_rules() -> None:
    named = {rule for row in HELD for rule in re.findall(r"`(\w+_days)`", row[3])}
    assert named == {f"{rule}_days" for rule in RULES}


def test_what_is_nobodys_holds_nothing_of_a_reader(tmp_path: Path) -> None:
    """A reader with one of everything is in no column that is said to hold nothing of anybody, and after
    erasing in none at all."""

    async def fill(erased: bool) -> Path:
        path = tmp_path / f"{erased}.sqlite3"
        store = SQLiteStore(path)
        await store.open()
        await store.ensure_article(article())
        await a_full_reader(store)
        await store.caught_up()
        if erased:
            await erase(store)
        await store.close()
        return path

    def holding(path: Path) -> set[tuple[str, str]]:
        with closing(sqlite3.connect(path)) as connection:
            return {
                (table.name, column.name)
                for table in metadata.sorted_tables
                for column in table.c
                if connection.execute(
                    f'SELECT 1 FROM "{table.name}" WHERE instr(CAST("{column.name}" AS BLOB), ?)',
                    (SECRET.encode(),),
                ).fetchone()
            }

    before, after = (holding(asyncio.run(fill(erased))) for erased in (False, True))
    assert after == set()
    assert not before & set(NOTHING)
    assert {("comments", "text"), ("reader_accounts", "email"), ("documents", "words")} <= before
