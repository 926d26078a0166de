"""Fills one article with a long conversation through the store's own steps, a thousand at a time."""

from __future__ import annotations

import hashlib
import random
import sqlite3
from typing import Literal

from tests.filling import AT_ONCE, ENGINE, GUIDELINES, LANGUAGES, NAMES, _sentences

from gatepost.conversation import entries, tokens
from gatepost.conversation.article_keys import canonical_url
from gatepost.conversation.ports import Change
from gatepost.conversation.records import ArticleRecord, NewComment
from gatepost.store.sql import articles, changes, comments
from gatepost.store.sqlite import SQLiteStore
from gatepost.vocabulary import Decision, Outcome, State, Verdict

Shape = Literal["many", "one"]


async def fill_thread(
    store: SQLiteStore, url: str, count: int, shape: Shape, *, site: str = "bench", seed: int = 1
) -> list[str]:
    """`count` published comments in six languages under `url`; gives their ids in the order of their coming.

    `many`: four in ten begin a thread, the others answer any earlier one. `one`: all answer the first or one
    another, so that one thread holds them all.
    """
    dice = random.Random(seed)
    sentences = [_sentences(one) for one in LANGUAGES]
    key = canonical_url(url)
    article = ArticleRecord(
        f"long-{hashlib.sha256(key.encode()).hexdigest()[:16]}", site, key, key, "A long talk"
    )
    await store.ensure_article(article)
    ids: list[str] = []
    for first in range(0, count, AT_ONCE):
        stretch: list[NewComment] = []
        for number in range(first, min(count, first + AT_ONCE)):
            begins = not ids or (shape == "many" and dice.random() < 0.4)
            parent = None if begins else dice.choice(ids)
            text = " ".join(dice.sample(sentences[number % len(LANGUAGES)], 3))
            stretch.append(_new(article, number, parent, text, LANGUAGES[number % len(LANGUAGES)]))
            ids.append(stretch[-1].id)

        def write(cursor: sqlite3.Cursor, stretch: list[NewComment] = stretch) -> None:
            articles.ensure(cursor, article)
            for new in stretch:
                comments.add(cursor, new, entries.submission(new.digest, new.parent))
                changes.carry_out(cursor, _approval(new))

        await store._writer.run(write)
    return ids


def _new(article: ArticleRecord, number: int, parent: str | None, text: str, language: str) -> NewComment:
    seed = f"{article.id} {number}".encode()
    salt = hashlib.sha256(seed).digest()
    id_ = f"0190{article.id[-4:]}-0000-7000-8000-{number:012x}"
    return NewComment(
        id_,
        article.site,
        article.id,
        parent,
        NAMES[number % len(NAMES)],
        text,
        salt,
        tokens.text_digest(salt, text),
        hashlib.sha256(b"token" + seed).digest(),
        1_750_000_000_000_000 + number * 1_000_000,
        language,
    )


def _approval(new: NewComment) -> Change:
    verdict = Verdict(Outcome.APPROVE, (), {}, 0.1, new.language or "en", ENGINE, GUIDELINES)
    decision = Decision(Outcome.APPROVE, "engine", (), ENGINE, GUIDELINES, "automatic")
    drafts = (entries.verdict(verdict), entries.decision(decision), entries.publication(new.digest))
    at = new.submitted_at + 1_000
    return Change(new.id, at, (State.PENDING,), State.APPROVED, drafts, verdict, decision, publish=True)
