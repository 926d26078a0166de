"""The words of a text are the same in both databases' search."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import closing

import asyncpg
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some
from tests.postgres import a_database, wait_for

from gatepost.store.sql import search
from gatepost.store.tables.words import MOST_BYTES, MOST_IN_ALL, query, vector

# The two know different versions of Unicode: letters that both have known for long.
letters = some.characters(max_codepoint=0x52F, categories=("L", "N", "P", "S", "Z"))
texts = some.text(alphabet='abé ç"*-_/.@1٣كتابک한글😀\u200c', max_size=40) | some.text(letters, max_size=40)


async def asked(url: str, pairs: list[tuple[str, str]]) -> list[bool]:
    connection = await asyncpg.connect(url)
    try:
        return [
            await connection.fetchval("SELECT $1::text::tsvector @@ $2::text::tsquery", *pair)
            for pair in pairs
        ]
    finally:
        await connection.close()


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with a_database() as found:
        yield found


def in_sqlite(text: str, expression: str) -> bool:
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute(
            "CREATE VIRTUAL TABLE search USING fts5(words, tokenize='unicode61 remove_diacritics 2')"
        )
        database.execute("INSERT INTO search VALUES (?)", (text,))
        found = database.execute("SELECT count(*) FROM search WHERE search MATCH ?", (expression,))
        return bool(found.fetchone()[0])


@given(some.lists(some.tuples(texts, texts), min_size=1, max_size=10))
@example([("the bridge was sold", "brid"), ("e-mail and/or web", '"e mail" and/o'), ("naïve café", "CAFE")])
@example([("می‌خواهم بنویسم", "میخواهم"), ("a.b@x.example 1,5", "x.exa"), ("its 10% off", "10%")])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_sqlite_finds_is_found(url: str, pairs: list[tuple[str, str]]) -> None:
    """PostgreSQL takes marks of other scripts for a part of the word; where there are none, both agree."""
    folded = [(search.fold(text), search.expression(words)) for text, words in pairs]
    known = [(text, words) for text, words in folded if words is not None]
    answers = wait_for(asked(url, [(vector(text), query(words)) for text, words in known]))
    for (text, words), answer in zip(known, answers, strict=True):
        if not any(_is_mark(character) for character in text + words):
            assert answer == in_sqlite(text, words), (text, words)


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"


def test_too_much_is_cut_and_never_refused(url: str) -> None:
    long = "x" * 10_000 + " end"
    many = " ".join(f"w{number}" for number in range(120_000))
    questions = [
        (vector(long), query('"end"')),
        (vector(many), query('"w1 w2"')),
        (vector(many), query('"w9"*')),
    ]
    assert wait_for(asked(url, questions)) == [True, True, True]
    assert len(vector(many)) < 3 * MOST_IN_ALL
    assert max(len(word) for word in vector(long).split()) < MOST_BYTES + 10
